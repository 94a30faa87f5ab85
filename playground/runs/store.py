"""The store of runs: all of them, their events and the commands given to them."""

from functools import cache

from playground.runs.branches import Branches
from playground.runs.database import connected
from playground.runs.ledger import Ledger
from playground.runs.reports import Reports
from playground.settings import Settings, settings


class Store(Branches, Reports, Ledger):
    """Every method is one transaction, and raises `PlaygroundError` where the database is locked, full or gone."""


def open_store(config: Settings) -> Store:
    """Return the store that `config` names, made or brought up to date where it needs to be."""
    return Store(connected(config), config)


@cache
def shared_store() -> Store:
    """Return this process's store."""
    return open_store(settings())

"""What is shown again and again is put together once, for all visitors who read the same language."""

from collections.abc import Callable
from threading import Lock
from typing import ParamSpec, Protocol, TypeVar

from cachetools import LRUCache, cached
from cachetools.keys import typedkey

from playground.translations import current

P = ParamSpec("P")


class Sized(Protocol):
    """A text or bytes."""

    def __len__(self) -> int: ...


R = TypeVar("R", bound=Sized)


def kept(most: int = 2**20) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function of hashable arguments returns, for each language: texts or bytes, `most` long in all."""

    def key(*args: object, **settings: object) -> object:
        return typedkey(current(), *args, **settings)

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        decorated: Callable[P, R] = cached(LRUCache(most, len), key=key, lock=Lock())(function)
        return decorated

    return decorate

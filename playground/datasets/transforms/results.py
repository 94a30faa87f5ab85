"""The same chain on the same picture is worked out once for all visitors."""

from threading import Lock

from cachetools import LRUCache, cached

from playground.datasets.transforms.chain import Step
from playground.datasets.transforms.pictures import Source, sample
from playground.datasets.transforms.records import ChainResult
from playground.datasets.transforms.running import run_chain

KEPT = 48 * 2**20  # bytes of pictures


@cached(LRUCache(KEPT, lambda result: result.nbytes), lock=Lock())
def chain_result(steps: tuple[Step, ...], source: Source, index: int, seed: int) -> ChainResult:
    """Return what a chain makes of a picture of a data set."""
    return run_chain(steps, sample(source, index)[0], seed)

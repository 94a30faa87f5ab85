"""The script that measures by itself: the very classes and functions that the page's measurement uses."""

from functools import lru_cache

from playground.datasets.loading.costs import Cost
from playground.datasets.loading.measure import (
    BATCH_SIZES,
    ROUNDS,
    SECONDS,
    Draws,
    measured,
    samples_a_second,
    seconds_to_first,
)
from playground.sources import imports, source_of

FUNCTIONS = (Draws, seconds_to_first, samples_a_second, measured)

IMPORTS = "from statistics import quantiles\nimport torch"

MAIN = """\
if __name__ == "__main__":  # workers may read this file too
    torch.set_num_threads(1)
    data = {make}()
    for workers in {workers}:
        for batch_size in {batch_sizes}:
            rates, start, again = measured(data, batch_size, workers, {pinned}, seconds={seconds}, rounds={rounds})
            lower, median, upper = quantiles(rates, n=4, method="inclusive")
            print(
                f"num_workers={{workers}} batch_size={{batch_size:<3}} {{median:>10,.0f}} samples a second"
                f" ({{lower:,.0f}} to {{upper:,.0f}}), first batch after {{start * 1000:.1f}} ms,"
                f" in the next epoch after {{again * 1000:.1f}} ms"
            )
"""


@lru_cache(maxsize=16)
def script(cost: Cost, workers: tuple[int, ...], pin_memory: bool = False) -> str:
    """Return a Python file that runs alone and prints what the page shows."""
    main = MAIN.format(
        make=cost.make.__name__,
        workers=workers,
        batch_sizes=BATCH_SIZES,
        pinned=pin_memory,
        seconds=SECONDS,
        rounds=ROUNDS,
    )
    head = imports(*cost.sources, *FUNCTIONS, main=main, offered=IMPORTS)
    return "\n\n".join([head, *map(source_of, (*cost.sources, *FUNCTIONS)), main])

"""Numbers between two bounds: evenly spread, or drawn. This is the code that the page shows."""

from random import Random


def between(low: float, high: float, share: float, log: bool) -> float:
    """Return the number that lies `share` (0 to 1) of the way from low to high; with `log`, as its logarithm goes.

    It is rounded to four digits, so that it can be read.
    """
    number = low * (high / low) ** share if log else low + (high - low) * share
    return min(max(float(f"{number:.4g}"), low), high)


def spread(low: float, high: float, count: int, log: bool) -> list[float]:
    """Return `count` numbers from low to high."""
    return [between(low, high, place / (count - 1), log) for place in range(count)]


def draw(random: Random, low: float, high: float, log: bool) -> float:
    """Return a random number from low to high; with `log`, small ones are as likely as large ones."""
    return between(low, high, random.random(), log)

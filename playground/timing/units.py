"""Seconds, bytes and ratios as they are read."""


def duration(seconds: float) -> str:
    """Return a time with three digits: 950 ns, 12.3 µs, 1.80 ms, 2.00 s."""
    return _scaled(seconds * 1e9, 1000, ("ns", "µs", "ms", "s"))


def memory(size: int) -> str:
    """Return a number of bytes: 0 B, 1,000 B, 64.0 KiB, 1.50 MiB."""
    return f"{size:,} B" if size < 1024 else _scaled(size / 1024, 1024, ("KiB", "MiB", "GiB"))


def times(ratio: float) -> str:
    """Return how many times as much: 1.8, 26, 1,340."""
    return f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"


def _scaled(number: float, step: int, units: tuple[str, ...]) -> str:
    for unit in units[:-1]:
        if number < step - 0.5:  # what would be rounded up to a whole step is told in the next unit
            return f"{_three_digits(number)} {unit}"
        number /= step
    return f"{_three_digits(number)} {units[-1]}"


def _three_digits(number: float) -> str:
    return f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:,.0f}"

"""What PyTorch says while it converts: its warnings, and why it refuses."""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from torch.jit._trace import TracerWarning

FILE = re.compile(r'File ".*?([^/\\]+)"')
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a terminal
ADVICE = (  # lines for developers of PyTorch
    "For more information, run with",
    "For extended logs",
    "If you suspect",
    "For more debugging",
    "For C++ stack",
    "The error above",
)
LONGEST = 700  # characters


@contextmanager
def listening() -> Iterator[list[warnings.WarningMessage]]:
    """Give the list in which all warnings of the block are noted. It changes a setting of the whole process."""
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        yield noted


def deprecations(noted: Sequence[warnings.WarningMessage], calls: Sequence[str]) -> tuple[str, ...]:
    """Return in PyTorch's words which of `calls`, as ``torch.jit.trace``, are deprecated."""
    kinds = (FutureWarning, DeprecationWarning)
    told = [each for each in noted if issubclass(each.category, kinds)]
    return _once(each for each in told if any(f"`{call}`" in str(each.message) for call in calls))


def doubts(noted: Sequence[warnings.WarningMessage]) -> tuple[str, ...]:
    """Return the warnings that a trace may be wrong, each once."""
    return _once(each for each in noted if issubclass(each.category, TracerWarning))


def refusal(error: Exception) -> str:
    """Return why something could not be done, without the colours and the advice for developers of PyTorch."""
    plain = FILE.sub(r'File "\1"', COLOURS.sub("", str(error)))
    lines = [line.rstrip() for line in plain.splitlines()]
    text = "\n".join(line for line in lines if not line.startswith(ADVICE)).strip() or type(error).__name__
    text = re.sub(r"\n{3,}", "\n\n", text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _once(noted: Iterator[warnings.WarningMessage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(each.message).split("\n")[0] for each in noted))

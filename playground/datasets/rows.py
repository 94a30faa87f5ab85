"""What a row in the table of data sets says."""

from dataclasses import dataclass
from typing import Literal

from playground.parameters import Row

Kind = Literal["pictures", "points", "line", "series", "text", "table", "numbers"]


@dataclass(frozen=True)
class DatasetRow(Row):
    """A data set that can be chosen.

    `make(**parameters)` returns a `torch.utils.data.Dataset` with a length; its source is the code that pages show, so
    it needs nothing of the playground. A sample is (input, target), both tensors. The data set has `targets`, one for
    each sample, in order: class numbers (N,) int64, or what is to be foretold (N, …).

    Attributes:
        kind: What a sample is, and so how it is drawn: pictures (C, H, W) with values from 0 to 1; points (2,);
            line, x (1,) with y (1,) as target; series, windows (length, 1) with the next value (1,) as target; text,
            (length,) character numbers with the same moved on by one as target; table, a line of numbers (F,);
            numbers, the same with a number (1,) as target.
        shape: The shape of an input where every choice of parameters gives the same; else empty.
        classes: The names of the classes in the order of their numbers; empty where a target is no class.
        source: Where it is from, a proper name; and the address of its page, where it has one.
        licence: Under what terms it may be used.
        upload: What of a visitor's uploads it is made from; its path is the first argument of `make`, and the
            parameters `upload` and `file` say which it is and what it was called.
        download: Bytes that are fetched on request before it can be used; 0 where it is there already.
    """

    kind: Kind = "pictures"
    shape: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    source: str = ""
    address: str = ""
    licence: str = ""
    download: int = 0
    upload: Literal["", "table", "pictures"] = ""

"""Weights from a file beside what a network wants: what fits, what is missing, what is too much."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from torch import Tensor, nn

Verdict = Literal["fits", "dtype", "shape", "missing", "unexpected"]
PREFIXES = ("module.", "_orig_mod.", "model.")  # DataParallel, torch.compile, Lightning
MOST_ROWS = 300
MOST_WORDS = 3_000  # characters


@dataclass(frozen=True)
class Row:
    """An entry of the file, of the network, or of both; None where there is none."""

    name: str
    verdict: Verdict
    file_shape: tuple[int, ...] | None = None
    file_dtype: str = ""
    own_shape: tuple[int, ...] | None = None
    own_dtype: str = ""


@dataclass(frozen=True)
class Checked:
    """What came of a comparison.

    Attributes:
        rows: The entries of the network in their order, then those that only the file has; not more than `MOST_ROWS`.
        counts: How many entries there are of each verdict.
        words: What `load_state_dict` says; "" where it takes the file.
        partly: The file was taken with ``strict=False`` only.
        prefix: What all names in the file begin with, and none of the network.
    """

    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    words: str
    partly: bool
    prefix: str

    @property
    def used(self) -> bool:
        """Whether the network has weights of the file now."""
        return not self.words or self.partly


def load(weights: Mapping[str, Tensor], model: nn.Module) -> Checked:
    """Load weights into a model as far as they fit, and return what came of it.

    Where only names are missing or too many, and some fit, it is loaded with ``strict=False``; where a shape is
    another, the model stays as it is.
    """
    own = model.state_dict()
    rows = [_row(name, weights.get(name), tensor) for name, tensor in own.items()]
    rows += [_row(name, tensor, None) for name, tensor in weights.items() if name not in own]
    counts = {verdict: sum(row.verdict == verdict for row in rows) for verdict in get_args(Verdict)}
    words, partly = "", False
    try:
        copy.deepcopy(model).load_state_dict(weights)  # where it refuses, it has copied what fits by then
        model.load_state_dict(weights)
    except RuntimeError as error:
        words = str(error)[:MOST_WORDS]
        partly = not counts["shape"] and counts["fits"] + counts["dtype"] > 0
        if partly:
            model.load_state_dict(weights, strict=False)
    prefix = next((each for each in PREFIXES if _all_begin(weights, each) and not _all_begin(own, each)), "")
    return Checked(tuple(rows[:MOST_ROWS]), counts, words, partly, prefix)


def _row(name: str, theirs: Tensor | None, own: Tensor | None) -> Row:
    if theirs is None:
        verdict: Verdict = "missing"
    elif own is None:
        verdict = "unexpected"
    elif theirs.shape != own.shape:
        verdict = "shape"
    else:
        verdict = "fits" if theirs.dtype == own.dtype else "dtype"
    return Row(name[:200], verdict, *_facts(theirs), *_facts(own))


def _facts(tensor: Tensor | None) -> tuple[tuple[int, ...] | None, str]:
    return (None, "") if tensor is None else (tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."))


def _all_begin(names: Mapping[str, Tensor], prefix: str) -> bool:
    return all(name.startswith(prefix) for name in names)

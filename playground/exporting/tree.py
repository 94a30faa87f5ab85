"""A state_dict as a tree: the modules of a network, and below each the tensors that it keeps."""

from dataclasses import dataclass
from threading import Lock
from typing import Literal

import torch
from cachetools import LRUCache, cached
from torch import Tensor, nn

from playground.asking.loading import Asked
from playground.program.records import Limits

BINS = 24
MOST_BINS = 60  # of an entry that is looked at closely
Kind = Literal["parameter", "buffer"]


@dataclass(frozen=True)
class Entry:
    """A tensor of a state_dict.

    Attributes:
        name: Its key, with the modules' names before it.
        kind: A parameter is learned; a buffer is counted or fixed, and no optimizer changes it.
        bytes: numel × element_size.
        counts: How many of the finite values lie in each of `BINS` equal steps from `low` to `high`.
        low, high, mean, std: Of its finite values; 0 where there are none.
    """

    name: str
    kind: Kind
    shape: tuple[int, ...]
    dtype: str
    numel: int
    bytes: int
    counts: tuple[int, ...]
    low: float
    high: float
    mean: float
    std: float


@dataclass(frozen=True)
class Branch:
    """A module: its path ("" for the network itself), how deep it lies, its class, its text as PyTorch prints it where
    it has no modules within, and the tensors that it keeps itself."""

    path: str
    depth: int
    name: str
    text: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Tree:
    """The modules in their order, each before those within it."""

    branches: tuple[Branch, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for branch in self.branches for entry in branch.entries)

    def total(self, kind: Kind) -> tuple[int, int, int]:
        """Return how many tensors of this kind there are, their numbers and their bytes."""
        found = [entry for entry in self.entries if entry.kind == kind]
        return len(found), sum(entry.numel for entry in found), sum(entry.bytes for entry in found)


@cached(LRUCache(16), lock=Lock())
def tree_of(asked: Asked) -> Tree:
    """Return the tree of a network's state_dict."""
    return tree(asked.model)


def tree(model: nn.Module) -> Tree:
    """Return the tree of a model's state_dict."""
    state, learned = model.state_dict(), {name for name, _ in model.named_parameters(remove_duplicate=False)}
    branches = []
    for path, module in model.named_modules(remove_duplicate=False):
        own = [name for name in state if name.rpartition(".")[0] == path]
        entries = tuple(entry(name, state[name], "parameter" if name in learned else "buffer") for name in own)
        text = "" if list(module.children()) else str(module)
        depth = path.count(".") + 1 if path else 0
        branches.append(Branch(path, depth, type(module).__name__, text, entries))
    return Tree(tuple(branches))


def entry(name: str, tensor: Tensor, kind: Kind) -> Entry:
    """Return what there is to say about a tensor of a state_dict."""
    counts, low, high = histogram(tensor, BINS)
    values = _finite(tensor)
    return Entry(
        name,
        kind,
        tuple(tensor.shape),
        str(tensor.dtype).removeprefix("torch."),
        tensor.numel(),
        tensor.numel() * tensor.element_size(),
        counts,
        low,
        high,
        values.mean().item() if len(values) else 0.0,
        values.std(correction=0).item() if len(values) else 0.0,
    )


def histogram(tensor: Tensor, bins: int) -> tuple[tuple[int, ...], float, float]:
    """Return how many of the finite values lie in each of `bins` equal steps, and where the first begins and the last
    ends; where all values are the same, it lies in the middle of a step of 1."""
    values = _finite(tensor)
    if not len(values):
        return (0,) * bins, 0.0, 0.0
    low, high = values.min().item(), values.max().item()
    if low == high:
        low, high = low - 0.5, high + 0.5
    return tuple(int(count) for count in torch.histc(values, bins, low, high).tolist()), low, high


def _finite(tensor: Tensor) -> Tensor:
    """Return the finite values (N,) as float32; histc counts no whole numbers."""
    values = tensor.detach().flatten().float()
    return values[values.isfinite()]


@dataclass(frozen=True, eq=False)
class Piece:
    """The first values of a tensor: what they are called in Python, they themselves, and which axes they have."""

    name: str
    values: Tensor
    axes: tuple[int, ...]


def beginning(name: str, tensor: Tensor) -> Piece:
    """Return a tensor as far as the page can show it: at most two axes, and not too many rows."""
    written, values = f'state["{name}"]', tensor.detach()
    if values.dim() > 2:
        written += f"[{', '.join('0' * (values.dim() - 2))}]"
        values = values[(0,) * (values.dim() - 2)]
    if values.numel() > Limits().cells:
        count = max(1, Limits().cells // max(1, values[0].numel()))
        written, values = f"{written}[:{count}]", values[:count]
    return Piece(written, values, tuple(range(tensor.dim() - values.dim(), tensor.dim())))


@dataclass(frozen=True, eq=False)
class Closely:
    """An entry looked at closely: a finer histogram (counts, low, high), and its first values."""

    histogram: tuple[tuple[int, ...], float, float]
    piece: Piece


@cached(LRUCache(64), lock=Lock())
def closely(asked: Asked, name: str) -> Closely:
    """Return an entry of a network's state_dict closely."""
    tensor = asked.model.state_dict()[name]
    bins = min(MOST_BINS, max(8, int(2 * tensor.numel() ** 0.5)))
    return Closely(histogram(tensor, bins), beginning(name, tensor))

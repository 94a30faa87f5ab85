"""Tensors that autograd has tied into circles, and letting go of them.

After `x.grad = x * 2` the graph of the gradient leads to `x`, and `x` holds the gradient. Circles are tied, too, by
`backward(create_graph=True)`, and by writing into a tensor that its own graph has kept. They live in C++, where the
garbage collector of Python does not look: left alone, they keep their memory for ever. So whoever drops a trace has its
circles untied; a tensor that somebody still holds, from the `namespace`, stays as it is until it is held no longer.
"""

import sys
from collections import deque
from collections.abc import Iterable

import torch
from torch import Tensor


def tied(tensors: Iterable[Tensor]) -> list[Tensor]:
    """Return the tensors that may be part of a circle, each once."""
    return list({id(each): each for each in tensors if each.requires_grad and _may_be_tied(each)}.values())


def _may_be_tied(tensor: Tensor) -> bool:
    if tensor.is_inference():
        return False
    gradient = tensor._grad
    return (gradient is not None and gradient.requires_grad) or (tensor._version > 0 and not _is_leaf(tensor))


def _is_leaf(tensor: Tensor) -> bool:
    try:
        return tensor.is_leaf
    except RuntimeError:  # a view made under no_grad, and written since
        return True


class Ties:
    """The circles of one program. They are untied when this is dropped, as it is with its trace."""

    def __init__(self, tensors: list[Tensor]) -> None:
        self._tensors = tensors

    def __del__(self) -> None:
        let_go(self._tensors)


_waiting: deque[list[Tensor]] = deque()


def let_go(tensors: list[Tensor] | None = None) -> None:
    """Untie tensors, and those that were still held when they were let go of before; what is held waits on."""
    if tensors:
        _waiting.append(tensors)
    for _ in range(len(_waiting)):
        try:
            each = _waiting.popleft()
        except IndexError:  # another thread was quicker
            return
        for place in reversed(range(len(each))):
            if _unshared(each, place):
                _untie(each.pop(place))
        if each:
            _waiting.append(each)


def _references(tensors: list[Tensor], place: int) -> int:
    return sys.getrefcount(tensors[place])


def _references_of_a_kept_one() -> int:
    leaf = [torch.zeros(1, requires_grad=True)]
    graph = leaf[0] * 2
    count = _references(leaf, 0)
    del graph
    return count


_KEPT = _references_of_a_kept_one()  # in Python the list alone holds it; in C++ its graph does


def _unshared(tensors: list[Tensor], place: int) -> bool:
    """Tell whether, besides the list, nothing but autograd holds a tensor."""
    return tensors[place]._use_count() == 1 or _references(tensors, place) <= _KEPT


def _untie(tensor: Tensor) -> None:
    """Cut a tensor off from its gradient and from what it was made of."""
    tensor.grad = None
    if _is_leaf(tensor):
        return
    base = tensor._base
    if base is None:
        tensor.detach_()
        return
    if not _is_leaf(base):  # a view cannot be detached: it takes over what its base is, once that counts as written
        base.detach_()
    torch.autograd.graph.increment_version(base)
    _is_leaf(tensor)

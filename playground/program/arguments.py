"""The arguments of a call: the tensors among them, what else was set, and how to make the call again."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.program.bounds import volume

SHORT = 8  # items of a list that is told among the settings

Found = tuple[int, str, str, Tensor]  # which argument, its name, where in it, the tensor


class _Slot:
    """Where a tensor stood in the arguments of a call."""


SLOT = _Slot()
_PLAIN = {int, float, bool, str, type(None), torch.Size, torch.dtype, torch.device, complex, slice, type(...)}


class Arguments:
    """The arguments of a call, looked through once: the tensors, the settings, and what is left without tensors."""

    __slots__ = ("arrays", "named", "settings", "template", "tensors")

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self.tensors: list[Found] = []
        self.arrays = False  # NumPy's are among them
        self.settings: dict[str, str] = {}
        self.template: list[Any] = []
        self.named: dict[str, Any] = {}
        place = 0
        for each in args:
            if isinstance(each, Tensor):
                self.tensors.append((place, str(place), "", each))
                self.template.append(SLOT)
            else:
                self.template.append(self._one(place, str(place), each))
            place += 1
        for name, each in kwargs.items():
            self.named[name] = self._one(place, name, each)
            place += 1

    def repeat(self, function: Callable[..., Any], changes: bool) -> Callable[[list[Tensor]], Any] | None:
        """Return what does the call again on other tensors; None for NumPy's, whose arrays are not kept."""
        if self.arrays and not self.tensors:
            return None
        return functools.partial(_repeat, function, self.template, self.named, changes)

    def volume(self) -> int:
        """Return the product of the tensors' elements, an axis of size 0 counted as 1."""
        product = 1
        for _, _, _, tensor in self.tensors:
            product *= tensor.numel() or volume(tensor.shape)
        return product

    def _one(self, place: int, name: str, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            self.settings[name] = repr(value)
            return value
        if isinstance(value, Tensor):
            self.tensors.append((place, name, "", value))
            return SLOT
        if kind is np.ndarray:
            self.arrays = True
        elif kind is list or kind is tuple:
            before = len(self.tensors)
            self._inside(place, name, "", value)
            if len(self.tensors) > before:
                return _template(value)
            if len(value) <= SHORT and all(type(each) in _PLAIN for each in value):
                self.settings[name] = repr(value)
        return value

    def _inside(self, place: int, name: str, path: str, value: Sequence[Any]) -> None:
        """Look for the tensors in a list."""
        for number, item in enumerate(value):
            if isinstance(item, Tensor):
                self.tensors.append((place, name, f"{path}[{number}]", item))
            elif isinstance(item, list | tuple):
                self._inside(place, name, f"{path}[{number}]", item)
            elif isinstance(item, np.ndarray):
                self.arrays = True


def piece(text: str, path: str) -> str:
    """Return how the program names one tensor of a list: `B` for `[1]` of `[A, B]`, else `parts[1]`."""
    names = _names(text) if path.count("[") == 1 else ()
    place = int(path[1:-1]) if names else 0
    return names[place] if place < len(names) else text + path


@functools.lru_cache(1_024)
def _names(text: str) -> tuple[str, ...]:
    """Return the names in a list or in what stands in square brackets, where that is made of names alone."""
    inner = text[1:-1] if text[:1] in "[(" and text[-1:] in "])" else text
    if "," not in text and inner is text:
        return ()
    names = [name.strip() for name in inner.split(",")]
    if names[-1] == "":
        names.pop()
    return tuple(names) if all(name and not any(sign in name for sign in "[](){}*") for name in names) else ()


def _template(value: Any) -> Any:
    """Return arguments with the tensors taken out."""
    if isinstance(value, Tensor):
        return SLOT
    if type(value) in (list, tuple):
        return type(value)([_template(item) for item in value])
    return value


def _fill(value: Any, tensors: Iterator[Tensor]) -> Any:
    if value is SLOT:
        return next(tensors)
    if type(value) in (list, tuple):
        return type(value)([_fill(item, tensors) for item in value])
    return value


def _repeat(
    function: Callable[..., Any], args: Any, kwargs: Mapping[str, Any], changes: bool, tensors: Sequence[Tensor]
) -> Any:
    """Run a recorded operation again on other tensors."""
    each = iter(tensors)
    given = [_fill(item, each) for item in args]
    result = function(*given, **{name: _fill(item, each) for name, item in kwargs.items()})
    return given[0] if changes and result is None else result

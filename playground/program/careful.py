"""Functions that could do harm to the server, in a form that cannot: what comes out of them is the same."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor

from playground.translations import N_, PlaygroundError

Maker = Callable[..., Any]

KINDS = "biufc"  # NumPy's letters for truth values and numbers
DTYPE_WORDS = {
    "bool", "int", "float", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64",
    "complex64", "complex128",
}  # fmt: skip
POWER = 1_000_000  # of a matrix
DIGITS = 4_096
AXES = 64  # as many as PyTorch's own reductions take


class Refusal(PlaygroundError):
    """The playground's own no, in the middle of a call."""


def _own(value: Any) -> Any:
    """Return a copy of whole numbers, anything else as it is."""
    whole = isinstance(value, Tensor) and not (value.is_floating_point() or value.is_complex())
    return value.clone() if whole else value


def own_indices(function: Maker) -> Maker:
    """Let a function keep copies of the indices that it is given or gives.

    Going backward, it writes where the kept ones say without looking again; through `.data` or NumPy a program could
    change them meanwhile, and so write anywhere in the memory of the process.
    """

    @wraps(function, updated=())
    def careful(*args: Any, **kwargs: Any) -> Any:
        result = function(*map(_own, args), **{name: _own(value) for name, value in kwargs.items()})
        return tuple(map(_own, result)) if isinstance(result, tuple) else result

    return careful


def filled(function: Maker) -> Maker:
    """Fill with 0 what is uninitialised: the memory may hold what the server had there, another visitor's data too."""

    @wraps(function, updated=())
    def careful(*args: Any, **kwargs: Any) -> Any:
        made = function(*args, **kwargs)
        made.data.zero_()
        return made

    return careful


def filled_from_sizes(function: Maker) -> Maker:
    """Do the same for `torch.Tensor`, which fills a tensor from a list, but not from sizes."""
    zeros = filled(function)

    @wraps(function, updated=())
    def careful(*args: Any, **kwargs: Any) -> Any:
        given = [*args, *(value for name, value in kwargs.items() if name in ("data", "other"))]
        from_data = len(given) == 1 and isinstance(given[0], list | tuple | range | np.ndarray | Tensor)
        return (function if from_data and not isinstance(given[0], torch.Size) else zeros)(*args, **kwargs)

    return careful


def whole_division(function: Maker) -> Maker:
    """Keep −2⁶³ ÷ −1, cut off to a whole number, from the processor, which ends the whole process for it."""

    @wraps(function, updated=())
    def careful(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get("rounding_mode") == "trunc":
            for each in (*args, *kwargs.values()):
                if isinstance(each, Tensor) and each.dtype in (torch.int32, torch.int64) and _has_smallest(each):
                    raise Refusal(
                        N_('The smallest number of {dtype} cannot be divided with rounding_mode="trunc" here.'),
                        dtype=each.dtype,
                    )
        return function(*args, **kwargs)

    return careful


def _has_smallest(tensor: Tensor) -> bool:
    if isinstance(tensor, FakeTensor) or tensor.is_meta:
        return False
    return bool((tensor == torch.iinfo(tensor.dtype).min).any())


def within_power(function: Maker) -> Maker:
    """Refuse powers of a matrix that take long, or for ever: −2⁶³."""

    @wraps(function, updated=())
    def careful(*args: Any, **kwargs: Any) -> Any:
        power = kwargs.get("n", args[1] if len(args) > 1 else 0)
        if isinstance(power, int) or (isinstance(power, Tensor) and power.numel() == 1):
            power = int(power)
            if abs(power) > POWER:
                raise Refusal(
                    N_("The power {power} is out of reach here; at most {most} is possible."),
                    power=f"{power:,}",
                    most=f"{POWER:,}",
                )
        return function(*args, **kwargs)

    return careful


def within_axes(function: Maker) -> Maker:
    """Refuse to span a grid of more axes than tensors have: each of them takes long on fake tensors."""

    @wraps(function, updated=())
    def careful(*args: Any, **kwargs: Any) -> Any:
        given = args[0] if len(args) == 1 and isinstance(args[0], list | tuple) else args
        if len(given) > AXES:
            raise Refusal(N_("A tensor here can have at most {most} axes."), most=AXES)
        return function(*args, **kwargs)

    return careful


def by_equation(function: Maker) -> Maker:
    """Refuse `einsum` without an equation: it would go through what is given instead, row by row."""

    @wraps(function, updated=())
    def careful(*args: Any, **kwargs: Any) -> Any:
        if not isinstance(kwargs.get("equation", args[0] if args else ""), str):
            raise Refusal(N_('Begin with an equation in quotes: torch.einsum("ij,jk->ik", A, B).'))
        return function(*args, **kwargs)

    return careful


def careful_round(number: Any, ndigits: Any = None) -> Any:
    """Round as Python does, and do not work out 10 to a huge power for it."""
    if isinstance(number, int) and isinstance(ndigits, int) and ndigits < -DIGITS:
        return 0
    return round(number) if ndigits is None else round(number, ndigits)


def numeric(function: Maker) -> Maker:
    """Keep NumPy to numbers: arrays of Python objects compute past every limit, and a text can name any dtype."""

    @wraps(function, updated=())
    def careful(*args: Any, **kwargs: Any) -> Any:
        for each in (*args, *kwargs.values()):
            _check_numbers(each)
        result = function(*args, **kwargs)
        _check_numbers(result)
        return result

    return careful


def _check_numbers(value: Any, inside: bool = False) -> None:
    if isinstance(value, list | tuple):
        for item in value:
            _check_numbers(item, inside=True)
    elif (
        (isinstance(value, str) and (inside or value not in DTYPE_WORDS))
        or (isinstance(value, int) and value.bit_length() > 64)
        or (isinstance(value, np.ndarray) and value.dtype.kind not in KINDS)
        or (inside and not isinstance(value, bool | int | float | complex | range | np.generic | np.ndarray | Tensor))
    ):
        raise Refusal(N_("A NumPy array here can hold numbers of up to 64 bits and truth values only."))


CAREFUL: Mapping[str, Callable[[Maker], Maker]] = {
    "torch.empty": filled,
    "torch.empty_like": filled,
    "torch.Tensor.new_empty": filled,
    "torch.Tensor": filled_from_sizes,
    "torch.div": whole_division,
    "torch.einsum": by_equation,
    "torch.Tensor.div_": whole_division,
    "torch.matrix_power": within_power,
    "torch.meshgrid": within_axes,
    "torch.cartesian_prod": within_axes,
    "torch.nn.functional.cross_entropy": own_indices,
    "torch.nn.functional.embedding": own_indices,
    "torch.nn.functional.max_pool2d": own_indices,
    "torch.nn.functional.nll_loss": own_indices,
}


def careful(name: str, function: Maker) -> Maker:
    """Return a function of the catalogue in the form in which programs may call it."""
    return CAREFUL[name](function) if name in CAREFUL else function

"""The dtypes: range, precision, size, names of their tensor types, and what becomes of a number in each."""

from dataclasses import dataclass

import torch

KINDS = (
    torch.float32,
    torch.float64,
    torch.float16,
    torch.bfloat16,
    torch.int64,
    torch.int32,
    torch.int16,
    torch.int8,
    torch.uint8,
    torch.bool,
    torch.complex64,
)


@dataclass(frozen=True)
class DtypeFacts:
    """What is known of a dtype.

    Attributes:
        smallest: The lowest value that it holds, and `largest` the highest; empty for bool and complex.
        step: The distance from 1 to the next number (floats: eps; whole numbers: 1).
        cpu: The name of the type of such tensors on the CPU, `cuda` on a GPU.
    """

    name: str
    bytes: int
    smallest: str
    largest: str
    step: str
    cpu: str
    cuda: str


def facts(dtype: torch.dtype) -> DtypeFacts:
    """Return what PyTorch tells of a dtype."""
    name, smallest, largest, step = str(dtype), "", "", ""
    if dtype.is_floating_point:
        info = torch.finfo(dtype)
        smallest, largest, step = f"{info.min:.4g}", f"{info.max:.4g}", f"{info.eps:.3g}"
    elif dtype not in (torch.bool, torch.complex64):
        whole = torch.iinfo(dtype)
        smallest, largest, step = f"{whole.min:,}", f"{whole.max:,}", "1"
    cpu = torch.empty(0, dtype=dtype).type()
    return DtypeFacts(name, dtype.itemsize, smallest, largest, step, cpu, cpu.replace("torch.", "torch.cuda.", 1))


def becomes(number: float, dtype: torch.dtype) -> str:
    """Return what is kept of a number in a tensor of a dtype, or PyTorch's words where it is refused."""
    try:
        return repr(torch.tensor(number, dtype=dtype).item())
    except (RuntimeError, ValueError, OverflowError, TypeError) as error:
        return f"✗ {error}"

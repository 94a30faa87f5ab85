"""Small computations that the home page shows."""

import torch


def product_shape(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, ...] | str:
    """Return the shape of the matrix product of two tensors of these shapes, or PyTorch's words why not."""
    try:
        return tuple((torch.zeros(left) @ torch.zeros(right)).shape)
    except RuntimeError as error:
        return str(error)


def slope(x: float) -> tuple[float, float]:
    """Return y = x³/3 − x and dy/dx at `x`, the slope by autograd."""
    point = torch.tensor(float(x), requires_grad=True)
    y = point**3 / 3 - point
    y.backward()
    assert point.grad is not None
    return y.item(), point.grad.item()


def curve(low: float, high: float, points: int) -> tuple[list[float], list[float]]:
    """Return y = x³/3 − x at evenly spaced places."""
    xs = torch.linspace(low, high, points)
    return xs.tolist(), (xs**3 / 3 - xs).tolist()

"""Arithmetic that overwrites the tensor itself: a name with an underscore at its end."""

from functools import partial

import torch

from playground.program.functions.rows import FunctionRow, function
from playground.translations import N_

row = partial(function, category="pointwise", growth="view", origin="aligned")

ROWS: tuple[FunctionRow, ...] = (
    row("torch.Tensor.add_", torch.Tensor.add_, N_("Adds to the tensor itself, element by element."),
        "A.add_(B)", "{0} + {1}"),
    row("torch.Tensor.sub_", torch.Tensor.sub_, N_("Subtracts from the tensor itself, element by element."),
        "A.sub_(B)", "{0} − {1}"),
    row("torch.Tensor.mul_", torch.Tensor.mul_, N_("Multiplies the tensor itself, element by element."),
        "A.mul_(B)", "{0} × {1}"),
    row("torch.Tensor.div_", torch.Tensor.div_, N_("Divides the tensor itself, element by element."),
        "A.div_(B)", "{0} ÷ {1}"),
    row("torch.Tensor.pow_", torch.Tensor.pow_, N_("Raises the elements of the tensor itself to a power."),
        "A.pow_(2)", "{0} ^ {1}"),
    row("torch.Tensor.exp_", torch.Tensor.exp_, N_("Replaces every element by e to its power."),
        "v.exp_()", "exp({0})"),
    row("torch.Tensor.sqrt_", torch.Tensor.sqrt_, N_("Replaces every element by its square root."),
        "A.sqrt_()", "√{0}"),
    row("torch.Tensor.abs_", torch.Tensor.abs_, N_("Replaces every element by its distance from 0."),
        "(A - B).abs_()", "|{0}|"),
    row("torch.Tensor.neg_", torch.Tensor.neg_, N_("Turns the sign of the tensor itself around."),
        "A.neg_()", "−1 × {0}"),
    row("torch.Tensor.relu_", torch.Tensor.relu_, N_("Replaces what is negative in the tensor itself by 0."),
        "(A - B).relu_()", "max(0, {0})", docs="generated/torch.nn.functional.relu_.html"),
    row("torch.Tensor.sigmoid_", torch.Tensor.sigmoid_, N_("Squashes the tensor itself between 0 and 1."),
        "v.sigmoid_()", "1 ÷ (1 + exp(−{0}))"),
    row("torch.Tensor.clamp_", torch.Tensor.clamp_, N_("Keeps the tensor itself between min and max."),
        "A.clamp_(min=2.0, max=5.0)"),
    row("torch.Tensor.zero_", torch.Tensor.zero_, N_("Fills the tensor itself with 0."), "A.zero_()", origin="none"),
    row("torch.Tensor.fill_", torch.Tensor.fill_, N_("Fills the tensor itself with one value."),
        "A.fill_(7.0)", origin="moved"),
    row("torch.Tensor.copy_", torch.Tensor.copy_, N_("Copies another tensor's elements into the tensor itself."),
        "A.copy_(B)", origin="moved"),
)  # fmt: skip

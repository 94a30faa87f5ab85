"""What autograd keeps of a tensor."""

from functools import partial

import torch

from playground.program.functions.rows import FunctionRow, attribute, function
from playground.translations import N_

row = partial(function, category="gradients", growth="view")
read = partial(attribute, category="gradients")

ROWS: tuple[FunctionRow, ...] = (
    row("torch.Tensor.requires_grad_", torch.Tensor.requires_grad_,
        N_("Lets autograd follow the tensor itself from now on."), "v.requires_grad_()", origin="aligned"),
    row("torch.Tensor.backward", torch.Tensor.backward,
        N_("Works out the gradients and adds them to grad of every leaf."), "(z ** 2).sum().backward()",
        growth="backward"),
    row("torch.Tensor.detach", torch.Tensor.detach, N_("Shows the same memory, but autograd no longer follows it."),
        "z.detach()", origin="aligned"),
    row("torch.Tensor.detach_", torch.Tensor.detach_, N_("Cuts the tensor itself off from what it was made of."),
        "(z * 2).detach_()", origin="aligned"),
    row("torch.Tensor.retain_grad", torch.Tensor.retain_grad, N_("Makes backward keep the gradient of a non-leaf too."),
        "(z * 2).retain_grad()"),
    row("torch.autograd.grad", torch.autograd.grad, N_("Works out gradients and returns them; grad stays as it is."),
        "torch.autograd.grad((z ** 2).sum(), z)", growth="backward"),
    row("torch.autograd.backward", torch.autograd.backward,
        N_("The same as backward of a tensor, for one or several at once."),
        "torch.autograd.backward((z ** 2).sum())", growth="backward"),
    row("torch.nn.utils.clip_grad_norm_", torch.nn.utils.clip_grad_norm_,
        N_("Scales the gradients down so that their norm is at most max_norm; returns the norm before."),
        "torch.nn.utils.clip_grad_norm_([W], max_norm=1.0)", growth="sum"),
    row("torch.nn.utils.clip_grad_value_", torch.nn.utils.clip_grad_value_,
        N_("Cuts every number in the gradients off at −clip_value and clip_value."),
        "torch.nn.utils.clip_grad_value_([W], clip_value=0.5)", growth="sum"),
    row("torch.Tensor.is_inference", torch.Tensor.is_inference,
        N_("Whether the tensor was made in inference mode, so that autograd can never follow it."),
        "z.is_inference()", docs=""),
    read("torch.Tensor.grad", N_("The gradient that backward has added up; None before that."), "z.grad"),
    read("torch.Tensor.requires_grad", N_("Whether autograd follows the tensor."), "z.requires_grad"),
    read("torch.Tensor.is_leaf", N_("Whether the tensor was made by hand, not by an operation that autograd follows."),
         "(z * 2).is_leaf"),
    read("torch.Tensor.grad_fn", N_("The node of the graph that made the tensor; None for a leaf."),
         "(z * 2).grad_fn", docs=""),
    read("torch.Tensor.retains_grad", N_("Whether backward keeps the gradient of this non-leaf."),
         "(z * 2).retains_grad"),
    read("torch.Tensor.data", N_("The same memory behind autograd's back; detach is the safer way."),
         "z.data", origin="aligned", docs=""),
)  # fmt: skip

"""Random numbers, all drawn from PyTorch's default generator of the CPU."""

from functools import partial
from typing import Any

import torch

from playground.program.functions.rows import FunctionRow, function
from playground.translations import N_

row = partial(function, category="random", growth="sizes", random=True)


def manual_seed(seed: Any) -> None:
    """Start the random numbers of the CPU anew, and leave those of the GPUs alone, unlike `torch.manual_seed`.

    Args:
        seed: A number from −2⁶³ to 2⁶⁴ − 1, cut off to a whole one as in torch; else torch raises.
    """
    torch.default_generator.manual_seed(int(seed))


ROWS: tuple[FunctionRow, ...] = (
    row("torch.rand", torch.rand, N_("Random numbers from 0 to 1 (1 left out), all equally likely."),
        "torch.rand(2, 3)"),
    row("torch.randn", torch.randn, N_("Random numbers of the normal distribution with mean 0 and variance 1."),
        "torch.randn(2, 3)"),
    row("torch.randint", torch.randint, N_("Random whole numbers from low to high (high left out)."),
        "torch.randint(0, 10, (2, 3))"),
    row("torch.randperm", torch.randperm, N_("The whole numbers from 0 to n − 1 in random order."),
        "torch.randperm(6)"),
    row("torch.rand_like", torch.rand_like, N_("Random numbers from 0 to 1 in another tensor's shape."),
        "torch.rand_like(A)", growth="same"),
    row("torch.randn_like", torch.randn_like, N_("Normally distributed random numbers in another tensor's shape."),
        "torch.randn_like(A)", growth="same"),
    row("torch.randint_like", torch.randint_like, N_("Random whole numbers in another tensor's shape."),
        "torch.randint_like(A, low=0, high=10)", growth="same"),
    row("torch.bernoulli", torch.bernoulli, N_("Draws 1 with the probability that each element gives, else 0."),
        "torch.bernoulli(torch.full((2, 5), 0.5))", growth="same"),
    row("torch.poisson", torch.poisson, N_("Draws counts of the Poisson distribution with the given means."),
        "torch.poisson(A)", growth="same"),
    row("torch.multinomial", torch.multinomial, N_("Draws indices, each as often as its weight says."),
        "torch.multinomial(w, num_samples=6, replacement=True)", growth="product"),
    row("torch.normal", torch.normal, N_("Random numbers of a normal distribution with the given mean and std."),
        "torch.normal(mean=0.0, std=2.0, size=(2, 3))"),
    row("torch.Tensor.normal_", torch.Tensor.normal_,
        N_("Fills the tensor itself with normally distributed random numbers."),
        "torch.zeros(2, 3).normal_(mean=0.0, std=0.1)", growth="view"),
    row("torch.Tensor.uniform_", torch.Tensor.uniform_,
        N_("Fills the tensor itself with random numbers between two bounds."),
        "torch.zeros(2, 3).uniform_(-1.0, 1.0)", growth="view"),
    row("torch.Tensor.bernoulli_", torch.Tensor.bernoulli_,
        N_("Fills the tensor itself with 1 at the given probability, else 0."),
        "torch.zeros(2, 5).bernoulli_(p=0.5)", growth="view"),
    row("torch.manual_seed", manual_seed, N_("Starts the random numbers anew; the same seed gives the same numbers."),
        "torch.manual_seed(0)", growth="view", random=False),
)  # fmt: skip

"""Losses to choose from: predictions and targets in, one number out."""

from dataclasses import dataclass

from torch import nn

from playground.datasets import Kind
from playground.parameters import Parameter, Row, table
from playground.translations import N_


@dataclass(frozen=True)
class LossRow(Row):
    """A loss, and the kinds of data it judges.

    For classes it takes logits (N, C) and class numbers (N,), for text (N, C, L) and (N, L), for a line or a series
    two (N, 1).
    """

    kinds: tuple[Kind, ...] = ()


_CLASSES: tuple[Kind, ...] = ("pictures", "points", "table")
_NUMBERS: tuple[Kind, ...] = ("line", "series", "numbers")

LOSSES = table(
    LossRow(
        "CrossEntropyLoss",
        nn.CrossEntropyLoss,
        N_("The usual loss for classes: minus the logarithm of the probability given to the right class."),
        (
            Parameter(
                "label_smoothing",
                0.0,
                N_(
                    "Share of the probability that is spread over all classes, so that the network is never quite sure."
                ),
                minimum=0.0,
                maximum=0.9,
            ),
        ),
        "generated/torch.nn.CrossEntropyLoss.html",
        kinds=(*_CLASSES, "text"),
    ),
    LossRow(
        "MultiMarginLoss",
        nn.MultiMarginLoss,
        N_("The hinge loss: zero as soon as the right class leads all others by the margin."),
        (
            Parameter(
                "margin",
                1.0,
                N_("By how much the right class's logit must lead before its loss is zero."),
                above=0.0,
                maximum=10.0,
            ),
        ),
        "generated/torch.nn.MultiMarginLoss.html",
        kinds=_CLASSES,
    ),
    LossRow(
        "MSELoss",
        nn.MSELoss,
        N_("The mean of the squared errors: an error twice as large counts four times."),
        (),
        "generated/torch.nn.MSELoss.html",
        kinds=_NUMBERS,
    ),
    LossRow(
        "L1Loss",
        nn.L1Loss,
        N_("The mean of the absolute errors: outliers count no more than they are large."),
        (),
        "generated/torch.nn.L1Loss.html",
        kinds=_NUMBERS,
    ),
    LossRow(
        "HuberLoss",
        nn.HuberLoss,
        N_("Squared for errors up to delta, absolute beyond: calm near the goal, and not led astray by outliers."),
        (
            Parameter(
                "delta",
                1.0,
                N_("The error at which the loss goes over from squared to absolute."),
                above=0.0,
                maximum=100.0,
            ),
        ),
        "generated/torch.nn.HuberLoss.html",
        kinds=_NUMBERS,
    ),
)

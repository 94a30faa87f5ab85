"""Losses for classification: logits (N, C) and class numbers (N,) in, one number out."""

from torch import nn

from playground.parameters import Parameter, Row, table
from playground.translations import N_

LOSSES = table(
    Row(
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
    ),
    Row(
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
    ),
)

"""Optimizers: rules that turn gradients into steps."""

from torch import optim

from playground.parameters import Parameter, Row, table
from playground.translations import N_


def _lr(default: float) -> Parameter:
    return Parameter("lr", default, N_("Learning rate: how far each step goes."), above=0.0, maximum=1000.0)


_WEIGHT_DECAY = Parameter(
    "weight_decay", 0.0, N_("How strongly each step pulls the weights towards 0."), minimum=0.0, maximum=1.0
)
_MOMENTUM = Parameter(
    "momentum",
    0.0,
    N_("Share of the last step's velocity that is kept, like a ball that rolls on."),
    minimum=0.0,
    maximum=0.999,
)

OPTIMIZERS = table(
    Row(
        "Adam",
        optim.Adam,
        N_("Momentum, and for every weight a step size of its own from the size of its recent gradients."),
        (_lr(0.001), _WEIGHT_DECAY),
        "generated/torch.optim.Adam.html",
    ),
    Row(
        "AdamW",
        optim.AdamW,
        N_("Adam with the weight decay kept apart from the gradient."),
        (
            _lr(0.001),
            Parameter(
                "weight_decay",
                0.01,
                N_("How strongly each step pulls the weights towards 0."),
                minimum=0.0,
                maximum=1.0,
            ),
        ),
        "generated/torch.optim.AdamW.html",
    ),
    Row(
        "SGD",
        optim.SGD,
        N_("Stochastic gradient descent: straight down the gradient of the batch, with momentum if wished."),
        (
            _lr(0.1),
            _MOMENTUM,
            Parameter(
                "nesterov",
                False,
                N_("Look ahead along the momentum before the gradient is taken; needs momentum above 0."),
            ),
            _WEIGHT_DECAY,
        ),
        "generated/torch.optim.SGD.html",
    ),
    Row(
        "RMSprop",
        optim.RMSprop,
        N_("Divides each step by the root of the recent mean square of the gradient."),
        (_lr(0.001), _MOMENTUM, _WEIGHT_DECAY),
        "generated/torch.optim.RMSprop.html",
    ),
    Row(
        "Adagrad",
        optim.Adagrad,
        N_("Divides each step by the root of the sum of all squared gradients so far, so it slows down."),
        (_lr(0.01), _WEIGHT_DECAY),
        "generated/torch.optim.Adagrad.html",
    ),
)

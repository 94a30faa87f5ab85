"""Transfer learning: how few samples there are, what the network begins from, and what of it learns."""

from typing import TYPE_CHECKING, Annotated, Any

from torch import nn

from playground.datasets import ALL_DATASETS
from playground.parameters import Parameter
from playground.training.beginnings import NAMES, NOTHING, check_beginning
from playground.training.fields import Frozen, checked, in_config, problem
from playground.training.pieces import decay_groups, few_of_each, last_layer, rate_groups
from playground.training.schedules import schedule_of
from playground.translations import N_, PlaygroundError

if TYPE_CHECKING:
    from playground.training.config import TrainConfig

PER_CLASS = Parameter(
    "per_class", 0, N_("Learn from so many samples of each class only. 0: from all of them."), 0, 100_000
)
BEGIN_FROM = Parameter(
    "begin_from",
    NOTHING,
    N_(
        "What the network knows before its first step. None: nothing, its weights are drawn by chance. digits 0-4: it "
        "learns these digits first. ImageNet: torchvision's weights for ResNet18, from the internet. The last layer is "
        "always new."
    ),
    choices=NAMES,
)
FREEZE = Parameter("freeze", False, N_("Only the last layer learns; all before it keep their weights."))
BODY_RATE = Parameter(
    "body_rate",
    1.0,
    N_("Fine-tuning: all before the last layer learn with the learning rate times this, so that they forget less."),
    above=0.0,
    maximum=1.0,
)
COUNTED = ("pictures", "points", "table")  # kinds of data whose samples have a class each


class Transfer(Frozen):
    """What a network begins from, and what of it learns; ``Transfer()`` is from scratch, and all of it."""

    per_class: Annotated[int, checked(PER_CLASS, "transfer.")] = int(PER_CLASS.default)
    begin_from: Annotated[str, checked(BEGIN_FROM, "transfer.")] = str(BEGIN_FROM.default)
    freeze: Annotated[bool, checked(FREEZE, "transfer.")] = bool(FREEZE.default)
    body_rate: Annotated[float, checked(BODY_RATE, "transfer.")] = float(BODY_RATE.default)

    @property
    def rates(self) -> bool:
        """Whether the layers before the last learn, and with a rate of their own."""
        return self.body_rate != 1 and not self.freeze

    @property
    def moves_apart(self) -> bool:
        """Whether it is worth watching how far which parameters move."""
        return self.begin_from != NOTHING or self.freeze or self.rates


def check_transfer(config: "TrainConfig") -> None:
    """Raise what is wrong with the transfer of a config, given its other settings."""
    transfer, row = config.transfer, ALL_DATASETS[config.data.name]
    if transfer.per_class and row.kind not in COUNTED:
        raise problem(
            N_("per_class counts the samples of classes, and those of {data} have none. Set it to 0."), data=row.name
        )
    if transfer.begin_from != NOTHING and not row.upload:  # an upload may be gone: the run itself will tell
        try:
            check_beginning(config)
        except PlaygroundError as error:
            raise in_config(error) from None
    schedule = schedule_of(config) if transfer.rates else None
    for part in schedule.parts if schedule else ():
        if "max_lr" in part.row.settings:
            raise problem(
                N_("{name} gives all layers the same learning rate. Set body_rate to 1, or choose another schedule."),
                name=part.row.name,
            )


def scratch(config: "TrainConfig") -> "TrainConfig":
    """Return the same training from weights drawn by chance, all of which learn."""
    return config.model_copy(update={"transfer": Transfer(per_class=config.transfer.per_class)})


def parameters(model: nn.Module, config: "TrainConfig") -> Any:
    """Return what the optimizer is given: all parameters that learn, or groups of them."""
    transfer = config.transfer
    if config.technique.decay_norms_and_biases and not transfer.rates:
        return [each for each in model.parameters() if each.requires_grad]
    groups = [{"params": [*model.parameters()]}]
    if not config.technique.decay_norms_and_biases:
        groups = decay_groups(model, float(config.optimizer.parameters["weight_decay"]))  # type: ignore[arg-type]
    lr = float(config.optimizer.parameters["lr"])  # type: ignore[arg-type]
    return rate_groups(groups, model, lr, transfer.body_rate) if transfer.rates else groups


def parameters_code(config: "TrainConfig", model: str) -> str:
    """Return Python for the `parameters` of a network that is called `model`."""
    transfer, given = config.transfer, config.optimizer.parameters
    code = f"{model}.parameters()"
    if not config.technique.decay_norms_and_biases:
        code = f"decay_groups({model}, weight_decay={given['weight_decay']!r})"
    elif transfer.rates:
        code = f'[{{"params": [*{code}]}}]'
    elif transfer.freeze:
        code = f"[each for each in {code} if each.requires_grad]"
    if transfer.rates:
        code = f"rate_groups({code}, {model}, lr={given['lr']!r}, body_rate={transfer.body_rate!r})"
    return code


def pieces(config: "TrainConfig") -> list[Any]:
    """Return the functions that the code of this module's settings needs."""
    return [
        *([few_of_each] if config.transfer.per_class else []),
        *([last_layer, rate_groups] if config.transfer.rates else []),
    ]

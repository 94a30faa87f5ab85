"""What a training can do beyond the plain step: settings whose defaults leave it as it is."""

import inspect
from typing import TYPE_CHECKING, Annotated

from playground.datasets import ALL_DATASETS
from playground.optimization import LOSSES, OPTIMIZERS
from playground.parameters import Parameter
from playground.training.augmenting import LONGEST, check_chain
from playground.training.fields import Frozen, checked, problem
from playground.translations import N_, PlaygroundError

if TYPE_CHECKING:
    from playground.training.config import TrainConfig

NO_CLIPPING, BY_NORM, BY_VALUE = "None", "norm", "value"

CLIP = Parameter(
    "clip",
    NO_CLIPPING,
    N_(
        "Shorten gradients that are too long: the whole one to a norm (its direction stays), or each element by itself."
    ),
    choices=(NO_CLIPPING, BY_NORM, BY_VALUE),
)
MAX_NORM = Parameter("max_norm", 1.0, N_("How long the whole gradient may be."), above=0.0, maximum=1000.0)
CLIP_VALUE = Parameter("clip_value", 0.1, N_("How large each element may be."), above=0.0, maximum=1000.0)
ACCUMULATE = Parameter(
    "accumulate",
    1,
    N_("From how many batches gradients are added up before the optimizer steps: a large batch in little memory."),
    1,
    1024,
)
DECAY = Parameter(
    "decay_norms_and_biases",
    True,
    N_("Weight decay for the vectors too. Off: only matrices are pulled towards 0 (it needs a weight_decay above 0)."),
)
PATIENCE = Parameter(
    "patience",
    0,
    N_(
        "Stop early: after so many epochs in which the validation loss was never better than before. The best weights "
        "are restored. 0: never."
    ),
    0,
    1000,
)
CLASS_WEIGHTS = Parameter(
    "class_weights",
    False,
    N_("Samples of rare classes count more in the loss, so that all classes count alike, however rare."),
)
PRECISION = Parameter(
    "precision",
    "float32",
    N_(
        "Mixed precision: what bears it is computed with 16 bits, the weights stay float32. bfloat16 works anywhere; "
        "float16 needs a CUDA GPU and a GradScaler."
    ),
    choices=("float32", "bfloat16", "float16"),
)
AUGMENTATION = Parameter(
    "augmentation",
    "",
    N_(
        "Pictures are changed anew in every epoch, those of the training part only. Write a chain as on the page "
        "*Transforms*; empty: none."
    ),
    longest=LONGEST,
)
COMPILE = Parameter(
    "compile",
    False,
    N_(
        "torch.compile: the network is translated into code of its own before the first step. That takes a minute or "
        "more and pays for large networks; small ones, like most here, even become slower."
    ),
)


class Technique(Frozen):
    """What a training does beyond the plain step; ``Technique()`` is nothing."""

    clip: Annotated[str, checked(CLIP, "technique.")] = str(CLIP.default)
    max_norm: Annotated[float, checked(MAX_NORM, "technique.")] = float(MAX_NORM.default)
    clip_value: Annotated[float, checked(CLIP_VALUE, "technique.")] = float(CLIP_VALUE.default)
    accumulate: Annotated[int, checked(ACCUMULATE, "technique.")] = int(ACCUMULATE.default)
    decay_norms_and_biases: Annotated[bool, checked(DECAY, "technique.")] = bool(DECAY.default)
    patience: Annotated[int, checked(PATIENCE, "technique.")] = int(PATIENCE.default)
    class_weights: Annotated[bool, checked(CLASS_WEIGHTS, "technique.")] = bool(CLASS_WEIGHTS.default)
    precision: Annotated[str, checked(PRECISION, "technique.")] = str(PRECISION.default)
    augmentation: Annotated[str, checked(AUGMENTATION, "technique.")] = str(AUGMENTATION.default)
    compile: Annotated[bool, checked(COMPILE, "technique.")] = bool(COMPILE.default)

    @property
    def plain_step(self) -> bool:
        """Whether a step is nothing but forward, backward and the optimizer's step."""
        return self.clip == NO_CLIPPING and self.accumulate == 1 and self.precision == "float32"


def check_technique(config: "TrainConfig") -> None:
    """Raise what is wrong with the techniques of a config, given its other settings."""
    technique, row = config.technique, ALL_DATASETS[config.data.name]
    if technique.class_weights and "weight" not in inspect.signature(LOSSES[config.loss.name].make).parameters:
        raise problem(
            N_("class_weights are for losses that judge classes; {name} takes none. Switch class_weights off."),
            name=config.loss.name,
        )
    if not technique.decay_norms_and_biases and not decays(config.optimizer.name):
        raise problem(
            N_("{name} has no weight_decay that norms and biases could be spared. Switch decay_norms_and_biases on."),
            name=config.optimizer.name,
        )
    if technique.precision == "float16" and config.device in ("cpu", "mps"):
        raise problem(NO_FLOAT16, device=config.device)
    if technique.augmentation:
        if row.kind != "pictures":
            raise problem(
                N_("augmentation changes pictures, and the data {data} are none. Leave it empty."), data=row.name
            )
        try:
            check_chain(technique.augmentation, row.shape)
        except PlaygroundError as error:
            raise problem(error.message.template, **error.message.values) from None


NO_FLOAT16 = N_("float16 needs a CUDA GPU, and this run computes on {device}. Choose bfloat16, which works anywhere.")


def decays(optimizer: str) -> bool:
    """Return whether an optimizer has a weight decay."""
    return any(each.name == "weight_decay" for each in OPTIMIZERS[optimizer].parameters)

"""Everything that says what a training run does. The same config and seed give the same numbers."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import torch
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from playground.datasets import DATASETS
from playground.networks import MODELS
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.parameters import Parameter, Row, Value, find, short
from playground.translations import N_, Message, PlaygroundError

VERSION = 1

BATCH_SIZE = Parameter("batch_size", 16, N_("Number of samples in each step."), 1, 1024)
SHUFFLE = Parameter("shuffle", True, N_("Put the samples into a new order in every epoch."))
DROP_LAST = Parameter("drop_last", False, N_("Leave out the last batch when it is smaller than the others."))
EPOCHS = Parameter("epochs", 60, N_("How often the whole training set is gone through."), 1, 1000)
SEED = Parameter("seed", 0, N_("Start of the random numbers: the same seed gives the same run."), 0, 2**31 - 1)
LOG_INTERVAL = Parameter("log_interval", 10, N_("Number of steps between two points of the curve."), 1, 10_000)
DEVICE = Parameter(
    "device",
    "auto",
    N_("Where the run computes; auto takes a GPU if there is one."),
    choices=("auto", "cpu", "cuda", "mps"),
)


def _custom(error: PlaygroundError) -> PydanticCustomError:
    return _problem(error.message.template, **error.message.values)


def _problem(template: str, **values: Any) -> PydanticCustomError:
    """Return an error that pydantic carries and `problems` turns back into a `Message`."""
    return PydanticCustomError(
        "playground", "{text}", {"text": template.format(**values), "template": template, "values": values}
    )


def _checked(parameter: Parameter, prefix: str = "") -> Any:
    """Return the validator of a config field that is one `parameter`."""

    def check(value: object) -> Value:
        try:
            return parameter.check(value, prefix + parameter.name)
        except PlaygroundError as error:
            raise _custom(error) from None

    return BeforeValidator(check)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=True)


class Choice(_Frozen):
    """One row of a table, by name, with all of its parameters."""

    name: str
    parameters: dict[str, bool | int | float | str] = {}


def _chosen(rows: Mapping[str, Row], field: str, *, optional: bool = False) -> Any:
    """Return the validator of a config field that chooses from `rows`: it checks and completes the parameters."""

    def check(value: object) -> Choice | None:
        if value is None and optional:
            return None
        given = value.model_dump() if isinstance(value, Choice) else value
        if isinstance(given, str):
            given = {"name": given}
        if not isinstance(given, dict) or not isinstance(given.get("parameters", {}), dict):
            raise _problem(
                N_("{field} is {value}; write a name and its settings, such as {example}."),
                field=field,
                value=short(value),
                example=f'{{"name": "{next(iter(rows))}", "parameters": {{}}}}',
            )
        try:
            row = find(rows, given.get("name"), field)
            return Choice(name=row.name, parameters=row.complete(given.get("parameters", {}), field))
        except PlaygroundError as error:
            raise _custom(error) from None

    return BeforeValidator(check)


class Loader(_Frozen):
    """How the training samples come in batches."""

    batch_size: Annotated[int, _checked(BATCH_SIZE, "loader.")] = int(BATCH_SIZE.default)
    shuffle: Annotated[bool, _checked(SHUFFLE, "loader.")] = bool(SHUFFLE.default)
    drop_last: Annotated[bool, _checked(DROP_LAST, "loader.")] = bool(DROP_LAST.default)


def _default(rows: Mapping[str, Row], field: str) -> Choice:
    first = next(iter(rows.values()))
    return Choice(name=first.name, parameters=first.complete({}, field))


class TrainConfig(_Frozen):
    """A training run in full; ``TrainConfig()`` is the default run.

    Raises:
        pydantic.ValidationError: where a field is unknown or out of bounds; `problems` puts it into sentences.
    """

    version: int = VERSION
    data: Annotated[Choice, _chosen(DATASETS, "data")] = _default(DATASETS, "data")
    loader: Loader = Loader()
    model: Annotated[Choice, _chosen(MODELS, "model")] = _default(MODELS, "model")
    loss: Annotated[Choice, _chosen(LOSSES, "loss")] = _default(LOSSES, "loss")
    optimizer: Annotated[Choice, _chosen(OPTIMIZERS, "optimizer")] = _default(OPTIMIZERS, "optimizer")
    scheduler: Annotated[Choice | None, _chosen(SCHEDULERS, "scheduler", optional=True)] = None
    epochs: Annotated[int, _checked(EPOCHS)] = int(EPOCHS.default)
    seed: Annotated[int, _checked(SEED)] = int(SEED.default)
    device: Annotated[str, _checked(DEVICE)] = str(DEVICE.default)
    log_interval: Annotated[int, _checked(LOG_INTERVAL)] = int(LOG_INTERVAL.default)

    @model_validator(mode="before")
    @classmethod
    def _read_version(cls, data: Any) -> Any:
        version = data.get("version", VERSION) if isinstance(data, dict) else VERSION
        if version != VERSION:
            raise _problem(
                N_("These settings have version {value}; this playground reads version {known} only."),
                value=short(version),
                known=VERSION,
            )
        return data

    @model_validator(mode="after")
    def _settings_agree(self) -> "TrainConfig":
        """Let PyTorch itself say whether the optimizer's settings agree with each other."""
        row = OPTIMIZERS[self.optimizer.name]
        try:
            row.make([torch.zeros(1, requires_grad=True)], **self.optimizer.parameters)
        except (ValueError, TypeError) as error:
            raise _problem(
                N_("PyTorch does not accept these settings of {name}: {words}"), name=row.name, words=str(error)
            ) from None
        return self

    def key(self) -> str:
        """Return the config as one line of JSON, always the same for equal configs."""
        return json.dumps(self.model_dump(), sort_keys=True)


_PYDANTIC = {
    "extra_forbidden": N_("There is no setting called {field}."),
    "json_invalid": N_("This is not valid JSON: {words}"),
}


def problems(error: ValidationError) -> list[Message]:
    """Return what is wrong with a config, a sentence for each mistake."""
    found = []
    for detail in error.errors(include_url=False):
        field = ".".join(str(part) for part in detail["loc"])
        if detail["type"] == "playground":
            found.append(Message(detail["ctx"]["template"], detail["ctx"]["values"]))
        elif detail["type"] in _PYDANTIC:
            found.append(Message(_PYDANTIC[detail["type"]], {"field": field, "words": detail["msg"]}))
        else:
            value = short(detail["input"])
            found.append(
                Message(
                    N_("{field} is {value}; {words}"),
                    {"field": field or N_("config"), "value": value, "words": detail["msg"]},
                )
            )
    return found

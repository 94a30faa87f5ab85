"""Everything that says what a training run does. The same config and seed give the same numbers."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import torch
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from playground.datasets import DATASETS, TEST_FRACTION, VALIDATION_FRACTION, Kind
from playground.networks import MODELS, ModelRow, facts_of
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS, LossRow
from playground.parameters import Parameter, Row, Value, find, short
from playground.translations import N_, Message, PlaygroundError

VERSION = 2
SOME_STEPS = 100  # what follows from the length of a run, where only its settings are checked

FittingRow = TypeVar("FittingRow", ModelRow, LossRow)

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

    def check(value: object) -> Any:
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
    parameters: dict[str, Value] = {}


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


class Split(_Frozen):
    """How the samples are parted: the rest is learned from."""

    validation_fraction: Annotated[float, _checked(VALIDATION_FRACTION, "split.")] = float(VALIDATION_FRACTION.default)
    test_fraction: Annotated[float, _checked(TEST_FRACTION, "split.")] = float(TEST_FRACTION.default)


def _default(rows: Mapping[str, Row], field: str) -> Choice:
    first = next(iter(rows.values()))
    return Choice(name=first.name, parameters=first.complete({}, field))


def fitting(rows: Mapping[str, FittingRow], kind: Kind) -> dict[str, FittingRow]:
    """Return the rows that are made for this kind of data."""
    return {name: row for name, row in rows.items() if kind in row.kinds}


def _with_what_fits(data: Any) -> Any:
    """Return a config whose model and loss, where none is given, are the first that fit its data."""
    chosen = data.get("data") if isinstance(data, dict) else None
    name = chosen.get("name") if isinstance(chosen, dict) else getattr(chosen, "name", chosen)
    if not isinstance(name, str) or name not in DATASETS:
        return data
    kind = DATASETS[name].kind
    first = {"model": next(iter(fitting(MODELS, kind))), "loss": next(iter(fitting(LOSSES, kind)))}
    return {**first, **data}


def _from_version_1(data: dict[str, Any]) -> dict[str, Any]:
    """Return a config as it is written now; the shares of the split were settings of the data set."""
    chosen = data.get("data")
    shares = chosen.get("parameters") if isinstance(chosen, dict) else None
    moved = {"data": chosen.get("name"), "split": shares} if isinstance(chosen, dict) and shares else {}
    return {**data, **moved, "version": VERSION}


class TrainConfig(_Frozen):
    """A training run in full; ``TrainConfig()`` is the default run.

    Raises:
        pydantic.ValidationError: where a field is unknown or out of bounds; `problems` puts it into sentences.
    """

    version: int = VERSION
    data: Annotated[Choice, _chosen(DATASETS, "data")] = _default(DATASETS, "data")
    split: Split = Split()
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
        if version == 1:
            data = _from_version_1(data)
            version = VERSION
        if version != VERSION:
            raise _problem(
                N_("These settings have version {value}; this playground reads version {known} only."),
                value=short(version),
                known=VERSION,
            )
        return _with_what_fits(data)

    @model_validator(mode="after")
    def _settings_agree(self) -> "TrainConfig":
        """Hold model and loss against the data, and let PyTorch say whether the other settings agree."""
        kind = DATASETS[self.data.name].kind
        fits = (("model", self.model, [*fitting(MODELS, kind)]), ("loss", self.loss, [*fitting(LOSSES, kind)]))
        for field, chosen, allowed in fits:
            if chosen.name not in allowed:
                raise _problem(
                    N_("The {field} {name} is not made for the data {data}; choose one of: {allowed}."),
                    field=field,
                    name=chosen.name,
                    data=self.data.name,
                    allowed=", ".join(allowed),
                )
        if DATASETS[self.data.name].shape:
            try:
                facts = facts_of(self.data.name, self.data.parameters)
                MODELS[self.model.name].arguments_for(facts, self.model.parameters)
            except PlaygroundError as error:
                raise _custom(error) from None
        row = OPTIMIZERS[self.optimizer.name]
        try:
            optimizer = row.make([torch.zeros(1, requires_grad=True)], **self.optimizer.parameters)
            if self.scheduler:
                scheduling = SCHEDULERS[self.scheduler.name]
                lengths = dict.fromkeys(scheduling.derived, SOME_STEPS)
                scheduling.make(optimizer, **self.scheduler.parameters, **lengths)
        except (ValueError, TypeError) as error:
            raise _problem(
                N_("PyTorch does not accept these settings of {name}: {words}"), name=row.name, words=str(error)
            ) from None
        return self

    def as_json(self) -> dict[str, Any]:
        """Return the config as plain JSON values, as runs are stored."""
        return self.model_dump(mode="json")

    def key(self) -> str:
        """Return the config as one line of JSON, always the same for equal configs."""
        return json.dumps(self.as_json(), sort_keys=True)


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

"""Everything that says what a training run does. The same config and seed give the same numbers."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import torch
from pydantic import ValidationError, model_validator

from playground.datasets import ALL_DATASETS, TEST_FRACTION, VALIDATION_FRACTION, Kind
from playground.networks import MODELS, ModelRow, facts_of
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS, LossRow
from playground.parameters import Parameter, Row, short
from playground.training import schedules
from playground.training.fields import Choice, Frozen, checked, chosen, in_config, problem
from playground.training.technique import Technique, check_technique
from playground.training.transfer import Transfer, check_transfer
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


class Loader(Frozen):
    """How the training samples come in batches."""

    batch_size: Annotated[int, checked(BATCH_SIZE, "loader.")] = int(BATCH_SIZE.default)
    shuffle: Annotated[bool, checked(SHUFFLE, "loader.")] = bool(SHUFFLE.default)
    drop_last: Annotated[bool, checked(DROP_LAST, "loader.")] = bool(DROP_LAST.default)


class Split(Frozen):
    """How the samples are parted: the rest is learned from."""

    validation_fraction: Annotated[float, checked(VALIDATION_FRACTION, "split.")] = float(VALIDATION_FRACTION.default)
    test_fraction: Annotated[float, checked(TEST_FRACTION, "split.")] = float(TEST_FRACTION.default)


def _default(rows: Mapping[str, Row], field: str) -> Choice:
    first = next(iter(rows.values()))
    return Choice(name=first.name, parameters=first.complete({}, field))


def fitting(rows: Mapping[str, FittingRow], kind: Kind) -> dict[str, FittingRow]:
    """Return the rows that are made for this kind of data."""
    return {name: row for name, row in rows.items() if kind in row.kinds}


def _with_what_fits(data: Any) -> Any:
    """Return a config whose model and loss, where none is given, are the first that fit its data."""
    choice = data.get("data") if isinstance(data, dict) else None
    name = choice.get("name") if isinstance(choice, dict) else getattr(choice, "name", choice)
    if not isinstance(name, str) or name not in ALL_DATASETS:
        return data
    kind = ALL_DATASETS[name].kind
    first = {"model": next(iter(fitting(MODELS, kind))), "loss": next(iter(fitting(LOSSES, kind)))}
    return {**first, **data}


def _from_version_1(data: dict[str, Any]) -> dict[str, Any]:
    """Return a config as it is written now; the shares of the split were settings of the data set."""
    choice = data.get("data")
    shares = choice.get("parameters") if isinstance(choice, dict) else None
    moved = {"data": choice.get("name"), "split": shares} if isinstance(choice, dict) and shares else {}
    return {**data, **moved, "version": VERSION}


class TrainConfig(Frozen):
    """A training run in full; ``TrainConfig()`` is the default run.

    Raises:
        pydantic.ValidationError: where a field is unknown or out of bounds; `problems` puts it into sentences.
    """

    version: int = VERSION
    data: Annotated[Choice, chosen(ALL_DATASETS, "data")] = _default(ALL_DATASETS, "data")
    split: Split = Split()
    loader: Loader = Loader()
    model: Annotated[Choice, chosen(MODELS, "model")] = _default(MODELS, "model")
    loss: Annotated[Choice, chosen(LOSSES, "loss")] = _default(LOSSES, "loss")
    optimizer: Annotated[Choice, chosen(OPTIMIZERS, "optimizer")] = _default(OPTIMIZERS, "optimizer")
    scheduler: Annotated[Choice | None, chosen(SCHEDULERS, "scheduler", optional=True)] = None
    schedule: Annotated[str, checked(schedules.SCHEDULE)] = str(schedules.SCHEDULE.default)
    technique: Technique = Technique()
    transfer: Transfer = Transfer()
    epochs: Annotated[int, checked(EPOCHS)] = int(EPOCHS.default)
    seed: Annotated[int, checked(SEED)] = int(SEED.default)
    device: Annotated[str, checked(DEVICE)] = str(DEVICE.default)
    log_interval: Annotated[int, checked(LOG_INTERVAL)] = int(LOG_INTERVAL.default)

    @model_validator(mode="before")
    @classmethod
    def _read_version(cls, data: Any) -> Any:
        version = data.get("version", VERSION) if isinstance(data, dict) else VERSION
        if version == 1:
            data = _from_version_1(data)
            version = VERSION
        if version != VERSION:
            raise problem(
                N_("These settings have version {value}; this playground reads version {known} only."),
                value=short(version),
                known=VERSION,
            )
        return _with_what_fits(data)

    @model_validator(mode="after")
    def _settings_agree(self) -> "TrainConfig":
        """Hold model and loss against the data, and let PyTorch say whether the other settings agree."""
        kind = ALL_DATASETS[self.data.name].kind
        fits = (("model", self.model, [*fitting(MODELS, kind)]), ("loss", self.loss, [*fitting(LOSSES, kind)]))
        for field, choice, allowed in fits:
            if choice.name not in allowed:
                raise problem(
                    N_("The {field} {name} is not made for the data {data}; choose one of: {allowed}."),
                    field=field,
                    name=choice.name,
                    data=self.data.name,
                    allowed=", ".join(allowed),
                )
        if ALL_DATASETS[self.data.name].shape:
            try:
                facts = facts_of(self.data.name, self.data.parameters)
                MODELS[self.model.name].arguments_for(facts, self.model.parameters)
            except PlaygroundError as error:
                raise in_config(error) from None
        row = OPTIMIZERS[self.optimizer.name]
        try:
            optimizer = row.make([torch.zeros(1, requires_grad=True)], **self.optimizer.parameters)
            if self.scheduler:
                scheduling = SCHEDULERS[self.scheduler.name]
                lengths = dict.fromkeys(scheduling.derived, SOME_STEPS)
                scheduling.make(optimizer, **self.scheduler.parameters, **lengths)
        except (ValueError, TypeError) as error:
            raise problem(
                N_("PyTorch does not accept these settings of {name}: {words}"), name=row.name, words=str(error)
            ) from None
        schedules.check(self)
        check_technique(self)
        check_transfer(self)
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

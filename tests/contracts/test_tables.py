"""What can be chosen is a row that tells all about itself."""

import inspect
import math

import pytest

from playground.datasets import DATASETS
from playground.networks import MODELS, DataFacts, ModelRow
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS, ScheduleRow
from playground.training import TrainConfig
from playground.training.config import DEVICE, EPOCHS, LOG_INTERVAL, SEED
from playground.training.presets import PRESETS

TABLES = {"data": DATASETS, "model": MODELS, "loss": LOSSES, "optimizer": OPTIMIZERS, "scheduler": SCHEDULERS}
ROWS = [pytest.param(field, row, id=f"{field} {name}") for field, rows in TABLES.items() for name, row in rows.items()]


@pytest.mark.parametrize(("field", "row"), ROWS)
def test_a_row_explains_itself_and_its_settings(field, row):
    assert row.summary.endswith(".")
    for parameter in row.parameters:
        assert parameter.help.endswith(".")
        assert parameter.check(parameter.default) == parameter.default
        if not parameter.choices and not isinstance(parameter.default, bool):
            assert math.isfinite(max(parameter.minimum, parameter.above)), "a widget needs a lower bound"
            assert math.isfinite(parameter.maximum)


@pytest.mark.parametrize(("field", "row"), ROWS)
def test_its_settings_are_what_it_takes(field, row):
    accepted = inspect.signature(row.make).parameters
    derived = set(row.derived) if isinstance(row, ScheduleRow) else set()
    if isinstance(row, ModelRow):
        derived = set(row.derived(DataFacts(row.kinds[0], (3, 32, 32), 10)))
    assert {parameter.name for parameter in row.parameters} | derived <= set(accepted)


@pytest.mark.parametrize(("field", "row"), ROWS)
def test_a_config_takes_it_by_name_alone(field, row):
    fitting = next(
        name
        for name, data in DATASETS.items()
        if data.kind in getattr(row, "kinds", (data.kind,))
        and max(data.shape, default=1) >= getattr(row, "smallest", 1)
    )
    config = TrainConfig.model_validate({"data": fitting, field: row.name})
    assert getattr(config, field).name == row.name


def test_no_two_settings_of_a_page_share_a_name_in_the_link():
    names = [f"{row.name}.{p.name}" for rows in TABLES.values() for row in rows.values() for p in row.parameters]
    names += [*TABLES, *(p.name for p in (EPOCHS, SEED, DEVICE, LOG_INTERVAL)), "batch_size", "shuffle", "drop_last"]
    assert len(names) == len(set(names))


def test_presets_differ_from_each_other():
    assert len({preset.config.key() for preset in PRESETS}) == len(PRESETS)

"""The training pages' own pieces: settings to a config, steering, results."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st
import torch
from pydantic import ValidationError

from playground.datasets import TEST_FRACTION, VALIDATION_FRACTION, Kind
from playground.networks import MODELS, facts_of, layer_shapes
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.parameters import Row, Value
from playground.runs import ENDED, Record, Run, reading
from playground.runs.store import shared_store
from playground.training import TrainConfig, problems
from playground.training.config import BATCH_SIZE, DEVICE, DROP_LAST, EPOCHS, LOG_INTERVAL, SEED, SHUFFLE, fitting
from playground.training.presets import PRESETS
from playground.translations import Message, PlaygroundError, _
from playground.ui import beside, technique, transfer
from playground.ui.address import write
from playground.ui.controls import choose, control, group, shown, state_of
from playground.ui.datasets_own import BROUGHT, CHOICES
from playground.ui.failures import error_box, in_words
from playground.ui.filled import fill
from playground.ui.presets import preset_pills
from playground.ui.shapes import chips
from playground.ui.visitor import visitor_id

SPLIT = (VALIDATION_FRACTION, TEST_FRACTION)
LOADER = (BATCH_SIZE, SHUFFLE, DROP_LAST)
RUN = (EPOCHS, SEED, DEVICE, LOG_INTERVAL)
TABLES: Mapping[str, Mapping[str, Row]] = {
    "model": MODELS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "scheduler": SCHEDULERS,
    "data": CHOICES,
}


def control_state(config: TrainConfig, *fields: str) -> dict[str, Value]:
    """Return the session state of the controls that choose these fields, or everything."""
    values = config.model_dump()
    state = {key: value for field in fields or TABLES for key, value in state_of(values[field], field).items()}
    if fields:
        return state
    run = {each.name: values[each.name] for each in RUN}
    rest: dict[str, Value] = values["technique"] | values["transfer"] | values["split"] | values["loader"] | run
    return state | technique.schedule_state(config) | rest


DEFAULTS = control_state(TrainConfig()) | {
    f"{row.name}.{each.name}": shown(each.default)
    for rows in TABLES.values()
    for row in rows.values()
    for each in row.parameters
}
_DEFAULT = TrainConfig()
LOADER_DEFAULTS = control_state(_DEFAULT, "loss") | _DEFAULT.split.model_dump() | _DEFAULT.loader.model_dump()
RUN_DEFAULTS = {parameter.name: parameter.default for parameter in RUN}
PARAMETER = "run"
SAME_MOMENT_SECONDS = 2.0


def presets(config: TrainConfig | None) -> None:
    """Show the named starting points; a click fills the controls. The one that `config` is, is marked and explained."""
    chosen = next((place for place, preset in enumerate(PRESETS) if preset.config == config), None)
    own = _("These settings are your own.")
    preset_pills(PRESETS, chosen, "preset", lambda place: fill(control_state(PRESETS[place].config), DEFAULTS), own)


def settings_to_config() -> TrainConfig | None:
    """Show all settings of a run; return their config, or None after telling what is wrong with them."""
    fields: dict[str, object] = {}
    with st.expander(_("Data"), expanded=True, icon=":material/dataset:", key="group data"):
        kind, data = _data()
    fields["data"] = data
    with st.expander(_("Network"), expanded=True, icon=":material/hub:", key="group network"):
        fields["model"] = choose("model", fitting(MODELS, kind), "model")
    with st.expander(_("Optimizer"), expanded=True, icon=":material/trending_down:", key="group optimizer"):
        fields["optimizer"] = choose("optimizer", OPTIMIZERS, "optimizer")
        fields |= technique.schedule()
    with group(_("Loss, split and batches"), "stacks", "group loader", LOADER_DEFAULTS) as unfolded:
        if unfolded:
            fields["loss"] = choose("loss", fitting(LOSSES, kind), "loss")
            fields["split"] = {parameter.name: control(parameter) for parameter in SPLIT}
            fields["loader"] = {parameter.name: control(parameter) for parameter in LOADER}
    fields["technique"] = technique.technique(kind)
    fields["transfer"] = transfer.transfer(kind)
    with group(_("Length, seed, device"), "tune", "group run", RUN_DEFAULTS) as unfolded:
        if unfolded:
            fields |= {parameter.name: control(parameter) for parameter in RUN}
    if data is None:
        return None
    try:
        config = TrainConfig.model_validate(fields)  # what is not shown is at its default
        return config if technique.works_here(config) else None
    except ValidationError as error:
        error_box(*problems(error))
        return None


def _data() -> tuple[Kind, Mapping[str, Any] | None]:
    """Show the choice of the data; return their kind, and the choice, None where they are still to be brought."""
    choice: Mapping[str, Any] = choose("data", CHOICES, "data") or {"name": next(iter(CHOICES))}
    row = CHOICES[choice["name"]]
    if row.name not in BROUGHT:
        return row.kind, choice
    with in_words():
        opened = BROUGHT[row.name][1](choice.get("parameters", {}))
        if opened:
            st.caption(_("Whoever you give the link of a run to sees its results, your samples among them."))
            return opened.kind, opened.choice
    return row.kind, None


def start(config: TrainConfig, pace: float | None = None, by_hand: int = 0) -> None:
    """Queue a run and show it from now on; a second click in the same moment means the same run.

    See `Store.create` for `pace` and `by_hand`.
    """
    with in_words():
        store, visitor = shared_store(), visitor_id()
        last = next(iter(store.owned_by(visitor, limit=1)), None)
        again = last and last.status not in ENDED and time.time() - last.created < SAME_MOMENT_SECONDS
        if last and again and last.config == config.as_json():
            show(last.id)
        else:
            if not by_hand:
                beside.start(config, pace)
            show(store.create(visitor, config.as_json(), pace, by_hand))


def shown_run() -> Run | None:
    """Return the run that the link names, else the last one this visitor looked at; tells where it is gone."""
    run_id = st.query_params.get(PARAMETER) or st.session_state.get("shown run")
    if not run_id:
        return None
    with in_words():
        run = shared_store().get(str(run_id)[:64])
        if run is None:
            st.session_state.pop("shown run", None)
            error_box(
                Message(_("There is no run {run_id} here. It may have been deleted."), {"run_id": str(run_id)[:64]})
            )
            return None
        st.session_state["shown run"] = run.id
        if st.query_params.get(PARAMETER) != run.id:
            show(run.id)
        return run
    return None


def show(run_id: str) -> None:
    """Show a run from now on."""
    write(PARAMETER, run_id)


def config_of(run: Run) -> TrainConfig | None:
    """Return a run's config, or None after telling that this playground cannot read it."""
    try:
        return reading.config_of(run)
    except PlaygroundError as error:
        error_box(error.message)
        st.caption(_("The curves of this run can still be seen, but it cannot be started again."))
        return None


def told(run: Run) -> None:
    """Show what the runner has to say about a run."""
    if run.message:
        show = {"failed": st.error, "finished": st.info}.get(run.status, st.warning)
        show(run.message.text(), icon=":material/info:")


def finished(run: Run) -> Record | None:
    """Return the run's last report with its results, where it came to its end."""
    if run.status != "finished":
        return None
    with in_words():
        return shared_store().latest(run.id, "finished")
    return None


def network(config: TrainConfig) -> None:
    """Show the shape after every layer of the network, and how many numbers it learns."""
    titles = (_("layer"), _("shape after it"), _("learned numbers"), _("one batch"))
    chosen = config.model_dump_json(include={"data", "model", "loss", "loader"})
    st.html(_network(chosen, *titles))


@dataclass(frozen=True)
class _Batch:
    """What the axes of a batch are called, their colours, and its dtype."""

    axes: str
    colours: tuple[int, ...]
    dtype: torch.dtype = torch.float32


_BATCHES: Mapping[Kind, _Batch] = {
    "pictures": _Batch("(N, C, H, W)", (0, 1, 2, 3)),
    "points": _Batch("(N, 2)", (0, 4)),
    "table": _Batch("(N, F)", (0, 4)),
    "numbers": _Batch("(N, F)", (0, 4)),
    "line": _Batch("(N, 1)", (0, 4)),
    "series": _Batch("(N, L, 1)", (0, 1, 4)),
    "text": _Batch("(N, L)", (0, 1), torch.int64),
}
# by the number of axes that leave a layer: flattened features are none of the axes before
_LEAVING = {1: (0,), 2: (0, 4), 3: (0, 1, 4), 4: (0, 1, 2, 3)}


@lru_cache(maxsize=256)
def _network(chosen: str, *titles: str) -> str:
    config = TrainConfig.model_validate_json(chosen)
    facts = facts_of(config.data.name, config.data.parameters)
    batch, shape = _BATCHES[facts.kind], (config.loader.batch_size, *facts.shape)
    layers = layer_shapes(MODELS[config.model.name].build(facts, config.model.parameters), shape, batch.dtype)
    head = "<tr>" + "".join(f"<th>{title}</th>" for title in titles[:3]) + "</tr>"
    lines = [_row(titles[3], batch.axes, chips(shape, batch.colours), 0)]
    lines += [
        _row(
            layer.layer.partition("(")[0], layer.layer, chips(layer.shape, _LEAVING[len(layer.shape)]), layer.parameters
        )
        for layer in layers
    ]
    total = sum(layer.parameters for layer in layers)
    return (
        '<div style="overflow-x:auto">'
        '<table class="pg-layers" style="border-collapse:collapse;font-size:.85rem;line-height:1.9">'
        "<style>.pg-layers td,.pg-layers th{padding:0 .8rem 0 0;text-align:left;white-space:nowrap}"
        ".pg-layers td:last-child,.pg-layers th:last-child{text-align:right}</style>"
        f"{head}{''.join(lines)}<tr><td></td><td></td><td><b>{total:,}</b></td></tr></table></div>"
    )


def _row(name: str, hint: str, shape: str, count: int) -> str:
    learned = f"{count:,}" if count else ""
    return f'<tr><td title="{hint}"><code>{name}</code></td><td>{shape}</td><td>{learned}</td></tr>'

"""What of a run is taken home is what the run was."""

import contextlib
import io
import json
import re
import runpy
import struct
import warnings
import zipfile
from dataclasses import replace

import nbformat
import pandas
import pytest
import safetensors.torch
import torch

from playground.networks import MODELS
from playground.runs import open_store
from playground.settings import Settings
from playground.takehome import checkpoint, curves, settings_file, tensorboard
from playground.takehome.archive import as_zip
from playground.takehome.files import FILES, name_of
from playground.takehome.notebook import EXPLAINED, as_notebook, parts
from playground.training import Checkpoint, TrainConfig, script, train
from playground.training.assembly import assemble
from playground.training.lightning_script import lightning_script
from playground.translations import PlaygroundError, use

SMALL = {
    "model": {"name": "MLP", "parameters": {"hidden_size": 16}},
    "loader": {"batch_size": 64},
    "optimizer": {"name": "Adam", "parameters": {"lr": 0.1}},  # so high that the best epoch is not the last
    "technique": {"patience": 4},
    "epochs": 4,
    "log_interval": 7,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = open_store(Settings.read({"PLAYGROUND_HOME": str(tmp_path_factory.mktemp("taken"))}))
    yield store
    store.engine.dispose()


@pytest.fixture(scope="module")
def run(store):
    """A run that came to its end, as the worker and the runner leave it."""
    config = TrainConfig.model_validate(SMALL)
    run_id = store.create("me", config.as_json())
    events, state = [], None
    torch.set_num_threads(1)
    for event in train(config):
        if isinstance(event, Checkpoint):
            state = event.state
        events.append(event.as_json())
    store.settings.run_folder(run_id).mkdir(parents=True)
    torch.save(state, store.settings.run_folder(run_id) / "last.pt")
    ended = {"status": "finished", "started": 1.8e9, "checkpoint_step": state["step"], "step": state["step"]}
    store.write({run_id: ended | {"test_score": events[-1]["test_score"], "name": "Mein: Lauf/1 "}}, {run_id: events})
    return store.get(run_id)


@pytest.fixture
def fresh(store):
    """A run that has not begun."""
    return store.get(store.create("somebody", TrainConfig().as_json()))


@pytest.fixture(autouse=True)
def room(store):
    """Let every test put a run into the queue."""
    yield
    for run in store.owned_by("somebody"):
        store.write({run.id: {"status": "stopped"}}, {})
        store.delete(run.id, "somebody")


def test_settings_come_back_as_they_went():
    text = {"name": "own text", "parameters": {"text": "さくら " * 40}}
    config = TrainConfig.model_validate(SMALL | {"data": text, "model": "CharGRU", "scheduler": "StepLR"})
    assert settings_file.read(settings_file.written(config.as_json())) == config
    assert settings_file.read(b'\xef\xbb\xbf{"epochs": 5}') == TrainConfig(epochs=5)  # as Windows writes it


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (b"PK\x03\x04\xff\xfe", "not valid JSON"),
        (b"", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[1, 2]", "no settings"),
        (b"{}", "no settings"),
        (b'{"epochs": -1, "colour": "blue"}', "epochs is -1.*no setting called colour"),
        (b'{"version": 99}', "version 99"),
        (b'{"data": {"name": "digits", "parameters": {"x": [{}]}}}', "cannot be used"),
        (b" " * 2_000_000, "too large"),
    ],
)
def test_what_is_no_config_is_refused_in_words(contents, words):
    with pytest.raises(PlaygroundError, match=f"(?s){words}"):
        settings_file.read(contents)


def test_the_checkpoint_is_in_the_usual_form_and_holds_the_weights_that_were_examined(run, store):
    kept = torch.load(io.BytesIO(checkpoint.as_pt(run, store)), weights_only=True)
    assert (kept["epoch"], kept["step"]) == (4, run.step)
    assert TrainConfig.model_validate(kept["config"]) == TrainConfig.model_validate(SMALL)
    parts = assemble(TrainConfig.model_validate(SMALL))
    parts.optimizer.load_state_dict(kept["optimizer_state_dict"])

    def score(weights):
        parts.model.load_state_dict(weights)
        return parts.task.evaluate(parts.model, parts.loss_fn, parts.test, parts.device)[1]

    assert score(kept["model_state_dict"]) == run.test_score
    assert score(safetensors.torch.load(checkpoint.as_safetensors(run, store))) == run.test_score
    last = torch.load(store.settings.run_folder(run.id) / "last.pt", weights_only=True)["model"]
    assert score(last) == run.test_score  # it stopped early, and the best weights were put back


def test_a_checkpoint_that_is_not_there_or_broken_is_told(run, fresh, store):
    assert "no checkpoint of this run yet" in str(checkpoint.missing(fresh, store))
    assert "not there any more" in str(checkpoint.missing(replace(fresh, checkpoint_step=3), store))
    whole = (store.settings.run_folder(run.id) / "last.pt").read_bytes()
    folder = store.settings.run_folder(fresh.id)
    folder.mkdir(parents=True)
    (folder / "last.pt").write_bytes(whole[: len(whole) // 2])
    assert "broken or cut off" in str(checkpoint.missing(fresh, store))
    torch.save({"something": "else"}, folder / "last.pt")
    for make in (checkpoint.as_pt, checkpoint.as_safetensors):
        with pytest.raises(PlaygroundError, match="broken or cut off"):
            make(fresh, store)


def test_the_table_has_every_point_that_the_run_told(run, store):
    table = pandas.read_csv(io.BytesIO(curves.as_csv(run, store)))
    told = [each for each in store.history(run.id) if each.type == "metrics"]
    train_loss = table.dropna(subset="train_loss")
    assert train_loss["step"].tolist() == [each.step for each in told]
    assert train_loss["train_loss"].tolist() == [each.payload["values"]["train_loss"] for each in told]
    epochs = table.dropna(subset="validation_accuracy")
    assert epochs["epoch"].tolist() == [1, 2, 3, 4]
    assert epochs["epoch_train_loss"].notna().all()
    assert table["test_accuracy"].dropna().tolist() == [run.test_score]
    assert table["seconds"].is_monotonic_increasing


def test_a_very_long_run_is_thinned_evenly(fresh, store):
    points = [{"type": "metrics", "step": step, "epoch": 1, "seconds": 0.1, "values": {}} for step in range(1, 1001)]
    store.write({}, {fresh.id: points})
    found = curves.curves(fresh, store, most=300)
    assert found.every == 4
    assert [point.step for point in found.points] == [*range(1, 1000, 4), 1000]


def test_tensorboard_reads_the_log(run, store, tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    (tmp_path / FILES[-2].base).write_bytes(tensorboard.as_events(run, store))
    log = EventAccumulator(str(tmp_path)).Reload()
    table = pandas.read_csv(io.BytesIO(curves.as_csv(run, store)))
    charts = curves.curves(run, store).columns()
    assert set(log.Tags()["scalars"]) == set(charts.values())
    assert {"loss/train", "loss/validation", "accuracy/validation", "accuracy/test"} <= set(charts.values())
    for column, chart in charts.items():
        expected, scalars = table.dropna(subset=column), log.Scalars(chart)
        assert [each.step for each in scalars] == expected["step"].tolist()
        assert [each.value for each in scalars] == pytest.approx(expected[column].tolist(), rel=1e-6)
        times = [each.wall_time - scalars[0].wall_time for each in scalars]
        assert times == pytest.approx((expected["seconds"] - expected["seconds"].iloc[0]).tolist(), abs=2e-3)


def test_a_checksum_is_that_of_the_published_format():
    # RFC 3720, B.4: the CRC-32C of 32 bytes of zeros, masked as TFRecord says
    crc = 0x8A9136AA
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    assert tensorboard._checksum(bytes(32)) == struct.pack("<I", masked)


@pytest.mark.parametrize("data", ["digits", "waves", "characters", "line"])
def test_a_notebook_is_the_script_in_cells(data):
    text = script(TrainConfig.model_validate({"data": data, "technique": {"patience": 2}}))
    use("ja")
    book = nbformat.reads(as_notebook(text, "名前", "…"), as_version=4)
    nbformat.validate(book)
    assert book.nbformat_minor == 5
    code = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    assert [line for line in code.splitlines() if line] == [line for line in text.splitlines() if line]
    names = [part for part, _code in parts(text)]
    assert names[0] == "imports"
    assert names[-5:] == ["data", "loaders", "model", "loop", "test"]
    assert set(names) <= set(EXPLAINED)
    for cell in book.cells:
        if cell.cell_type == "code":
            compile(cell.source, "cell", "exec")


LIGHTNING = [
    SMALL
    | {
        "optimizer": {"name": "SGD", "parameters": {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}},
        "technique": {
            "clip": "norm",
            "accumulate": 3,
            "patience": 1,
            "decay_norms_and_biases": False,
            "class_weights": True,
        },
        "scheduler": "OneCycleLR",
    },
    {"data": "waves", "loader": {"batch_size": 32}, "epochs": 2, "technique": {"clip": "value"}, "scheduler": "StepLR"},
    {"data": "line", "loader": {"batch_size": 3}, "epochs": 2, "schedule": "ReduceLROnPlateau(patience=0)"},
]


def printed(output: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?:loss|accuracy|skill|r2) (-?[\d.]+)", output)]


@pytest.mark.parametrize("change", LIGHTNING, ids=["digits", "waves", "line"])
def test_lightning_gives_the_runs_numbers(change, tmp_path, monkeypatch):
    config = TrainConfig.model_validate(change)
    expected = []
    for event in train(config):
        if event.type == "epoch":
            expected += [event.train_loss, event.validation_loss, event.validation_score]
        elif event.type == "finished":
            expected += [event.test_loss, event.test_score]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train_lightning.py").write_text(lightning_script(config), encoding="utf-8")
    output = io.StringIO()
    with contextlib.redirect_stdout(output), warnings.catch_warnings(action="ignore"):
        runpy.run_path("train_lightning.py")
    assert printed(output.getvalue()) == pytest.approx(expected, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("name", [name for name, row in MODELS.items() if row.smallest <= 8])
def test_a_lightning_script_is_python_that_stands_alone(name):
    kind = MODELS[name].kinds[0]
    data = {"pictures": "digits", "points": "spirals", "series": "waves", "text": "characters", "line": "line"}[kind]
    technique = {"precision": "bfloat16", "compile": True}
    text = lightning_script(TrainConfig.model_validate({"data": data, "model": name, "technique": technique}))
    compile(text, "train_lightning.py", "exec")
    assert "playground" not in text
    assert 'precision="bf16-mixed"' in text


def unpacked(contents: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("language", "words"), [("en", "Score on the test part"), ("ja", "テスト")])
def test_the_zip_has_all_of_it_below_a_folder_with_the_runs_name(run, store, language, words):
    use(language)
    files = unpacked(as_zip(run, store))
    assert name_of(run) == "Mein-Lauf-1"
    assert set(files) == {f"Mein-Lauf-1/{name}" for name in ("README.txt", *(row.name for row in FILES))}
    assert files["Mein-Lauf-1/train.py"].decode() == script(TrainConfig.model_validate(SMALL))
    readme = files["Mein-Lauf-1/README.txt"].decode()
    assert words in readme
    assert f"{100 * run.test_score:.2f} %" in readme


def test_a_run_at_work_gives_what_there_is_and_says_what_there_is_not(fresh, store):
    where = {"step": 2, "epoch": 1, "seconds": 0.5}
    points = [
        where | {"type": "metrics", "values": {"train_loss": 2.0, "grad_norm": None}},
        where | {"type": "changed", "name": "lr", "before": 0.1, "after": 0.2},
    ]
    store.write({fresh.id: {"status": "running", "step": 2, "total_steps": 100}}, {fresh.id: points})
    files = unpacked(as_zip(store.get(fresh.id), store))
    names = {name.partition("/")[2] for name in files}
    assert {"train.py", "metrics.csv", "config.json"} <= names
    assert not {"checkpoint.pt", "model.safetensors"} & names
    readme = files[f"{fresh.id}/README.txt"].decode()
    assert "still at work, at step 2 of 100" in readme
    assert "Left out:\ncheckpoint.pt\n    There is no checkpoint of this run yet" in readme
    assert "lr = 0.2 (2)" in readme
    assert files[f"{fresh.id}/metrics.csv"] == b"step,epoch,seconds,train_loss\n2,1,0.500,2.0\n"


def test_a_run_of_another_version_gives_its_settings_and_says_why_no_script(store):
    config = {"version": 99, "model": "Oracle", "data": 3}
    run = store.get(store.create("somebody", config))
    files = unpacked(as_zip(run, store))
    assert json.loads(files[f"{run.id}/config.json"]) == config
    assert "version 99" in files[f"{run.id}/README.txt"].decode()
    assert set(files) == {f"{run.id}/config.json", f"{run.id}/README.txt"}


def test_a_run_of_data_of_ones_own_says_which_file_belongs_beside_the_script(store):
    data = {"name": "CsvTable", "parameters": {"upload": "0" * 32 + "-1", "file": "wine.csv", "label": "quality"}}
    run = store.get(store.create("somebody", TrainConfig().as_json() | {"data": data, "model": "MLP"}))
    readme = unpacked(as_zip(run, store))[f"{run.id}/README.txt"].decode()
    assert "put wine.csv beside the scripts" in readme

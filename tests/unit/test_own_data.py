"""Runs on what a visitor brings: a text, a table, a column, pictures."""

import contextlib
import io
import re
import runpy
import shutil

import pytest
import torch
from PIL import Image

from playground.datasets.making import make
from playground.datasets.opened import open_row
from playground.datasets.own import OWN
from playground.training import TrainConfig, script, train
from playground.translations import PlaygroundError
from playground.uploads import store

VISITOR = "a-visitor-with-data"
LINES = "".join(f"{i % 7},{(3 * i) % 5},{'cat' if i % 7 > 2 else 'dog'}\n" for i in range(60))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "home", lambda: tmp_path / "uploads")


def table(text: str = "a,b,kind\n" + LINES) -> str:
    store.keep_table(VISITOR, "animals.csv", text.encode())
    return store.table_of(VISITOR).upload


def folder() -> str:
    for number, colour in enumerate(("red", "blue")):
        place = store.folder(VISITOR) / "pictures" / colour
        place.mkdir(parents=True)
        for i in range(12):
            Image.new("RGB", (8, 8), (200 - 10 * i, 10 * i, 100 * number)).save(place / f"{i:016x}.png")
    return store.pictures_of(VISITOR).upload


def chosen(name: str) -> dict:
    """A choice of data as the page makes it."""
    if name == "own text":
        return {"name": name, "parameters": {"length": 10, "text": "to be or not to be, that is the question. " * 5}}
    if name == "PictureFolder":
        return {"name": name, "parameters": {"upload": folder(), "side": 8}}
    if name == "CsvSeries":
        text = "day,height\n" + "".join(f"{i},{torch.sin(torch.tensor(i / 5)):.4f}\n" for i in range(100))
        return {"name": name, "parameters": {"upload": table(text), "file": "animals.csv", "column": "height"}}
    features, label = (["a"], "b") if name == "CsvNumbers" else (["a", "b"], "kind")
    parameters = {"upload": table(), "file": "animals.csv", "features": features, "label": label}
    return {"name": name, "parameters": parameters}


@pytest.mark.parametrize("name", OWN)
def test_a_run_learns_from_it_and_the_script_beside_the_file_gives_its_numbers(name, tmp_path, monkeypatch):
    config = TrainConfig.model_validate({"data": chosen(name), "epochs": 2, "loader": {"batch_size": 32}})
    assert TrainConfig.model_validate(config.as_json()) == config
    events = list(train(config))
    assert events[-1].type == "finished", events[-1]
    numbers = [
        value for event in events if event.type == "epoch" for value in (event.train_loss, event.validation_loss)
    ]

    place = store.folder(VISITOR)
    if (place / "table").exists():
        shutil.copy(place / "table" / "table.csv", tmp_path / "animals.csv")
    if (place / "pictures").exists():
        shutil.copytree(place / "pictures", tmp_path / "pictures")
    (tmp_path / "train.py").write_text(script(config), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        runpy.run_path("train.py")
    printed = re.findall(r"(?:train|validation)_loss (-?[\d.]+)", output.getvalue())
    assert [float(number) for number in printed] == pytest.approx(numbers, abs=2e-6)


def test_the_opened_data_say_how_a_config_chooses_them():
    choice = chosen("CsvTable")
    opened = open_row(choice["name"], OWN["CsvTable"].complete(choice["parameters"], "data"))
    assert opened.choice == TrainConfig.model_validate({"data": choice}).data.model_dump()
    assert opened.call == "CsvTable('animals.csv', features=['a', 'b'], label='kind')"


@pytest.mark.parametrize("name", ["CsvTable", "PictureFolder"])
@pytest.mark.parametrize("what", ["gone", "changed", "another's", "path"])
def test_an_upload_that_is_gone_or_has_changed_is_told(name, what):
    choice = chosen(name)
    parameters = OWN[name].complete(choice["parameters"], "data")
    open_row(name, parameters)  # that it was opened before does not help
    if what == "gone":
        shutil.rmtree(store.folder(VISITOR))
    elif what == "changed":
        upload, stamp = parameters["upload"].split("-")
        parameters["upload"] = f"{upload}-{int(stamp) + 1}"
    elif what == "another's":
        parameters["upload"] = "0" * 32 + "-1"
    else:
        parameters["upload"] = "../../etc"
    for use in (open_row, lambda name, given: make(OWN[name], given)):
        with pytest.raises(PlaygroundError, match="not here any more"):
            use(name, parameters)
    [*_, last] = train(TrainConfig.model_validate({"data": {"name": name, "parameters": parameters}}))
    assert last.type == "failed"
    assert "not here any more" in last.message.text()


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"features": []}, "data.features is []; it must be a list of texts with at least one in it."),
        ({"features": [1]}, "data.features is 1; it must be a text of at most 200 characters."),
        ({"label": "x" * 300}, "it must be a text of at most 200 characters."),
        ({"sep": "x"}, "data.sep is 'x'; it must be one of:"),
    ],
)
def test_a_wrong_choice_is_told(parameters, sentence):
    with pytest.raises(PlaygroundError) as told:
        OWN["CsvTable"].complete(parameters, "data")
    assert sentence in told.value.message.text()


def failure(choice: dict) -> str:
    [*_, last] = train(TrainConfig.model_validate({"data": choice, "epochs": 1}))
    assert last.type == "failed"
    return str(last.message)


@pytest.mark.parametrize("length", [12, 8])  # 8 values: longer than a window; a window and nothing after it
def test_a_series_shorter_than_its_window_is_told(length):
    column = table("day\n" + "\n".join(map(str, range(8))))
    choice = {"name": "CsvSeries", "parameters": {"upload": column, "column": "day", "length": length}}
    assert f"CsvSeries is shorter than a window of {length}" in failure(choice)


def test_a_text_shorter_than_its_window_is_told():
    choice = {"name": "own text", "parameters": {"text": "too short", "length": 10}}
    assert "own text is shorter than a window of 10" in failure(choice)


def test_a_single_class_is_told():
    upload = table("a,b,kind\n" + "1,2,cat\n" * 60)
    choice = {"name": "CsvTable", "parameters": {"upload": upload, "features": ["a", "b"], "label": "kind"}}
    assert "All samples of CsvTable are of one class" in failure(choice)


def test_a_column_that_is_not_there_or_no_number_is_told():
    upload = table()
    for column in ("weight", "kind"):
        choice = {"name": "CsvSeries", "parameters": {"upload": upload, "column": column}}
        assert "CsvSeries cannot be made as it was chosen" in failure(choice)

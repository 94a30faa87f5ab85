"""Asking a trained network: what it is given, what it answers, what it looked at; broken checkpoints in words."""

import io
import os
import runpy
from base64 import b64decode

import pytest
import torch
from PIL import Image

from playground.asking import attributions, drawing, loading, onward, script
from playground.asking.answers import answer
from playground.asking.examined import examined
from playground.asking.plane import GRID, plane_of
from playground.asking.small import SMALL
from playground.asking.work import multiplications
from playground.datasets.opened import open_row, png
from playground.networks import MODELS, facts_of
from playground.runs import Run
from playground.runs.store import shared_store
from playground.takehome import checkpoint
from playground.training import TrainConfig
from playground.translations import PlaygroundError
from playground.uploads import store
from playground.uploads.__main__ import main

OWNER = "somebody-who-asks"
DIGITS = SMALL["digits"].config
USUAL = {"optimizer": {}, "scheduler": {}, "epoch": 2}


@pytest.fixture
def run():
    """Return a function that puts a run with a checkpoint into the store: weights as they begin, or `weights`."""
    made = []

    def put(config: TrainConfig = DIGITS, weights: dict | None = None, **state: object) -> Run:
        store = shared_store()
        run_id = store.create(OWNER, config.as_json())
        made.append(run_id)
        torch.manual_seed(0)
        model = MODELS[config.model.name].build(
            facts_of(config.data.name, config.data.parameters), config.model.parameters
        )
        path = store.settings.run_folder(run_id) / "last.pt"
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"model": weights or model.state_dict(), "step": 7, "config": config.key(), **USUAL, **state}, path)
        store.write({run_id: {"status": "finished", "checkpoint_step": 7}}, {})
        return store.get(run_id)

    yield put
    for run_id in made:
        shared_store().delete(run_id, OWNER)


def path_of(run: Run):
    return shared_store().settings.run_folder(run.id) / "last.pt"


def test_a_run_is_opened_once_and_anew_when_its_checkpoint_changes(run):
    made = run()
    first = loading.open_run(made)
    assert first.step == 7
    assert not first.model.training
    assert loading.open_run(made) is first
    os.utime(path_of(made), (1, 1))
    assert loading.open_run(made) is not first


def test_what_is_wrong_with_a_checkpoint_is_said(run):
    made = run()
    whole = path_of(made).read_bytes()
    for broken in (b"", whole[: len(whole) // 2], b"no checkpoint at all"):
        path_of(made).write_bytes(broken)
        with pytest.raises(PlaygroundError, match="broken or cut off"):
            loading.open_run(made)
    path_of(made).unlink()
    with pytest.raises(PlaygroundError, match="not there any more"):
        loading.open_run(made)
    with pytest.raises(PlaygroundError, match="does not fit"):
        loading.open_run(run(weights={"layers.0.weight": torch.zeros(3)}))
    nan = {name: each * torch.nan for name, each in loading.open_run(run()).model.state_dict().items()}
    with pytest.raises(PlaygroundError, match="NaN"):
        loading.open_run(run(weights=nan))


def test_a_checkpoint_that_would_run_code_is_refused(run, tmp_path):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "trapped"),)

    made = run(extra=Trap())
    with pytest.raises(PlaygroundError, match="broken"):
        loading.open_run(made)
    assert not (tmp_path / "trapped").exists()


def test_a_run_of_another_version_or_without_its_data_is_told(run):
    made = run()
    other = Run(**{**vars(made), "config": {**made.config, "version": 99}})
    with pytest.raises(PlaygroundError, match="another version"):
        loading.open_run(other)
    parameters = {"upload": f"{'0' * 32}-1", "features": ["height"], "label": "kind"}
    gone = TrainConfig.model_validate({"data": {"name": "CsvTable", "parameters": parameters}})
    with pytest.raises(PlaygroundError, match="not here any more"):
        loading.open_run(Run(**{**vars(made), "config": gone.as_json()}))


def test_a_training_digit_that_is_drawn_comes_back_nearly_itself():
    opened = open_row("digits", {})
    framing = drawing.framing_of(opened)
    assert (framing.plain, framing.ground, framing.box, framing.shape) == (True, 0.0, 8, (1, 8, 8))
    digits = opened.data.images[:200]
    drawn = torch.nn.functional.interpolate(digits, (drawing.SIDE, drawing.SIDE))  # each pixel a square of ink
    back = torch.stack([drawing.picture_of(each[0], framing) for each in drawn])
    assert (back - digits).abs().mean() < 0.06
    assert back.min() >= 0
    assert back.max() <= 1


def test_a_drawing_is_seen_alike_wherever_and_however_large_it_is():
    framing = drawing.framing_of(open_row("digits", {}))
    small, large = torch.zeros(64, 64), torch.zeros(64, 64)
    small[5:21, 40:44] = small[5:9, 40:52] = 1
    large[10:58, 8:20] = large[10:22, 8:44] = 1  # three times as large
    seen = [drawing.picture_of(each, framing) for each in (small, large)]
    assert (seen[0] - seen[1]).abs().max() < 0.15
    assert drawing.picture_of(torch.zeros(64, 64), framing) is None


def test_dark_ink_on_grey_paper_is_the_same_ink():
    framing = drawing.framing_of(open_row("digits", {}))
    ink = torch.zeros(64, 64)
    ink[10:50, 28:36] = 1
    scan = Image.fromarray(((0.8 - 0.7 * ink) * 255).byte().numpy())
    written = io.BytesIO()
    scan.convert("RGB").save(written, "PNG")
    assert torch.equal(drawing.picture_of_photo(written.getvalue(), framing), drawing.picture_of(ink, framing))
    blank = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(blank, "PNG")
    assert drawing.picture_of_photo(blank.getvalue(), framing) is None


@pytest.mark.parametrize("sent", ["", "?", None, "AAAA", 3])
def test_what_is_no_drawing_is_an_empty_pad(sent):
    assert drawing.ink_from_pad(sent).sum() == 0


def test_the_maps_are_what_a_forward_pass_makes(run):
    asked = loading.open_run(run())
    picture = asked.opened.data[0][0]
    found = answer(asked, picture)
    layers = list(asked.model.layers)
    assert [each.name for each in found.layers][:3] == ["Conv2d", "ReLU", "MaxPool2d"]
    assert torch.equal(found.layers[0].values, layers[0](picture[None])[0])
    assert torch.equal(found.layers[2].values, torch.nn.Sequential(*layers[:3])(picture[None])[0])
    assert torch.equal(found.outputs, asked.model(picture[None])[0])
    assert sum(found.probabilities) == pytest.approx(1)
    assert not any(each._forward_hooks for each in asked.model.modules())


def test_integrated_gradients_add_up_to_the_difference_of_the_logits(run):
    asked = loading.open_run(run())
    method = {each.name: each for each in attributions.METHODS}["IntegratedGradients"]
    found = attributions.attribution(asked, asked.opened.data[3][0], 0.0, 3, method)
    assert found.values.shape == (8, 8)
    assert float(found.values.sum()) == pytest.approx(found.difference, abs=0.01)  # the axiom of completeness


def test_occlusion_and_grad_cam_are_what_they_say(run):
    asked = loading.open_run(run())
    picture = asked.opened.data[3][0]
    methods = {each.name: each for each in attributions.METHODS}
    found = attributions.attribution(asked, picture, 0.0, 3, methods["Occlusion"]).values
    covered = picture.clone()
    covered[:, :2, :2] = 0  # the corner cell is covered once only
    fall = asked.model(picture[None])[0, 3] - asked.model(covered[None])[0, 3]
    assert float(found[0, 0]) == pytest.approx(float(fall), abs=1e-5)
    cam = attributions.attribution(asked, picture, 0.0, 3, methods["LayerGradCam"]).values
    assert cam.shape == (8, 8)
    assert cam.min() >= 0
    perceptron = loading.open_run(run(TrainConfig.model_validate({"model": "MLP"})))
    with pytest.raises(PlaygroundError, match="convolution"):
        attributions.attribution(perceptron, picture, 0.0, 3, methods["LayerGradCam"])


def test_what_would_take_too_long_is_refused(run, monkeypatch):
    asked = loading.open_run(run())
    layers = asked.model.layers  # 16 filters of 3×3 on 8×8, 32 of 16×3×3 on 4×4, 10 rows of 128
    assert [layers[i].weight.shape[0] for i in (0, 3, 8)] == [16, 32, 10]
    assert multiplications(asked.model, asked.opened.data[0][0][None]) == 64 * 16 * 9 + 16 * 32 * 16 * 9 + 10 * 128
    monkeypatch.setattr(attributions, "WORK", 1_000_000)
    for method in attributions.METHODS[:2]:
        with pytest.raises(PlaygroundError, match="too long"):
            attributions.attribution(asked, asked.opened.data[3][0], 0.0, 3, method)


def test_the_mistakes_are_those_of_the_test_part(run):
    asked = loading.open_run(run())
    found = examined(asked)
    assert set(found.indices.tolist()) == set(asked.test.tolist())
    inputs = torch.stack([asked.opened.data[int(i)][0] for i in found.indices])
    assert torch.equal(found.predicted, asked.model(inputs).argmax(dim=1))
    confusion = found.confusion(10)
    assert sum(map(sum, confusion)) == len(asked.test)
    i, j = next((i, j) for i in range(10) for j in range(10) if confusion[i][j])
    assert len(found.cell(i, j)) == confusion[i][j]
    worst = found.confidence[found.worst()]
    assert torch.equal(worst, worst.sort(descending=True).values)


def test_a_series_goes_on_from_its_own_answers(run):
    asked = loading.open_run(run(SMALL["waves"].config))
    found = onward.forecast(asked, 5, 4)
    series = asked.opened.series
    assert found.begin == len(series) - 5
    values = series[found.begin - asked.opened.length : found.begin].tolist()
    for value in found.values:
        expected = asked.model(torch.tensor(values[-asked.opened.length :]).reshape(1, -1, 1))
        assert value == pytest.approx(float(expected), abs=1e-5)
        values.append(value)


def test_without_temperature_the_likeliest_character_is_written(run):
    asked = loading.open_run(run(SMALL["characters"].config))
    characters = asked.opened.data.characters
    numbers = onward.numbers_of(asked, "Alice ")
    for _ in range(8):
        numbers.append(int(asked.model(torch.tensor([numbers]))[0, :, -1].argmax()))
    written = onward.write_on(asked, "Alice ", 8, 0.0, seed=1)
    assert written == "".join(characters[number] for number in numbers[6:])
    assert onward.write_on(asked, "Alice ", 8, 0.001, seed=2) == written
    assert onward.write_on(asked, "A", 30, 1.0, 1) == onward.write_on(asked, "A", 30, 1.0, 1)
    assert onward.write_on(asked, "A", 30, 1.0, 1) != onward.write_on(asked, "A", 30, 1.0, 2)
    assert sum(chance for _character, chance in onward.next_characters(asked, "A", 1.5)) == pytest.approx(1, abs=1e-4)
    for wrong in ("", "日本"):
        with pytest.raises(PlaygroundError):
            onward.write_on(asked, wrong, 8, 1.0, 0)


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("digits", lambda asked: answer(asked, asked.opened.data[0][0])),
        ("digits", examined),
        ("circles", plane_of),
        ("characters", lambda asked: onward.write_on(asked, "A", 5, 0.05, 0)),
    ],
)
def test_an_answer_that_is_no_number_is_told(run, name, ask):
    config = SMALL[name].config
    weights = loading.open_run(run(config)).model.state_dict()
    huge = run(config, {name: torch.full_like(each, 1e38) for name, each in weights.items()})
    with pytest.raises(PlaygroundError, match="overflow"):
        ask(loading.open_run(huge))


def test_the_plane_is_what_the_network_says_everywhere(run):
    asked = loading.open_run(run(SMALL["circles"].config))
    found = plane_of(asked)
    (left, low), side, step = found.scene["low"], found.scene["side"], found.scene["side"] / GRID
    classes, confidence = (torch.tensor(list(b64decode(found.answer[name]))) for name in ("classes", "confidence"))
    row, column = 10, 50  # from the upper left corner
    place = torch.tensor([left + (column + 0.5) * step, low + side - (row + 0.5) * step])
    said = answer(asked, place)
    assert int(classes[row * GRID + column]) == said.best
    assert int(confidence[row * GRID + column]) == pytest.approx(255 * max(said.probabilities), abs=1)
    assert len(found.scene["train"]) == len(asked.parts[0])
    assert len(found.scene["train"] + found.scene["held"]) == 400
    assert found.within(0, -99) == pytest.approx(left, abs=0.01)
    assert found.within(1, 0.256) == 0.26


SPIRALS = TrainConfig.model_validate({"data": {"name": "spirals", "parameters": {"n_samples": 100}}, "model": "MLP"})
LINE = TrainConfig.model_validate({"data": "line"})


def shares(asked: loading.Asked, sample: torch.Tensor) -> list[str]:
    chances = answer(asked, sample).probabilities
    return [f"{name}: {share:.1%}" for name, share in zip(asked.opened.classes, chances, strict=True)]


def drawn(asked: loading.Asked) -> torch.Tensor:
    ink = torch.zeros(64, 64)
    ink[10:54, 28:36] = 1
    return drawing.picture_of(ink, drawing.framing_of(asked.opened))


def held_out(asked: loading.Asked):
    index = int(asked.test[3])
    return script.of_sample(asked, index), shares(asked, asked.opened.data[index][0])


def a_drawing(asked: loading.Asked):
    return script.of_picture(asked, drawn(asked)), shares(asked, drawn(asked))


def a_point(asked: loading.Asked):
    point = torch.tensor([0.31, -1.07])
    return script.of_numbers(asked, point), shares(asked, point)


def an_x(asked: loading.Asked):
    return script.of_numbers(asked, torch.tensor([0.1])), [f"{float(answer(asked, torch.tensor([0.1])).outputs):.4g}"]


def a_series(asked: loading.Asked):
    return script.of_series(asked, 7, 20), [f"{value:.4f}" for value in onward.forecast(asked, 7, 20).values]


def a_text(asked: loading.Asked):
    written = "Alice\n" + onward.write_on(asked, "Alice\n", 40, 0.7, 5)
    return script.of_text(asked, "Alice\n", 40, 0.7, 5), written.split("\n")


def told_by(made: Run, question: script.Question, folder, monkeypatch, capsys) -> list[str]:
    """Run the shown code beside the checkpoint that is taken home; return the lines that it prints."""
    (folder / "mine.pt").write_bytes(checkpoint.as_pt(made, shared_store()))
    text = script.script(loading.open_run(made), question, "mine.pt")
    assert "playground" not in text
    (folder / "ask.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    runpy.run_path("ask.py")
    return capsys.readouterr().out.rstrip("\n").split("\n")


@pytest.mark.parametrize(
    ("config", "asks"),
    [
        (DIGITS, held_out),
        (DIGITS, a_drawing),
        (SPIRALS, a_point),
        (LINE, an_x),
        (SMALL["waves"].config, a_series),
        (SMALL["characters"].config, a_text),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_the_shown_code_gives_the_answer_beside_the_checkpoint(run, tmp_path, monkeypatch, capsys, config, asks):
    made = run(config)
    asked = loading.open_run(made)
    question, told = asks(asked)
    assert told_by(made, question, tmp_path, monkeypatch, capsys) == told


def test_the_code_of_a_table_needs_no_more_than_the_line_that_is_asked_about(run, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(store, "home", lambda: tmp_path / "uploads")
    lines = "".join(f"{i},{40 - i},{'cat' if i % 3 else 'dog'}\n" for i in range(60))
    store.keep_table(OWNER, "animals.csv", f"age,weight,kind\n{lines}".encode())
    parameters = {"upload": store.table_of(OWNER).upload, "file": "animals.csv"}
    data = {"name": "CsvTable", "parameters": {**parameters, "features": ["age", "weight"], "label": "kind"}}
    made = run(TrainConfig.model_validate({"data": data}))
    asked, line = loading.open_run(made), torch.tensor([0.25, -1.5])
    assert told_by(made, script.of_numbers(asked, line), tmp_path, monkeypatch, capsys) == shares(asked, line)
    assert script.of_sample(asked, 3).beside == "animals.csv"


def test_a_large_picture_is_a_file_beside_the_code(run, tmp_path, monkeypatch, capsys):
    made = run()
    asked = loading.open_run(made)
    (tmp_path / script.PICTURE).write_bytes(b64decode(png(drawn(asked))))
    monkeypatch.setattr(script, "MOST_WRITTEN", 1)
    question = script.of_picture(asked, drawn(asked))
    assert told_by(made, question, tmp_path, monkeypatch, capsys) == shares(asked, drawn(asked))


def test_a_single_picture_is_told_small_and_deleted(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("playground.uploads.__main__._bound_memory", lambda: None)  # it would bound this process
    file = tmp_path / "photo"
    Image.new("RGB", (300, 200), "red").save(file, "PNG")
    assert main(["--one", str(file)]) == 0
    assert '{"png": "' in capsys.readouterr().out
    assert not file.exists()
    file.write_bytes(b"no picture")
    with pytest.raises(SystemExit):
        main(["--one", str(file)])
    assert "it is none of" in capsys.readouterr().out
    assert not file.exists()

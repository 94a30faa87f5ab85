"""A network in other formats gives the same answers; a trace loses a branch."""

import json
import os
import runpy
import warnings
from dataclasses import replace

import numpy as np
import onnxruntime
import pytest
import torch
from torch import nn

from playground.exporting import jobs
from playground.exporting.branch import ABOVE, BELOW, WAYS, Branch, answers
from playground.exporting.branch import script as branch_script
from playground.exporting.formats import FORMATS
from playground.exporting.jobs import file_of, lay_down, measured, sweep, work
from playground.exporting.measured import BATCH_SIZES, MANY, Measured, measure, measure_all
from playground.exporting.script import script
from playground.exporting.untrained import untrained
from playground.jobs import Job
from playground.networks.pictures import SmallCNN
from playground.networks.recurrent import CharacterModel
from playground.training import TrainConfig
from playground.translations import PlaygroundError

QUICK = 1e-4  # seconds that each thing is timed for
MLP = TrainConfig.model_validate({"model": {"name": "MLP", "parameters": {"hidden_size": 4}}})


def seeded(make, *arguments, **more) -> nn.Module:
    torch.manual_seed(0)
    return make(*arguments, **more).eval().requires_grad_(False)


def cnn() -> nn.Module:
    return SmallCNN(1, 8, 8, 10, channels=3, kernel_size=3, dropout=0.5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("formats")


@pytest.fixture(scope="module")
def network() -> nn.Module:
    return seeded(cnn)


@pytest.fixture(scope="module")
def fresh() -> torch.Tensor:
    return torch.rand(MANY, 1, 8, 8, generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module")
def found(network, fresh, folder) -> dict[str, Measured]:
    """A convolutional network, converted once for all tests."""
    told = list(measure_all(network, cnn, torch.rand(2, 1, 8, 8), fresh, folder, seconds=QUICK))
    assert told[::2] == list(FORMATS)
    return {each.name: each for each in told[1::2]}


def test_every_format_gives_the_networks_answers_to_batches_of_any_size(found):
    for each in found.values():
        assert not each.words
        assert [batch.batch_size for batch in each.compared] == list(BATCH_SIZES)
        assert each.difference == pytest.approx(0, abs=1e-6)
    assert found["state_dict"].difference == 0


def test_sizes_are_those_of_the_files_and_hold_all_weights(found, folder, network):
    weights = 4 * sum(each.numel() for each in network.parameters())
    for name, each in found.items():
        assert each.size == os.path.getsize(folder / FORMATS[name].file) > weights


def test_times_are_in_order_and_a_batch_takes_longer_than_a_sample_by_less_than_its_size(found):
    for each in found.values():
        for spread in (each.load, each.one, each.many):
            assert 0 < spread.lower <= spread.median <= spread.upper
        assert each.many.lower < MANY * each.one.upper


def test_the_onnx_file_answers_without_pytorch(found, folder, fresh, network):
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    [given] = session.get_inputs()
    answer = session.run(None, {given.name: fresh.numpy()[:5]})[0]
    np.testing.assert_allclose(answer, network(fresh[:5]).numpy(), atol=1e-6)
    assert found["onnx"].valid
    assert found["onnx"].checked.startswith("IR ")
    assert found["onnx"].operations.count("Conv") == 2


def test_a_dropout_of_a_half_is_off_in_every_file_and_two_convolutions_are_in_each_graph(found):
    for name in ("export", "trace", "script"):
        assert sum("conv" in operation for operation in found[name].operations) == 2
    assert found["state_dict"].operations == ()


def test_what_is_deprecated_is_what_pytorch_warns_of(found):
    with pytest.warns(FutureWarning) as noted:
        torch.jit.trace(nn.Identity(), torch.ones(1))
    assert found["trace"].deprecated[0] in {str(each.message) for each in noted}
    assert found["script"].deprecated[0].startswith("`torch.jit.script`")
    assert found["state_dict"].deprecated == found["export"].deprecated == found["onnx"].deprecated == ()


def test_what_was_measured_survives_json(found):
    for each in found.values():
        assert Measured.from_json(json.loads(json.dumps(each.as_json()))) == each


def test_a_network_that_reads_numbers_of_characters_is_converted_too(tmp_path):
    def make() -> nn.Module:
        return CharacterModel("GRU", 9, 4, 5, 1)

    numbers = torch.randint(9, (MANY, 6), generator=torch.Generator().manual_seed(0))
    rows = [FORMATS[name] for name in ("trace", "script")]
    told = list(measure_all(seeded(make), make, numbers[:2], numbers, tmp_path, rows=rows, seconds=QUICK))
    assert [each.difference for each in told[1::2]] == pytest.approx([0, 0], abs=1e-6)
    assert told[1].doubts, "the trace of a GRU goes through a Python branch about shapes"


def test_where_pytorch_refuses_a_network_its_words_are_kept_and_no_file(tmp_path):
    told = measure(FORMATS["export"], Branch().eval(), Branch, torch.ones(2, 3), torch.ones(MANY, 3), tmp_path / "x")
    assert "data-dependent" in told.words
    assert "if x.sum() > 0:" in told.words
    assert 'File "branch.py"' in told.words
    assert told.size == 0
    assert told.difference is None
    assert not (tmp_path / "x").exists()


def test_a_trace_answers_wrong_on_the_other_side_of_a_branch():
    def halved(x):
        return tuple(each / 2 for each in x)

    def tenfold(x):
        return tuple(each * 10 for each in x)

    right = halved(ABOVE), tenfold(BELOW)
    above, below = (halved(ABOVE), halved(BELOW)), (tenfold(ABOVE), tenfold(BELOW))
    told = list(answers())
    assert [(each.above, each.below) for each in told] == [right, above, below, right, ((), ()), right]
    assert "Python boolean" in told[1].doubts[0]
    assert "data-dependent" in told[4].words
    assert [WAYS[each.way].name for each in told if each.deprecated] == ["torch.jit.trace"] * 2 + ["torch.jit.script"]


def run(code: str, folder, monkeypatch, capsys) -> str:
    """Run code as a file in a folder of its own; return what it prints."""
    monkeypatch.chdir(folder)
    (folder / "shown.py").write_text(code, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runpy.run_path("shown.py", run_name="__main__")
    return capsys.readouterr().out


def test_the_shown_code_of_the_branch_prints_what_the_page_shows(tmp_path, monkeypatch, capsys):
    printed = run(branch_script(), tmp_path, monkeypatch, capsys)
    assert printed.count("below → [-10.0, -20.0, -30.0]") == 4
    assert printed.count("below → [-0.5, -1.0, -1.5]") == 1
    assert printed.count("refused: Could not guard on data-dependent") == 1


@pytest.mark.parametrize("name", FORMATS)
def test_the_shown_code_of_a_format_runs_with_the_downloaded_weights(name, tmp_path, monkeypatch, capsys):
    torch.save(untrained(MLP).model.state_dict(), tmp_path / "state_dict.pt")
    printed = run(script(MLP, FORMATS[name]), tmp_path, monkeypatch, capsys)
    assert float(printed.rpartition("largest difference: ")[2]) < 1e-6
    assert f"bytes: {os.path.getsize(tmp_path / FORMATS[name].file)}" in printed


@pytest.fixture
def home(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(jobs, "settings", lambda: settings)
    return tmp_path / "exports"


def test_a_process_gets_the_weights_and_samples_of_each_part(home):
    asked = untrained(MLP)
    made = lay_down(asked, None)
    assert made == work(asked, None) != work(replace(asked, step=7), None)
    [folder] = home.iterdir()
    given = torch.load(folder / "weights.pt", weights_only=True)
    learned, _validation, test = asked.parts
    assert torch.equal(given["example"][1], asked.opened.data[int(learned[1])][0])
    assert torch.equal(given["fresh"][3], asked.opened.data[int(test[3])][0])
    assert given["fresh"].shape == (MANY, 1, 8, 8)
    with pytest.raises(PlaygroundError, match=r"model\.onnx is not kept any more"):
        file_of(made, FORMATS["onnx"])
    (folder / "model.onnx").write_bytes(b"onnx")
    assert file_of(made, FORMATS["onnx"]) == b"onnx"
    assert measured(Job(made)) == ()


def test_the_oldest_files_make_room(home, monkeypatch):
    for age in range(4):
        (home / f"{age}").mkdir(parents=True)
        (home / f"{age}" / "model.onnx").write_bytes(bytes(100))
        os.utime(home / f"{age}", (1e9 - age, 1e9 - age))
    monkeypatch.setattr(jobs, "MOST_FOLDERS", 3)
    sweep()
    assert {each.name for each in home.iterdir()} == {"0", "1"}
    monkeypatch.setattr(jobs, "MOST_BYTES", 150)
    sweep()
    assert {each.name for each in home.iterdir()} == {"0"}
    monkeypatch.setattr(jobs, "AT_WORK", 1e12)
    monkeypatch.setattr(jobs, "MOST_BYTES", 50)
    sweep()
    assert {each.name for each in home.iterdir()} == {"0"}, "what is being made stays"

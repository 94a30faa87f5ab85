"""What a state_dict, its file, a checkpoint and optimizers hold, against plain PyTorch."""

import io
import zipfile

import pytest
import torch
from torch import nn, optim

from playground.asking.small import SMALL
from playground.exporting import checkpoints, resumed
from playground.exporting.buffers import CODE, changes
from playground.exporting.optimizer_states import kept_by_optimizers
from playground.exporting.saved import opened, saved_state, written
from playground.exporting.tree import BINS, beginning, histogram, tree, tree_of
from playground.exporting.untrained import untrained


@pytest.fixture(scope="module")
def asked():
    return untrained(SMALL["digits"].config)


def test_a_tree_has_every_entry_of_the_state_dict_below_its_module():
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU())
    found = tree(model)
    assert [entry.name for entry in found.entries] == [*model.state_dict()]
    assert [branch.path for branch in found.branches] == ["", "0", "1", "2"]
    norm = found.branches[2]
    assert [(entry.name, entry.kind, entry.dtype) for entry in norm.entries] == [
        ("1.weight", "parameter", "float32"),
        ("1.bias", "parameter", "float32"),
        ("1.running_mean", "buffer", "float32"),
        ("1.running_var", "buffer", "float32"),
        ("1.num_batches_tracked", "buffer", "int64"),
    ]
    assert found.total("parameter") == (4, 4 * 9 + 4 + 4 + 4, 4 * 48)
    assert found.total("buffer") == (3, 9, 4 * 8 + 8)
    assert found.branches[3].entries == ()


def test_an_entry_tells_its_bytes_and_how_its_values_are_spread(asked):
    for entry in tree_of(asked).entries:
        tensor = asked.model.state_dict()[entry.name]
        assert entry.bytes == len(tensor.numpy().tobytes())
        assert sum(entry.counts) == tensor.numel() == entry.numel
        assert entry.mean == pytest.approx(tensor.double().mean().item(), abs=1e-6)
    assert histogram(torch.tensor([1.0, 1.0, float("nan"), float("inf")]), 4) == ((0, 0, 2, 0), 0.5, 1.5)
    assert histogram(torch.full((3,), float("nan")), 2) == ((0, 0), 0.0, 0.0)
    assert len(histogram(torch.tensor(3), BINS)[0]) == BINS


def test_the_beginning_of_a_tensor_is_what_its_name_says():
    state = {"w": torch.arange(32 * 16 * 9.0).reshape(32, 16, 3, 3), "m": torch.rand(1000, 100), "b": torch.tensor(3)}
    for name, tensor in state.items():
        piece = beginning(name, tensor)
        assert torch.equal(piece.values, eval(piece.name))
        assert len(piece.axes) == piece.values.dim()
    assert beginning("w", state["w"]).axes == (2, 3)


def test_a_file_is_its_values_a_pickle_and_what_the_zip_adds(asked):
    found = saved_state(asked)
    assert found.values == sum(tensor.nbytes for tensor in asked.model.state_dict().values())
    assert found.bytes == len(written(asked.model.state_dict()))
    assert all(member.about for member in found.members)
    again = opened(written({"a": torch.zeros(5, dtype=torch.int16)}))
    assert [member.bytes for member in again.members if member.name == "data/0"] == [10]


def test_optimizers_keep_as_many_numbers_as_their_checkpoints_hold(asked):
    numbers = sum(tensor.numel() for tensor in asked.model.state_dict().values())
    kept = {each.code: each for each in kept_by_optimizers(asked)}
    assert kept["SGD(lr=0.1)"].bytes == 0
    assert kept["SGD(lr=0.1, momentum=0.9)"].bytes == 4 * numbers
    tensors = len(asked.model.state_dict())
    assert kept["Adam()"].bytes == 4 * (2 * numbers + tensors)  # two more for each, and a step for each tensor
    linear = nn.Linear(2, 3)
    optimizer = optim.Adam(linear.parameters())
    linear(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    assert {*kept["Adam()"].names} == {*optimizer.state_dict()["state"][0]}


def test_batchnorm_keeps_the_statistics_of_its_batches(capsys):
    exec(CODE, {})
    printed = capsys.readouterr().out
    after = {change.name: change.after for change in changes()}
    assert after["num_batches_tracked"] == "3"
    assert f"{float(after['running_mean'].strip('[]').split(',')[0]):.3f}"[:4] in printed
    assert [change.name for change in changes() if change.learned] == ["weight", "bias"]


@pytest.mark.parametrize("optimizer", resumed.CHOICES)
def test_with_everything_loaded_the_losses_are_the_unbroken_ones(optimizer):
    assert resumed.resumed(optimizer, frozenset(resumed.PARTS)).difference == 0
    for part in resumed.PARTS:
        assert resumed.resumed(optimizer, frozenset(resumed.PARTS) - {part}).difference > 0


def test_without_the_scheduler_the_rate_is_halved_too_late():
    found = resumed.resumed("Adam", frozenset(resumed.PARTS) - {"scheduler"})
    same = [a == b for a, b in zip(found.unbroken[resumed.BEFORE :], found.resumed, strict=True)]
    assert same == [True] * 11 + [False] * 9  # the rate of step 31 is the first that should be lower


def test_the_script_of_a_resumed_training_prints_what_the_page_shows(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    wanted = frozenset({"model", "generator"})
    exec(compile(resumed.script("momentum", wanted), "resume.py", "exec"), {"__name__": "__main__"})
    lines = capsys.readouterr().out.splitlines()
    found = resumed.resumed("momentum", wanted)
    assert lines[0] == f"step 21  unbroken {found.unbroken[20]:.6f}  resumed {found.resumed[0]:.6f}"
    assert lines[-1] == "the same to the last digit: False"


def test_every_key_of_the_playgrounds_checkpoints_is_explained(small):
    from playground.training import train
    from playground.training.events import Checkpoint

    state = next(event.state for event in train(small) if isinstance(event, Checkpoint))
    found = checkpoints.parts(state)
    assert {part.key for part in found} == {*state}
    assert all(part.about for part in found), [part.key for part in found if not part.about]
    by_key = {part.key: part for part in found}
    assert by_key["model"].bytes == sum(tensor.nbytes for tensor in state["model"].values())
    assert all(part.about for part in resumed.example())
    assert zipfile.is_zipfile(io.BytesIO(written(state)))

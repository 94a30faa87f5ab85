"""Pickles taken apart: what they import and call, without anything being imported or called."""

import io
import os
import pickle
import pickletools

import pytest
import torch
from torch import nn

from playground.asking.small import SMALL
from playground.exporting.pickle_program import program
from playground.exporting.pickled import COMMAND, FILES, HARMFUL, OPCODES, file_of, harmful, taken_apart
from playground.exporting.saved import pickle_of, written
from playground.exporting.untrained import untrained


@pytest.fixture(scope="module")
def asked():
    return untrained(SMALL["digits"].config)


def test_a_state_dict_imports_nothing_but_what_weights_only_knows(asked):
    found = file_of(asked, "state_dict")
    assert found.names == ("collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch.FloatStorage")
    assert found.refused == ()
    assert found.words == ""


def test_a_whole_module_imports_its_classes_and_is_refused(asked):
    found = file_of(asked, "module")
    classes = {f"{type(each).__module__}.{type(each).__qualname__}" for each in asked.model.modules()}
    assert classes == {*found.refused}
    assert classes < {*found.names}
    assert "Unsupported global" in found.reason


class Weights:
    def __reduce__(self):
        return os.system, (COMMAND,)


def test_the_harmful_file_is_what_python_would_write_and_does_nothing_here(monkeypatch):
    def steps(pickled: bytes) -> list[tuple[str, object]]:
        read = [(opcode.name, argument) for opcode, argument, _place in pickletools.genops(pickled)]
        return [(name, argument) for name, argument in read if not name.endswith("PUT")]  # nothing is asked for again

    theirs = steps(pickle.dumps(Weights(), protocol=2))
    assert steps(pickle_of(harmful())) == [
        (name, "os system" if name == "GLOBAL" else argument) for name, argument in theirs
    ]  # Python names the module behind os: posix or nt
    monkeypatch.setattr(os, "system", lambda command: pytest.fail(f"ran {command}"))
    found = taken_apart(harmful())
    assert found.names == found.refused == ("os.system",)
    assert "os.system" in found.reason
    assert found.program[0].text == f'v1 = os.system("{COMMAND}")'
    assert COMMAND in HARMFUL


@pytest.mark.parametrize("name", FILES)
def test_every_opcode_that_a_file_has_is_explained(asked, name):
    assert {each.name for each in file_of(asked, name).opcodes} - {*OPCODES} <= {"APPENDS", "APPEND", "EMPTY_SET"}


def test_the_program_makes_what_the_pickle_holds():
    """Run as Python, with the values at hand, it gives the very object that PyTorch loads."""
    state = nn.Linear(3, 2).state_dict() | {"step": torch.tensor(7), "history": [1.5, None, (True, "a")]}
    text = "\n".join(line.text for line in program(pickle_of(written(state))))
    storages = [each.untyped_storage() for each in state.values() if isinstance(each, torch.Tensor)]

    dtypes = {torch.FloatStorage: torch.float32, torch.LongStorage: torch.int64}

    def bytes_of(member: str, kind: type, _count: int) -> torch.TypedStorage:
        storage = storages[int(member.removeprefix("data/"))]
        return torch.TypedStorage(wrap_storage=storage, dtype=dtypes[kind], _internal=True)

    names = {"torch": torch, "collections": __import__("collections"), "bytes_of": bytes_of}
    exec(text, names)
    loaded = torch.load(io.BytesIO(written(state)), weights_only=True)
    assert [*names["result"]] == [*loaded]
    assert torch.equal(names["result"]["weight"], loaded["weight"])
    assert names["result"]["history"] == [1.5, None, (True, "a")]


def test_a_pickle_that_torch_save_never_writes_is_not_written_down():
    assert program(pickle.dumps({1: bytearray(b"x")}, protocol=5)) == ()

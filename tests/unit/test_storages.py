"""What the memory page tells of storages, against what PyTorch itself says of the real tensors."""

import math

import numpy as np
import pytest
import torch

from playground.program import Step, TensorValue, Trace, run
from playground.tensors.memory_presets import MEMORY
from playground.tensors.storage_changes import Arrival, Write, arrivals, assignment, writes
from playground.tensors.storages import Look, Storage, dimensions, index_of, is_contiguous, numbers, storages
from playground.translations import PlaygroundError

VIEWS = """\
A = torch.arange(24.0).view(2, 3, 4)
row = A[1]
cell = A[1, 2, 3]
even = A[:, ::2]
T = A.transpose(0, 2)
P = A.permute(1, 2, 0)
flat = A.view(24)
r = A.reshape(6, 4)
E = A[:1, :, :1].expand(2, 3, 5)
w = flat.unfold(0, 3, 2)
d = A.diagonal()
c = T.contiguous()
copy = T.reshape(24)
one = torch.zeros(3, 1).t()
empty = torch.zeros(2, 0)
nothing = empty.view(0, 2)
parts = A.split(1, dim=1)
z = torch.tensor([1 + 2j, 3 + 4j])
re = z.real
im = z.imag
bits = A.view(torch.int32)
same = A
n = A.numpy()
array = np.zeros(6)
piece = array[2:]
t = torch.from_numpy(piece)
"""


def moments(trace: Trace) -> list[tuple[Step, tuple[Storage, ...], tuple[Storage, ...]]]:
    """Each step with the storages before and after it."""
    known = numbers(trace.steps)
    after = [storages(step.names, known) for step in trace.steps]
    return list(zip(trace.steps, [(), *after], after, strict=False))


def last(source: str) -> tuple[tuple[Storage, ...], tuple[Arrival, ...], tuple[Write, ...]]:
    step, before, after = moments(run(source))[-1]
    return after, arrivals(step.bound, before, after), writes(before, after)


def real(trace: Trace, name: str) -> torch.Tensor:
    root, _, rest = name.partition("[")
    value = trace.namespace[root]
    value = value[int(rest[:-1])] if rest else value
    return torch.from_numpy(value) if isinstance(value, np.ndarray) else value


TRACE = run(VIEWS)
ALL = [(storage, look) for storage in storages(TRACE.steps[-1].names) for look in storage.looks]


@pytest.mark.parametrize(("storage", "look"), ALL, ids=[look.name for _storage, look in ALL])
def test_the_facts_are_those_of_the_real_tensor(storage: Storage, look: Look):
    tensor = real(TRACE, look.name)
    assert look.contiguous == tensor.is_contiguous()
    assert look.value.strides == tensor.stride()
    assert look.data_ptr == tensor.data_ptr()
    assert look.numpy == isinstance(TRACE.namespace[look.root], np.ndarray)
    if not look.numpy:
        assert look.value.offset == tensor.storage_offset()
        assert look.value.version == tensor._version
        assert look.value.memory.start == tensor.untyped_storage().data_ptr()
        assert len(look.value.memory) == tensor.untyped_storage().nbytes()


@pytest.mark.parametrize(("storage", "look"), ALL, ids=[look.name for _storage, look in ALL])
def test_a_position_is_where_the_cell_lies_in_memory(storage: Storage, look: Look):
    tensor = real(TRACE, look.name)
    assert len(look.positions) == tensor.numel()
    for cell, position in enumerate(look.positions):
        index = index_of(cell, look.value.shape)
        address = tensor[index].data_ptr() if index else tensor.data_ptr()
        assert storage.memory.start + position * storage.dtype.itemsize == address
        assert cell in look.cells(storage.count)[position]
    assert look.span * storage.dtype.itemsize == tensor.itemsize


def test_names_whose_numbers_lie_at_the_same_address_are_together():
    addresses = [
        {real(TRACE, look.name)[index_of(cell, look.value.shape)].data_ptr() for cell in range(look.value.numel)}
        for _storage, look in ALL
    ]
    for (one, _), first in zip(ALL, addresses, strict=True):
        for (other, _), second in zip(ALL, addresses, strict=True):
            assert one is other or not first & second
    together = [{look.name for look in storage.looks} for storage in storages(TRACE.steps[-1].names)]
    assert {"A", "row", "T", "bits", "same", "n", "parts[0]", "parts[2]"} <= together[0]
    assert {"array", "piece", "t"} in together
    assert {"c"} in together
    assert {"copy"} in together


def test_a_storage_holds_what_its_memory_holds():
    for storage, look in ALL:
        tensor = real(TRACE, look.name)
        if storage.data is None or look.numpy:
            continue
        whole = torch.empty(0, dtype=storage.dtype).set_(tensor.untyped_storage())
        if storage.memory.start == tensor.untyped_storage().data_ptr():
            seen = [place for place in range(storage.count) if place not in storage.unseen]
            assert torch.equal(storage.data[seen], whole[seen])


def test_the_same_object_is_told_from_a_second_view():
    firsts = {look.name: look.first for _storage, look in ALL}
    assert firsts["same"] == "A"
    assert firsts["flat"] == "flat"


def test_what_no_name_sees_is_unknown():
    [storage] = storages(run("A = torch.arange(6.0).view(2, 3)\nc = A[:, 1]\nA = 0").steps[-1].names)
    assert storage.count == 6
    assert storage.unseen == {0, 2, 3, 5}
    assert storage.data is not None
    assert storage.data[[1, 4]].tolist() == [1, 4]


@pytest.mark.parametrize("shape", [(), (0,), (3,), (1, 3), (3, 1), (2, 0), (2, 3), (2, 1, 3), (1, 1)])
@pytest.mark.parametrize("change", [lambda t: t, lambda t: t.mT if t.dim() > 1 else t, lambda t: t[..., ::2]])
def test_contiguous_means_what_pytorch_means(shape, change):
    tensor = torch.zeros(shape)
    tensor = change(tensor) if tensor.dim() else tensor
    assert is_contiguous(tuple(tensor.shape), tensor.stride()) == tensor.is_contiguous()


def test_a_write_passes_to_every_name_that_shares_the_memory():
    _after, _come, [write] = last("A = torch.arange(6.0).view(2, 3)\nrow = A[1]\nflat = A.view(6)\nrow[0] = 100")
    assert write.positions == {3}
    assert dict(zip([look.name for look in write.storage.looks], write.cells, strict=True)) == {
        "A": (3,),
        "row": (0,),
        "flat": (3,),
    }
    assert write.versions == (0, 1)


@pytest.mark.parametrize(
    ("line", "positions", "versions"),
    [
        ("t.add_(1)", {0, 1}, (0, 1)),
        ("t.zero_()", {0, 1}, (0, 1)),
        ("t.mul_(1)", set(), (0, 1)),  # written, but no value is another one
        ("t.data.add_(1)", {0, 1}, (0, 0)),  # behind the counter's back
        ("a[1] = 5", {1}, (0, 0)),
        ("t[0] = torch.nan", {0}, (0, 1)),
    ],
)
def test_a_write_is_found_however_it_is_made(line, positions, versions):
    _after, _come, [write] = last(f"a = np.array([1.0, 2.0])\nt = torch.from_numpy(a)\n{line}")
    assert write.positions == positions
    assert write.versions == versions
    assert all(set(cells) == positions for cells in write.cells)


@pytest.mark.parametrize("line", ["B = A + 1", "A = A + 1", "A.sum()", "B = A.clone()", "A.view(6)", "B = A.t()"])
def test_what_only_reads_writes_nothing(line):
    _after, _come, found = last(f"A = torch.ones(2, 3)\n{line}")
    assert found == ()


@pytest.mark.parametrize(
    ("line", "beside", "same", "new", "left"),
    [
        ("B = A", ("A",), ("A",), False, ()),
        ("B = A.t()", ("A",), (), False, ()),
        ("B = A.contiguous()", ("A",), ("A",), False, ()),
        ("B = A.clone()", (), (), True, ()),
        ("A = A.view(6)", (), (), False, ()),
        ("A = A.add(1)", (), (), True, (1,)),
        ("B, C = A.chunk(2)", ("A",), (), False, ()),
        ("B = A.detach()", ("A",), (), False, ()),
        ("B, C = A, A[0]", ("A",), (), False, ()),
        ("B = C = A", ("A",), ("A",), False, ()),
    ],
)
def test_where_a_new_name_looks(line, beside, same, new, left):
    _after, [come], _found = last(f"A = torch.ones(2, 3)\n{line}")
    assert (come.beside, come.same, come.new, come.left) == (beside, same, new, left)


def test_writing_into_itself_brings_no_name_anywhere():
    _after, come, found = last("A = torch.ones(2)\nB = A\nA += 1")
    assert come == ()
    assert len(found) == 1


def test_a_storage_keeps_its_number():
    seen: dict[int, int] = {}
    for _step, _before, after in moments(run("A = torch.ones(2)\nB = A\nA = A + 1\nC = A[0]\nB = 0\nD = C.clone()")):
        for storage in after:
            assert seen.setdefault(storage.memory.start, storage.number) == storage.number
    assert sorted(seen.values()) == [1, 2, 3]


def test_names_and_axes_are_known_without_the_positions():
    trace = run("B = torch.zeros(3)\nA = torch.zeros(2, 2)\nrow = B[:2]\npair = (A.t(), torch.tensor(1.0))\nn = 3")
    assert dimensions(trace.steps[-1].names) == {"B": 1, "row": 1, "A": 2, "pair[0]": 2, "pair[1]": 0}
    for source in (VIEWS, *(preset.source for preset in MEMORY)):
        names = run(source).steps[-1].names
        looks = [look for storage in storages(names) for look in storage.looks]
        assert list(dimensions(names).items()) == [(look.name, len(look.value.shape)) for look in looks]


def test_what_was_only_worked_out_has_facts_and_no_values():
    [storage] = storages(run("A = torch.zeros(100_000, 100_000)\nrow = A[1]").steps[-1].names)
    assert storage.count == 10**10
    assert storage.data is None
    assert [look.name for look in storage.looks] == ["A", "row"]
    assert [look.contiguous for look in storage.looks] == [True, True]


def test_arrays_that_pytorch_cannot_share_are_left_out():
    assert storages(run("a = np.arange(3)[::-1]").steps[-1].names) == ()


def test_a_loop_that_changes_a_large_array_stays_within_its_memory():
    trace = run("a = np.zeros(100_000)\nfor i in range(200):\n    a = a * 2\nt = torch.from_numpy(a)")
    assert trace.shapes_only is None
    assert trace.error is None


@pytest.mark.parametrize("preset", MEMORY, ids=lambda preset: preset.name)
def test_a_preset_shows_something_at_every_step(preset):
    for step, before, after in moments(run(preset.source)):
        tells = arrivals(step.bound, before, after) or writes(before, after)
        assert tells or step.result is not None or step.error is not None, step.source


@pytest.mark.parametrize(
    ("name", "index", "value", "line"),
    [
        ("A", "0, 1", "100", "A[0, 1] = 100"),
        ("A", ":, 1", "-2.5", "A[:, 1] = -2.5"),
        ("x", "", "3", "x[()] = 3"),
        ("parts[0]", " 1 ", "torch.pi", "parts[0][1] = torch.pi"),
        ("A", "0，1", "1", "A[0,1] = 1"),
    ],
)
def test_a_cell_to_write_becomes_a_line(name, index, value, line):
    assert assignment(name, index, value) == line


@pytest.mark.parametrize(
    ("index", "value"),
    [("0", ""), ("0]", "1"), ("0", "1\nB = 2"), ("0", "1; B = 2"), ("0] = A[0", "1"), ("(", "1"), ("0", "1 # x")],
)
def test_what_is_no_assignment_is_refused(index, value):
    with pytest.raises(PlaygroundError, match="cannot be read"):
        assignment("A", index, value)


def test_a_value_record_knows_its_memory():
    value = run("A = torch.zeros(2, 3)[1]").steps[-1].names["A"]
    assert isinstance(value, TensorValue)
    assert len(value.memory) == 2 * 3 * 4
    assert math.prod(value.shape) == 3

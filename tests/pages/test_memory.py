"""The memory page, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from playground.tensors.memory_presets import MEMORY
from playground.translations import LANGUAGES

from .visiting import grids, html, visit

NAMES = [preset.name for preset in MEMORY]


def write(at: AppTest, source: str) -> AppTest:
    """Put a program into the editor, as its component does."""
    at.session_state["memory text"] = source
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_visit_shows_three_names_on_one_storage_and_a_write_in_all(language):
    at = visit("memory", language)
    assert not at.error
    text = html(at)
    assert all(cell in text for cell in ("A[1, 0]", "row[0]", "flat[3]"))
    [grid] = grids(at)
    assert ("ストレージ 1" if language == "ja" else "Storage 1") in grid["heading"]
    assert ("バージョン 0 → 1" if language == "ja" else "version 0 → 1") in grid["heading"]
    assert [panel["name"] for panel in grid["panels"][:-1]] == ["A", "row", "flat"]
    assert [panel["changed"] for panel in grid["panels"]] == [[3], [0], [3], [3]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_preset_fills_the_editor(language):
    at = visit("memory", language)
    for number, preset in enumerate(MEMORY):
        at.pills(key="memory preset").select(number).run()
        assert not at.exception
        assert at.session_state["memory text"] == preset.source
        assert bool(at.error) == (preset.name == "A view that cannot be")
        assert grids(at)


def test_stepping_back_shows_memory_before_the_write():
    at = visit("memory")
    at.button(key="step back").click().run()
    assert "Storage 1 is shared with" in html(at)
    assert "changed. It is" not in html(at)
    assert "framed" not in grids(at)[0]["panels"][-1]["note"]
    assert grids(at)[0]["panels"][-1]["labels"] == ["0", "1", "2", "3", "4", "5"]


def test_the_same_object_is_drawn_once_and_told():
    at = write(visit("memory"), "A = torch.zeros(2)\nB = A")
    assert "only another name of the same object. <code>B is A</code>" in html(at)
    [grid] = grids(at)
    assert [panel["name"] for panel in grid["panels"]] == ["A", "memory"]
    assert "B is A" in grid["panels"][0]["note"]


def test_numpy_writes_pass_to_the_tensor_and_are_not_counted():
    at = write(visit("memory"), "a = np.array([1.0, 2.0])\nt = torch.from_numpy(a)\na[0] = 9")
    assert "The version counter did not see it: 0." in html(at)
    assert [panel["labels"] for panel in grids(at)[0]["panels"]] == [["9", "2"]] * 3


def test_pointing_at_a_cell_is_answered_by_its_place_in_memory():
    at = write(visit("memory"), "A = torch.arange(6.0).view(2, 3)\nT = A.t()")
    links = grids(at)[0]["links"]
    assert links["ways"][1][1] == "0 + 0×1 + 1×3 = 3"  # T[0, 1]
    assert [links["operands"][1]["sets"][of] for of in links["operands"][1]["of"]] == [[0], [2], [4], [1], [3], [5]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_view_that_fails_shows_pytorchs_words_and_ways_out(language):
    at = visit("memory", language)
    at.pills(key="memory preset").select(NAMES.index("A view that cannot be")).run()
    assert "view size is not compatible with input tensor's size and stride" in "".join(each.value for each in at.code)
    edits = [button for button in at.button if "edit" in str(button.key)]
    assert edits
    edits[0].click().run()
    assert not at.error
    assert "flat" in html(at)


def test_presets_that_the_page_unmarks_are_new_ones_so_that_a_late_browser_cannot_seem_to_pick_one():
    at = visit("memory")
    before = at.pills(key="memory preset")
    write(at, "A = torch.zeros(2)")
    assert not any(each.key == "memory preset" for each in at.pills)  # what a browser still sends of it is nobody's
    anew = at.pills(key="memory preset 1")
    assert (anew.options, anew.value) == (before.options, None)
    anew.select(0).run()
    assert at.session_state["memory text"] == MEMORY[0].source
    assert at.pills(key="memory preset 1").value == 0


def test_a_mistake_keeps_the_last_view():
    at = visit("memory")
    before = grids(at)
    write(at, "A = torch.arange(6.0).view(2,\nrow = A[")
    assert at.error
    assert grids(at) == before
    assert at.button(key="memory write").disabled


def test_a_cell_is_changed_by_a_line_of_the_program():
    at = visit("memory")
    at.selectbox(key="memory name").select("flat").run()
    at.text_input(key="memory index 1").set_value("5").run()
    at.text_input(key="memory value").set_value("-1").run()
    at.button(key="memory write").click().run()
    assert at.session_state["memory text"].endswith("row[0] = 100\nflat[5] = -1\n")
    assert all(cell in html(at) for cell in ("A[1, 2]", "row[2]", "flat[5]"))
    write(at, "x = torch.tensor(1.0)")
    assert at.selectbox(key="memory name").value == "x"
    at.button(key="memory write").click().run()
    assert at.session_state["memory text"].endswith("x[()] = -1\n")


def test_a_cell_that_cannot_be_read_is_told():
    at = visit("memory")
    at.text_input(key="memory index 2").set_value("0, ]").run()
    assert "cannot be read" in at.error[0].value
    before = at.session_state["memory text"]
    at.button(key="memory write").click().run()
    assert at.session_state["memory text"] == before
    at.text_input(key="memory index 2").set_value("0, 1").run()
    at.button(key="memory write").click().run()
    assert at.session_state["memory text"].endswith("A[0, 1] = 100\n")
    assert not at.error


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_pytorch_refuses_is_told_beside_the_fields_and_can_be_tried_again(language):
    at = visit("memory", language)
    before = at.session_state["memory text"]
    at.text_input(key="memory index 2").set_value("7, 7").run()
    assert not at.error
    for _ in range(2):
        at.button(key="memory write").click().run()
        assert at.session_state["memory text"] == before
        assert "index 7 is out of bounds" in "".join(each.value for each in at.code)
        assert not at.button(key="memory write").disabled
    at.text_input(key="memory index 2").set_value("1, 1").run()
    assert not at.error
    at.button(key="memory write").click().run()
    assert at.session_state["memory text"].endswith("A[1, 1] = 100\n")
    assert not at.error


def test_what_nobody_sees_is_not_told():
    strip = grids(write(visit("memory"), "A = torch.arange(6.0)\nB = A[::2]\nA = 0"))[0]["panels"][-1]
    assert strip["labels"] == ["0", "?", "2", "?", "4", "?"]
    assert strip["note"].endswith("?: no name looks here")


@pytest.mark.parametrize(
    "source",
    [
        "x = 3",
        "",
        "A = torch.zeros(100_000, 100_000)\nB = A[0]",
        "A = torch.zeros(2, 0)",
        "A = torch.zeros(200)\nparts = A.split(1)",
        "z = torch.tensor([1 + 2j])\ni = z.imag\ni[0] = 5",
        "m = torch.eye(3).max(dim=0)",
        "x = torch.zeros(3)\nfor i in range(100):\n    x = x + i",
        "with torch.inference_mode():\n    x = torch.ones(2)\n    y = x[0]",
    ],
)
def test_any_program_has_a_view(source):
    at = write(visit("memory"), source)
    assert not at.error


def test_the_link_carries_the_program():
    at = visit("memory", memory="Q = torch.ones(2)\nR = Q[1]")
    assert [panel["name"] for panel in grids(at)[0]["panels"]] == ["Q", "R", "memory"]

"""The broadcasting page, without a browser: shapes typed and dragged, clashes, traps, sizes out of reach."""

import json
import math

import pytest

from playground.program.outcomes import outcome
from playground.tensors.alignment_presets import OPERATORS, PRESETS, TRAPS
from playground.translations import LANGUAGES, _, use

from .visiting import html, visit, words


@pytest.fixture(autouse=True)
def english_again():
    yield
    use("en")


def drawn(at, component: str) -> list[dict]:
    """Return what the components of this name were given to draw."""
    return [
        json.loads(element.proto.json or element.proto.bytes)
        for element in at.get("bidi_component")
        if element.proto.component_name.endswith(component)
    ]


def sizes(at) -> list[int | None]:
    """Return the sizes of the result, from the left; None where there is a clash."""
    [table] = drawn(at, "playground_alignment")
    return [column["size"] for column in table["columns"]]


def cells(at) -> list[str]:
    """Return the cells of the result."""
    return drawn(at, "playground_grid")[0]["panels"][-1]["labels"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_visit_shows_a_row_added_to_a_matrix(language):
    use(language)
    at = visit("broadcasting", language)
    assert not at.error
    assert sizes(at) == [2, 3]
    assert cells(at) == ["2", "4", "6", "5", "7", "9"]
    assert _(PRESETS[0].summary) in words(at)
    rules = [column["rule"] for column in drawn(at, "playground_alignment")[0]["columns"]]
    assert rules == [
        _("No axis in {names}: it counts as 1 and is stretched to {size}.").format(names="B", size=2),
        _("Equal: all have {size}.").format(size=3),
    ]


def test_a_link_reopens_shapes_and_operator():
    at = visit("broadcasting", A="2, 1, 1", B="3, 1", C="4", op="*")
    assert sizes(at) == [2, 3, 4]
    assert len(cells(at)) == 24
    assert PRESETS[5].summary not in words(at)  # it adds


def test_typed_values_are_used_as_they_are():
    at = visit("broadcasting")
    at.text_input(key="A").input("[[10], [20]]").run()
    at.text_input(key="B").input("[1, 2]").run()
    assert cells(at) == ["11", "12", "21", "22"]


def test_a_preset_fills_the_fields():
    at = visit("broadcasting", C="9")
    for place, preset in enumerate(PRESETS):
        at.pills(key="broadcasting preset").select(place).run()
        assert not at.exception
        assert {key: at.session_state[key] for key in ("A", "B", "C", "op")} == preset.state
        assert preset.summary in words(at)


@pytest.mark.parametrize(("third", "shape"), [("", [2, 3]), ("4, 1, 1", [4, 2, 3])])
def test_every_operator_works_on_two_tensors_and_on_three(third, shape):
    at = visit("broadcasting", C=third, op="/")
    assert at.session_state["op"] == "/"
    for name in OPERATORS:
        at.pills(key="op").select(name).run()
        assert not at.error
        assert sizes(at) == shape
        assert len(cells(at)) == math.prod(shape)


@pytest.mark.parametrize(
    ("language", "rule"),
    [
        ("en", "A has 3, B has 2: they differ, and neither is 1."),
        ("ja", "A は 3、B は 2 で、等しくなく、どちらも 1 ではありません。"),
    ],
)
def test_a_clash_is_told_in_words_and_mended_in_one_click(language, rule):
    at = visit("broadcasting", language, A="2, 3", B="2")
    assert sizes(at) == [2, None]
    assert drawn(at, "playground_alignment")[0]["columns"][-1]["rule"].startswith(rule)
    assert "(2, 3)" in at.error[0].value
    assert any("must match the size of tensor b (2)" in code.value for code in at.code)
    at.button(key="broadcasting edit 0").click().run()
    assert not at.exception
    mended = next(code.value for code in at.code if code.value.startswith("A = "))
    assert outcome(mended).trace.error is None
    assert cells(at)
    at.text_input(key="B").input("3").run()
    assert not at.error
    assert not any(code.value.startswith("A = ") for code in at.code)


def test_what_cannot_be_read_is_told_and_the_last_good_view_stays():
    at = visit("broadcasting", A="4, 1", B="3")
    for typed in ("2, x", "[[1, 2], [3]]", "2, -1", "1, 2, 3, 4, 5, 6, 7", "9" * 50, "[", "nan"):
        at.text_input(key="A").input(typed).run()
        assert not at.exception
        assert len(at.error) == 1
        assert sizes(at) == [4, 3]


def test_an_emptied_field_is_a_number_and_an_empty_third_is_none():
    at = visit("broadcasting", B="", C="()")
    assert sizes(at) == [2, 3]
    [table] = drawn(at, "playground_alignment")
    assert table["names"] == ["A", "B", "C"]
    at.text_input(key="C").input(" ").run()
    assert drawn(at, "playground_alignment")[0]["names"] == ["A", "B"]


def test_single_numbers_have_nothing_to_align():
    at = visit("broadcasting", A="()", B="()")
    assert not at.error
    assert sizes(at) == []
    assert cells(at) == ["2"]


def test_an_axis_of_size_0_stretches_a_1_to_0():
    at = visit("broadcasting", A="2, 0", B="1")
    assert not at.error
    assert sizes(at) == [2, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_too_large_shows_shapes_and_bytes_alone(language):
    at = visit("broadcasting", language, A="100000, 1", B="100000")
    assert not at.error
    assert sizes(at) == [100000, 100000]
    assert any("37.25 GiB" in info.value for info in at.info)
    assert "<b>390.6 KiB</b>" in html(at)
    assert "<b>37.25 GiB</b>" in html(at)


def test_more_elements_than_can_be_counted_is_a_sentence():
    at = visit("broadcasting", A="1000000000, 1000000000, 1", B="1000000000")
    assert not at.exception
    assert sizes(at) == [10**9] * 3
    assert at.error


def test_a_tensor_that_cannot_be_made_leaves_a_sentence():
    at = visit("broadcasting", A=", ".join(["1000000000"] * 6))
    assert not at.exception
    assert at.error


def with_traps(language="en"):
    """A visit with the traps unfolded."""
    at = visit("broadcasting", language)
    at.session_state["traps"] = True
    return at.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trap_shows_both_ways(language):
    use(language)  # so AppTest finds the pills by their names
    at = with_traps(language)
    for place, trap in enumerate(TRAPS):
        at.pills(key="trap").select(place).run()
        assert not at.exception
        assert not at.error
        ways = [code.value for code in at.code if "\n# " in code.value]
        assert [way.partition("\n# ")[0] for way in ways] == [trap.wrong, trap.right]
        assert len({way.partition("\n# ")[2] for way in ways}) == 2


def test_the_loss_is_warned_of_in_pytorchs_words():
    at = with_traps()
    [warning] = at.warning
    assert "Using a target size (torch.Size([3])) that is different to the input size" in warning.value
    ends = [code.value.partition("\n# ")[2] for code in at.code]
    assert "tensor(1.3333)" in ends
    assert "tensor(0.)" in ends


def test_the_program_to_take_home_is_the_one_that_ran():
    at = visit("broadcasting", A="3, 1", B="3", op="*")
    at.session_state["broadcasting listing"] = True
    at.run()
    assert at.code[-1].value.endswith("\nresult = A * B")
    assert "import torch" in at.code[-1].value

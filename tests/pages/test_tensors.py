"""The pages on tensors, without a browser: what is typed, chosen and mistyped on them."""

import re

import pytest

from playground.tensors.creation import CREATIONS, PRESETS
from playground.tensors.families import JOINING_PRESETS, PRODUCT_PRESETS, PRODUCTS
from playground.tensors.presets import PROGRAMS
from playground.translations import LANGUAGES

from .visiting import grids, html, visit, words


def labels(at, panel: int = -1) -> list[str]:
    return grids(at)[0]["panels"][panel]["labels"]


# Make a tensor


@pytest.mark.parametrize("name", CREATIONS)
def test_every_way_makes_a_tensor_and_its_code_runs_as_shown(name):
    import numpy as np
    import torch

    at = visit("tensors", how=name)
    assert not at.error
    names = {"torch": torch, "np": np}
    exec(at.code[0].value, names)
    assert isinstance(names["x"], torch.Tensor)
    shape = tuple(names["x"].shape)
    assert f"x, shape {shape}, " in grids(at)[0]["panels"][-1]["description"]


@pytest.mark.parametrize("place", range(len(PRESETS)))
def test_a_preset_of_the_tensors_page_fills_its_controls(place):
    at = visit("tensors")
    at.pills(key="tensor preset").select(place).run()
    assert not at.exception
    assert not at.error
    assert PRESETS[place].summary in words(at)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "cannot be read"),
        ("[[1, 2], [3]]", "The rows of x differ in length: 2 in the first, 1 in x[1]."),
        ("[[1, 2], 3]", "x[1] is a number, but its neighbours are lists."),
        ("[1, 'two']", "cannot be read"),
        ("[1, two]", "cannot be read"),
        ("__import__('os').system('ls')", "cannot be read"),
        ("[" * 500, "cannot be read"),
        ("[[[[[[[1]]]]]]]", "at most 6"),
        ("[" + "1, " * 5000 + "]", "more than 4,096 values"),
    ],
)
def test_values_that_cannot_be_read_are_told_and_the_last_tensor_stays(typed, sentence):
    at = visit("tensors")
    before = labels(at)
    at.text_input(key="values").set_value(typed).run()
    assert not at.exception
    assert sentence in at.error[0].value
    assert labels(at) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2, -3", "the size -3; a size is 0 or more"),
        ("2; 3", "write whole numbers with commas"),
        ("2.5", "write whole numbers with commas"),
        ("1, 1, 1, 1, 1, 1, 1", "7 axes"),
        ("99999999999", "at most 1,000,000,000"),
    ],
)
def test_shapes_that_cannot_be_read_are_told(typed, sentence):
    at = visit("tensors", how="zeros")
    at.text_input(key="shape").set_value(typed).run()
    assert not at.exception
    assert sentence in at.error[0].value


def test_a_typed_shape_is_seen_at_once():
    at = visit("tensors", how="zeros")
    at.text_input(key="shape").set_value("(4, 1)").run()
    assert "x = torch.zeros(4, 1)" in at.code[0].value
    assert "torch.Size([4, 1])" in html(at)


def test_a_huge_shape_shows_its_bytes_and_why_it_was_not_made():
    at = visit("tensors", "ja", how="ones", shape="100000, 100000")
    assert not at.error
    assert "37.25 GiB" in at.info[0].value
    assert "torch.Size([100000, 100000])" in html(at)


def test_a_whole_number_out_of_reach_is_told_once_and_nothing_else_is():
    at = visit("tensors", values="[100000000000000000000000]")
    assert [each.value for each in at.info] == []
    [error] = at.error
    assert "64 bits" in error.value
    assert "What can be read off it" not in html(at)


def test_whole_numbers_with_requires_grad_are_explained_in_pytorchs_words():
    at = visit("tensors")
    at.toggle(key="requires_grad").set_value(True).run()
    assert not at.exception
    words_of_pytorch = "Only Tensors of floating point and complex dtype can require gradients"
    assert any(words_of_pytorch in block.value for block in at.code)


@pytest.mark.parametrize(
    ("typed", "dtype", "kept"),
    [("70000", "float16", "inf"), ("3.7", "int64", "3"), ("70000", "int8", "✗"), ("0.1", "float64", "0.1")],
)
def test_the_table_of_dtypes_tells_what_is_kept_of_a_number(typed, dtype, kept):
    at = visit("tensors")
    at.text_input(key="number").set_value(typed).run()
    assert re.search(rf">{dtype}</td><td[^>]*>{re.escape(kept)}", html(at))


@pytest.mark.parametrize("typed", ["abc", "10^23", "[1, 2]", ""])
def test_what_is_no_number_is_told_and_the_table_keeps_the_last_one(typed):
    at = visit("tensors")
    at.text_input(key="number").set_value("70000").run()
    at.text_input(key="number").set_value(typed).run()
    assert not at.exception
    assert [each.value for each in at.error] == [
        f"{typed!r} is not a number. Write one: 3.7, -2, 1e23, inf, nan or True."
    ]
    assert "torch.tensor(70000, dtype)" in html(at)


def test_a_stale_view_is_told_from_a_fresh_one():
    for slug, key, wrong in (("tensors", "values", "[1, "), ("operations", "A", "2, x"), ("broadcasting", "A", "2, x")):
        at = visit(slug)
        assert "pg-stale" not in html(at)
        at.text_input(key=key).set_value(wrong).run()
        assert "pg-stale" in html(at)


# Operations


def test_operations_opens_on_stack_beside_cat_with_the_same_tensors():
    at = visit("operations")
    stacked, joined = grids(at)
    assert stacked["panels"][-1]["description"].startswith("C, shape (2, 2, 2)")
    assert joined["panels"][-1]["description"].startswith("C, shape (4, 2)")
    assert stacked["panels"][0]["labels"] == joined["panels"][0]["labels"] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("dim", range(-4, 4))
def test_dim_goes_over_all_legal_values_and_one_step_outside(dim):
    at = visit("operations")
    at.slider(key="dim").set_value(dim).run()
    assert not at.exception
    legal = (-3 <= dim <= 2) + (-2 <= dim <= 1)
    assert len(grids(at)) == legal
    assert len(at.error) == 2 - legal
    said = [block.value for block in at.code if "IndexError" in block.value]
    assert len(said) == 2 - legal


@pytest.mark.parametrize("presets", [JOINING_PRESETS, PRODUCT_PRESETS])
def test_presets_of_operations_fill_both_fields(presets):
    view, key = ("stack, cat", "joining preset") if presets is JOINING_PRESETS else ("mm, mul", "product preset")
    at = visit("operations", view=view)
    for place, preset in enumerate(presets):
        at.pills(key=key).select(place).run()
        assert not at.exception
        assert (at.text_input(key="A").value, at.text_input(key="B").value) == (preset.A, preset.B)
        assert preset.summary in words(at)


def test_mm_beside_mul_and_the_arithmetic_of_every_cell():
    at = visit("operations", view="mm, mul")
    product, cells = grids(at)
    assert product["links"]["arithmetic"][0] == "1×5 + 2×7 = 19"
    assert cells["links"]["arithmetic"][0] == "1 × 5 = 5"


@pytest.mark.parametrize("name", PRODUCTS)
def test_every_product_is_shown_or_pytorch_says_why_not(name):
    at = visit("operations", view="mm, mul", A="2, 3", B="3", left=name)
    assert not at.exception
    expected = {"mul": "(2, 3)", "matmul": "(2,)", "mv": "(2,)"}.get(name)
    if expected:
        assert expected in grids(at)[0]["panels"][-1]["description"]
    else:
        assert at.error


def test_a_function_is_picked_from_the_catalogue_into_the_program():
    at = visit("operations", view="torch.*")
    at.selectbox(key="category").select("matrix").run()
    at.selectbox(key="function matrix").select("torch.outer").run()
    at.button(key="add").click().run()
    assert not at.exception
    assert not at.error
    assert at.session_state["lines text"].endswith("r1 = torch.outer(v, w)\n")
    assert grids(at)[0]["panels"][-1]["name"] == "r1"


def test_a_function_of_any_kind_goes_on_with_the_last_result():
    at = visit("operations", view="torch.*")
    assert at.selectbox(key="category").value == "all"
    for name in ("torch.exp", "torch.cumsum"):
        at.selectbox(key="function all").select(name).run()
        at.button(key="add").click().run()
    assert not at.error
    lines = at.session_state["lines text"].splitlines()
    assert len(lines) == 5
    assert lines[3].startswith("r1 = torch.exp(s")
    assert lines[4].startswith("r2 = torch.cumsum(r1")


def test_only_programs_with_random_numbers_ask_for_a_seed():
    at = visit("program")
    assert "seed" not in [each.key for each in at.number_input]
    at = visit("program", program="x = torch.randn(3)\n", seed="5")
    assert at.number_input(key="seed").value == 5


# The scratch pad


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(len(PROGRAMS)))
def test_a_preset_program_runs_and_says_what_to_look_for(language, place):
    at = visit("program", language)
    at.pills(key="program preset").select(place).run()
    assert not at.exception
    assert at.session_state["program text"] == PROGRAMS[place].source


def test_a_mistake_is_explained_beside_pytorchs_words_and_mended_with_one_click():
    at = visit("program", program="A = torch.ones(2, 3)\nB = torch.ones(2, 3)\nC = A @ B\n")
    assert "A has shape (2, 3) and B has shape (2, 3)" in at.error[0].value
    assert "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)" in at.code[0].value
    edits = [button for button in at.button if str(button.key).startswith("program edit")]
    assert edits
    edits[0].click().run()
    assert not at.error
    assert at.query_params["program"] == at.session_state["program text"] != ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "broken",
    ["x = (", "import os", "x = ().__class__", "lambda: 0", "x" * 30_000, "x = 1\n" * 300, "\x00", "a = '", "🙂", ")("],
    ids=range(10),
)
def test_a_link_with_a_broken_program_is_a_sentence(language, broken):
    at = visit("program", language, program=broken)
    assert not at.exception
    assert at.error or at.info


def test_while_a_line_cannot_be_read_the_last_good_view_stays():
    at = visit("program", program="A = torch.arange(4)\n")
    before = labels(at)
    at.session_state["program text"] = "A = torch.arange(4)\nB = A +"
    at.run()
    assert "This is not Python" in at.error[0].value
    assert labels(at) == before


def test_steps_go_back_and_forth():
    at = visit("program", program="a = torch.zeros(2)\nb = a + 1\nc = b * 2\n")
    assert "c = b * 2" in html(at)
    at.button(key="step back").click().run()
    assert "<code>b = a + 1</code>" in html(at)
    assert at.slider(key="step").value == 2
    at.button(key="step on").click().run()
    assert at.slider(key="step").value == 3


def test_the_program_to_take_home_runs_alone_and_gives_the_same():
    import torch

    at = visit("program", program="x = torch.rand(3)\ny = x * 2\n", seed="7")
    at.session_state["program listing"] = True
    at.run()
    names: dict = {}
    exec(at.code[-1].value, names)
    torch.manual_seed(7)
    assert torch.equal(names["y"], torch.rand(3) * 2)


@pytest.mark.parametrize("first", ["", "# nothing yet"])
def test_an_emptied_program_can_be_begun_anew(first):
    at = visit("program")
    at.session_state["program text"] = first
    at.run()
    at.session_state["program text"] = "x = torch.zeros(2)\ny = x + 1\n"
    at.run()
    assert not at.exception
    assert not at.error
    assert at.slider(key="step").value == 2


def test_presets_of_products_show_those_that_fit():
    at = visit("operations", view="mm, mul")
    for place in range(3, len(PRODUCT_PRESETS)):
        at.pills(key="product preset").select(place).run()
        assert not at.error

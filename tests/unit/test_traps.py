"""The gradient traps: what each program does here is what it does in plain Python; the right choice is the true one."""

import contextlib
import io
import math
import re
import warnings

import pytest
import torch

from playground.autograd.traps import THEMES, TRAPS, telling
from playground.autograd.traps.labs import DEPTHS, GOOD, Clipping, Depth, clipped, gradient_norms, steepness
from playground.program.listing import listing
from playground.program.outcomes import outcome

EVERY = pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
COVERED = {
    "adds_up", "backward_twice", "retain_graph", "in_place_saved", "in_place_leaf", "step_new_tensor", "detach",
    "no_grad", "frozen", "inference_mode", "new_loss", "numpy", "non_leaf", "non_scalar", "integers", "where_nan",
    "vanishing", "exploding", "clip_norm", "clip_value",
}  # fmt: skip


def plainly(code: str) -> tuple[str, list[str], str]:
    """Run code as Python does; return what it printed, its warnings, and its error."""
    printed, error = io.StringIO(), ""
    state, always = torch.get_rng_state(), torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            exec(compile(code, "plain", "exec"), {})
        except (RuntimeError, TypeError) as failure:
            error = f"{type(failure).__name__}: {failure}"
        finally:
            torch.set_rng_state(state)
            torch.set_warn_always(always)
    return printed.getvalue(), list(dict.fromkeys(str(each.message) for each in heard)), error


@EVERY
@pytest.mark.parametrize("way", ["falls", "mended"])
def test_a_program_does_in_plain_python_what_it_does_here(trap, way):
    source = {"falls": trap.falls, "mended": trap.mended}[way]
    told = telling(source)
    printed, heard, error = plainly(listing(source))
    assert told.printed == printed
    assert [text.partition(" (Triggered")[0] for text in told.warnings] == [
        text.partition(" (Triggered")[0] for text in heard
    ]
    assert (f"{told.error.type}: {told.error.message}" if told.error else "") == error


@EVERY
def test_exactly_one_choice_is_what_pytorch_really_does(trap):
    assert 3 <= len(trap.choices) <= 4
    assert len({choice.text for choice in trap.choices}) == len(trap.choices)
    fitting = [choice for choice in trap.choices if choice.fits(telling(trap.falls).text)]
    assert fitting == [trap.choices[trap.right()]]


@EVERY
def test_a_choice_in_figures_is_what_is_printed(trap):
    text = trap.choices[trap.right()].text
    told = telling(trap.falls)
    squeezed = re.sub(r"\s+", " ", told.printed)
    for code in re.findall(r"`((?:tensor|None)[^`]*)`", text):
        assert code in squeezed
    if "error" in text:
        assert told.error is not None
    for line in re.findall(r"line (\d+)", text):
        assert told.error.span.line == int(line)


@EVERY
def test_the_mended_program_runs_to_its_end_and_does_something_else(trap):
    mended = telling(trap.mended)
    assert mended.error is None
    assert mended.text != telling(trap.falls).text
    assert "nan" not in mended.printed
    for ending in mended.endings:
        assert ending.shown


@EVERY
def test_a_trap_is_all_there_and_short_enough_for_a_projector(trap):
    for text in (trap.title, trap.question, trap.why, trap.mending):
        assert text.strip() == text != ""
    assert "?" in trap.question
    for source in (trap.falls, trap.mended):
        lines = source.splitlines()
        assert len(lines) <= 10
        assert max(map(len, lines)) <= 64


def test_every_trap_of_the_coverage_list_is_here_once():
    assert set(TRAPS) >= COVERED
    assert sum(len(theme.traps) for theme in THEMES) == len(TRAPS)
    assert all(re.fullmatch("[a-z_]+", slug) for slug in TRAPS)


def also(slug: str) -> str:
    printed, _heard, error = plainly(f"import torch\n{TRAPS[slug].also.code}")
    assert error == ""
    return printed


def test_the_code_to_read_does_what_is_said_of_it():
    assert also("adds_up") == telling(TRAPS["adds_up"].mended).printed
    assert also("no_grad") == "tensor(12.)\nFalse\n"
    assert also("frozen") == "True None\n"
    assert also("clip_norm") == telling(TRAPS["clip_norm"].mended).printed.splitlines(keepends=True)[-1]


def test_the_decorator_is_the_context():
    inside = outcome("w = torch.tensor(2.0, requires_grad=True)\nwith torch.no_grad():\n    y = w ** 2 * 3\n").trace
    y = inside.steps[-1].names["y"]
    assert also("no_grad") == f"{y.data!r}\n{y.requires_grad}\n"


def test_gradients_that_add_up_say_12_then_24_then_12():
    assert telling(TRAPS["adds_up"].falls).printed == "tensor(12.)\ntensor(24.)\n"
    assert telling(TRAPS["adds_up"].mended).printed == "tensor(12.)\ntensor(12.)\n"


def test_what_the_names_hold_at_the_end():
    endings = {ending.name: ending for ending in telling(TRAPS["step_new_tensor"].falls).endings}
    assert endings["w"].value.grad_fn == "SubBackward0"
    assert endings["w"].grad == ""  # it keeps none, and asking for it would warn
    assert {ending.name: ending.grad for ending in telling(TRAPS["non_leaf"].mended).endings} == {
        "w": "12.", "h": "3.", "y": "",
    }  # fmt: skip


# The labs


@pytest.mark.parametrize("preset", DEPTHS, ids=lambda preset: preset.name)
def test_a_network_s_gradients_are_those_of_plain_torch(preset):
    depth = preset.depth
    with torch.random.fork_rng():
        torch.manual_seed(0)
        h = torch.randn(32, 64)
        weights = [torch.randn(64, 64) * depth.scale / 64**0.5 for _layer in range(depth.layers)]
    activation = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "none": torch.clone}
    h.requires_grad_()
    states = []
    for weight in weights:
        h = activation[depth.activation](h @ weight)
        states.append(h)
    gradients = torch.autograd.grad(h.sum(), states)
    assert gradient_norms(depth) == pytest.approx([gradient.norm().item() for gradient in gradients], rel=1e-3)


def test_gradients_vanish_explode_or_stay():
    slopes = [steepness(gradient_norms(preset.depth)) for preset in DEPTHS]
    assert slopes[0] < 1e-10
    assert slopes[1] < 1e-3
    assert slopes[2] > 1e3
    assert 0.1 < slopes[3] < 10
    assert DEPTHS[3].depth == GOOD
    assert gradient_norms(Depth(40, "sigmoid", 0.1))[0] == 0
    assert math.isinf(gradient_norms(Depth(40, "none", 4.0))[0])


def test_clipping_by_norm_keeps_the_direction_and_by_value_does_not():
    before, by_norm, by_value = clipped(Clipping(30, 4, 10))
    assert before.end == (30, 4)
    assert by_norm.length == pytest.approx(10, rel=1e-4)
    assert by_norm.turned == pytest.approx(0, abs=1e-3)
    assert by_value.end == (10, 4)
    assert by_value.turned == pytest.approx(math.degrees(math.atan2(4, 10) - math.atan2(4, 30)), rel=1e-4)


@pytest.mark.parametrize("first", [-40.0, 0.0, 3.0])
def test_a_gradient_within_the_limit_is_left_alone(first):
    before, *others = clipped(Clipping(first, 0.0, 50.0))
    for each in others:
        assert each.end == pytest.approx(before.end, abs=1e-4)
        assert each.turned == pytest.approx(0, abs=1e-3)

"""Gradient descent as a program: where it goes, told by closed forms; and what cannot be walked down."""

import contextlib
import io
import math

import pytest
import torch

from playground.autograd.descent import Descent, function_of, path, program
from playground.autograd.descent_curve import POINTS, heights, landscape_of, window_of
from playground.autograd.descent_presets import LANDSCAPES, PRESETS
from playground.autograd.descent_remarks import remarks
from playground.charts.descent import on_a_curve
from playground.charts.descent_map import on_a_map
from playground.translations import PlaygroundError

ROWS = [pytest.param(row, id=row.text) for row in LANDSCAPES]
GRADIENTS = {
    "x**2": lambda x: (2 * x,),
    "x**4 - 3*x**2 + x": lambda x: (4 * x**3 - 6 * x + 1,),
    "torch.sin(2*x) + x/3": lambda x: (2 * math.cos(2 * x) + 1 / 3,),
    "torch.abs(x)": lambda x: (math.copysign(1, x),),
    "torch.exp(2*x) - 2*x": lambda x: (2 * math.exp(2 * x) - 2,),
    "1 - torch.exp(-x**2)": lambda x: (2 * x * math.exp(-(x**2)),),
    "x**3": lambda x: (3 * x**2,),
    "x**2 + y**2": lambda x, y: (2 * x, 2 * y),
    "0.1*x**2 + 2*y**2": lambda x, y: (0.2 * x, 4 * y),
    "x**2 - y**2": lambda x, y: (2 * x, -2 * y),
    "(1 - x)**2 + 10*(y - x**2)**2": lambda x, y: (-2 * (1 - x) - 40 * x * (y - x**2), 20 * (y - x**2)),
    "(x**2 + y - 11)**2 + (x + y**2 - 7)**2": lambda x, y: (
        4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
        2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
    ),
}


def descent(text: str, start=None, lr: float = 0.1, steps: int = 0, move=None) -> Descent:
    function = function_of(text)
    return Descent(function, start or (2.5, 1.0)[: len(function.variables)], lr, steps, move)


def said(text: str, start=None, lr: float = 0.1, steps: int = 0) -> str:
    setting = descent(text, start, lr, steps)
    return " ".join(str(remark) for remark in remarks(setting, path(setting)))


@pytest.mark.parametrize("row", ROWS)
def test_every_gradient_is_the_one_of_calculus(row):
    found = path(descent(row.text, row.start, row.lr, 5))
    assert len(found.moments) == 6
    for moment in found.moments:
        assert moment.gradient == pytest.approx(GRADIENTS[row.text](*moment.at), rel=1e-3, abs=1e-5)


@pytest.mark.parametrize("lr", [0.005, 0.1, 0.5, 0.95, 1.05])
def test_on_a_parabola_each_step_multiplies_x_by_one_minus_twice_the_learning_rate(lr):
    found = path(descent("x**2", (2.5,), lr, 20))
    assert [moment.at[0] for moment in found.moments] == pytest.approx(
        [2.5 * (1 - 2 * lr) ** n for n in range(21)], rel=1e-4, abs=1e-6
    )


def test_in_a_ravine_each_variable_has_its_own_factor():
    found = path(descent("0.1*x**2 + 2*y**2", (-2.5, 1.0), 0.45, 10))
    assert found.now.at == pytest.approx((-2.5 * 0.91**10, 0.8**10), rel=1e-4)


@pytest.mark.parametrize("move", [-1.0, 0.25, 2.0])
def test_on_a_parabola_the_tangent_is_wrong_by_the_square_of_the_step(move):
    trial = path(descent("x**2", (1.5,), move=(move,))).trial
    assert trial.predicted == pytest.approx(3 * move)
    assert trial.real - trial.predicted == pytest.approx(move**2, rel=1e-5)


def test_along_a_contour_line_the_gradient_promises_no_change():
    trial = path(descent("x**2 + y**2", (1.0, 2.0), move=(2.0, -1.0))).trial
    assert trial.predicted == pytest.approx(0)
    assert trial.at == pytest.approx((3, 1))


def test_the_next_step_is_where_the_path_then_goes():
    for preset in PRESETS:
        start = (preset.x0,) if preset.y0 is None else (preset.x0, preset.y0)
        before, after = (path(descent(preset.f, start, preset.lr, steps)) for steps in (3, 4))
        assert before.trial.at == after.now.at
        assert before.moments == after.moments[:-1]
        assert before.trial.real == pytest.approx(after.now.value - before.now.value, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("steps", [0, 4])
@pytest.mark.parametrize("text", ["x", "x**4 - 3*x**2 + x", "x**2 - y**2"])
def test_the_program_gives_the_same_numbers_in_plain_python(text, steps):
    setting = descent(text, steps=steps)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program(setting), {"torch": torch})
    here, ahead = ([float(each) for each in line.split()] for line in out.getvalue().splitlines())
    found = path(setting)
    assert here == [*found.now.at, found.now.value, *found.now.gradient]
    assert ahead == [found.trial.predicted, found.trial.real]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write a function"),
        ("   ", "Write a function"),
        ("x**", "cannot be read"),
        ("x; x", "cannot be read"),
        ("x = 3", "cannot be read"),
        ("x\n+ 1", "cannot be read"),
        ("\0", "cannot be read"),
        ("(" * 150 + "x" + ")" * 49, "cannot be read"),
        ("x + " * 100 + "x", "at most 200"),
        ("3", "does not depend on x"),
        ("y**2", "does not depend on x"),
        ("f + x", "f cannot be used"),
        ("x * step", "step cannot be used"),
    ],
)
def test_what_is_no_function_of_x_is_told(text, words):
    with pytest.raises(PlaygroundError, match=words):
        function_of(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sin(x)", "not in this playground's catalogue"),
        ("x + z", "no variable z"),
        ("x.__class__", "underscores"),
        ("open('x', x)", "catalogue"),
        ("(lambda: x)()", "Only functions and methods|lambda"),
        ("torch.stack([x, x])", "shape torch.Size|shape \\(2,\\)"),
        ("x * 1j", "real number"),
        ("x > 0", "real number"),
        ("x.item()", "type float"),
        ("[x]", "type list"),
        ("x.detach()", "cut off"),
        ("x + y.detach()", "No gradient comes back to y"),
        ("torch.rand(()) * x", "random"),
        ("torch.nn.functional.dropout(x)", "random"),
        ("x.data.mul_(2) + x", "must not change x"),
        ("x.mul_(2)", "change it in place"),
        ("torch.zeros(100_000, 100_000).sum() * x", "GiB"),
    ],
)
def test_what_has_no_slope_is_told(text, words):
    with pytest.raises(PlaygroundError, match=words):
        path(descent(text, steps=2))


@pytest.mark.parametrize("row", ROWS)
def test_the_picture_is_of_the_function(row):
    setting = descent(row.text, row.start, row.lr)
    window = window_of(setting, path(setting))
    assert (window.middle, window.half) == (row.middle, row.half)
    ground = heights(setting.function, window)
    names = dict(zip("xy", map(torch.tensor, ground.axes), strict=False))
    if "y" in names:
        names["y"] = names["y"].unsqueeze(1)
    wanted = eval(row.text, {"torch": torch}, names).tolist()
    for mine, other in zip(ground.values, wanted if "y" in names else [wanted], strict=True):
        assert mine == pytest.approx(other, rel=1e-3, abs=1e-4)
    draw = on_a_map if len(ground.axes) == 2 else on_a_curve
    assert draw(ground, window, path(setting))["data"]


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("x.max() ** 2", lambda x: x * x),
        ("x if x > 0 else -2 * x", lambda x: x if x > 0 else -2 * x),
        ("torch.stack([x, 2 * x]).sum()", lambda x: 3 * x),
        ("x / (x.abs().max() + 1)", lambda x: x / (abs(x) + 1)),
    ],
)
def test_what_is_not_worked_out_cell_by_cell_is_drawn_place_by_place(text, height):
    setting = descent(text)
    ground = heights(setting.function, window_of(setting, path(setting)))
    assert ground.values[0] == pytest.approx([height(x) for x in ground.axes[0]], rel=1e-3, abs=1e-5)


def test_a_plane_is_drawn_place_by_place_too():
    setting = descent("torch.maximum(x, y).max() + 0 * x")
    ground = heights(setting.function, window_of(setting, path(setting)))
    assert len(ground.axes[0]) < POINTS[2]
    assert ground.values[3][7] == pytest.approx(max(ground.axes[0][7], ground.axes[1][3]), abs=1e-5)


def test_where_f_is_not_finite_nothing_is_drawn():
    setting = descent("torch.log(x)")
    ground = heights(setting.function, window_of(setting, path(setting)))
    assert all((value is None) == (x <= 1e-9) for x, value in zip(ground.axes[0], ground.values[0], strict=True))
    nowhere = descent("torch.log(-x**2 - 1)")
    found = path(nowhere)
    window = window_of(nowhere, found)
    assert set(heights(nowhere.function, window).values[0]) == {None}
    assert on_a_curve(heights(nowhere.function, window), window, found)["data"][-1]["x"] == []


def test_the_picture_holds_the_start_and_stands_still_from_step_to_step():
    far = descent("x**2", (40.0,), 0.1)
    assert window_of(far, path(far)).holds((40.0,))
    windows = {window_of(each, path(each)) for each in (descent("x**2", steps=n) for n in range(20))}
    assert len(windows) == 1
    diverging = descent("x**2", (2.5,), 1.05, 100)
    window = window_of(diverging, path(diverging))
    assert not window.holds(path(diverging).now.at)
    assert window.half[0] < 20


@pytest.mark.parametrize("steps", [0, 1, 5, 60, 100])
def test_a_picture_has_finite_numbers_only(steps):
    for lr in (0.1, 1.05, 1000.0):
        for text in ("x**4", "x**4 - y**4"):
            setting = descent(text, lr=lr, steps=steps)
            found = path(setting)
            window = window_of(setting, found)
            draw = on_a_map if "y" in text else on_a_curve
            drawing = draw(heights(setting.function, window), window, found)
            text = str([trace for trace in drawing["data"] if trace["type"] == "scatter"])
            assert "nan" not in text
            assert "inf" not in text.replace("hoverinfo", "")


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        ("", ("x**2", (2.5,), 0.1, 5)),
        ("changed its sign", ("x**2", (2.5,), 0.95, 3)),
        ("f has grown 6 times", ("x**2", (2.5,), 1.05, 6)),
        ("landed higher", ("x**2", (2.5,), 1.05, 1)),
        ("no finite number any more", ("x**4", (2.5,), 1.0, 10)),
        ("falls without end", ("x**3", (-2.0,), 0.5, 20)),
        ("exactly 0", ("x**3", (0.0,), 0.1, 0)),
        ("exactly 0", ("x**2 - y**2", (0.0, 0.0), 0.1, 3)),
        ("nearly flat", ("1 - torch.exp(-x**2)", (4.0,), 0.1, 1)),
        ("zigzag", ("0.1*x**2 + 2*y**2", (-2.5, 1.0), 0.45, 3)),
        ("At the start f is nan", ("torch.log(x)", (-1.0,), 0.1, 3)),
        ("no finite number: the next", ("torch.sqrt(x)", (0.0,), 0.1, 0)),
        ("nothing moves", ("x**2", (2.5,), 0.0, 3)),
        ("uphill", ("x**2", (2.5,), -0.1, 3)),
    ],
)
def test_what_a_teacher_would_say(words, setting):
    spoken = said(*setting)
    assert words in spoken if words else spoken == ""


def test_every_landscape_is_known_again_and_every_preset_is_one():
    assert all(landscape_of(function_of(row.text)) is row for row in LANDSCAPES)
    assert all(landscape_of(function_of(preset.f)) for preset in PRESETS)

"""Races: the paths are those that plain PyTorch walks, and what goes wrong is told."""

import contextlib
import io
import math
import re

import pytest
import torch

from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.race import EVALUATIONS, RACERS, Course, Racer, is_known, noise_of, paths, race
from playground.optimization.race_presets import PRESETS, RATES
from playground.optimization.race_script import script
from playground.optimization.racers import all_written, read, read_racer, written
from playground.optimization.surfaces import SURFACES
from playground.translations import PlaygroundError

STEEP, LEVEL = 4.0, 0.04  # curvatures of the ravine


def run(text: str, course: Course):
    return race(course, [read_racer(text)])[0]


def test_sgd_in_the_ravine_follows_its_closed_form():
    path = run("SGD(lr=0.3)", Course("ravine", (-5, 2), 40))
    for t, (x, y) in enumerate(path.places.tolist()):
        assert x == pytest.approx(-5 * (1 - 0.3 * LEVEL) ** t)
        assert y == pytest.approx(2 * (1 - 0.3 * STEEP) ** t)
    assert path.losses[3].item() == pytest.approx(
        LEVEL / 2 * path.places[3, 0] ** 2 + STEEP / 2 * path.places[3, 1] ** 2
    )
    assert path.gradients[0].tolist() == pytest.approx([-5 * LEVEL, 2 * STEEP])
    assert path.lengths[0].item() == pytest.approx(0.3 * math.hypot(5 * LEVEL, 2 * STEEP))
    assert path.ended is None


def test_adams_first_step_is_as_long_as_its_rate_in_each_direction():
    path = run("Adam(lr=0.3)", Course("ravine", (-5, 2), 1))
    assert (path.places[1] - path.places[0]).tolist() == pytest.approx([0.3, -0.3], rel=1e-6)
    assert path.states["exp_avg"][0].isnan().all()
    assert path.states["exp_avg"][1].tolist() == pytest.approx((0.1 * path.gradients[0]).tolist())


@pytest.mark.parametrize("name", SURFACES)
def test_the_minima_of_a_surface_are_its_lowest_points(name):
    surface = SURFACES[name]
    minima = torch.tensor(surface.minima, dtype=torch.float64)
    lowest = surface.f(minima)
    assert lowest.max() - lowest.min() < 1e-9
    grid = torch.cartesian_prod(
        *(torch.linspace(a, b, 201).double() for a, b in zip(surface.low, surface.high, strict=True))
    )
    assert surface.f(grid).min() >= lowest.min() - 1e-9
    inside = (minima >= torch.tensor(surface.low)) & (minima <= torch.tensor(surface.high))
    assert inside.all()
    for start in surface.starts:
        assert surface.f(torch.tensor(start)).isfinite()


@pytest.mark.parametrize("noise", [0.0, 5.0])
def test_the_code_to_take_home_ends_where_the_racers_end(noise):
    course = Course("rastrigin", (-3.3, 2.3), 25, noise=noise, seed=3)
    racers = [Racer(name, (("lr", RATES[name]),)) for name in ALL_OPTIMIZERS]
    found = dict(zip(racers, race(course, racers), strict=True))
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(script(course, racers), "race", "exec"), {})
    lines = output.getvalue().splitlines()
    assert len(lines) == len(racers)
    for (racer, path), line in zip(found.items(), lines, strict=True):
        *place, loss = map(float, re.findall(r"[-+\d.e]+", line.rpartition(": ")[2].replace("loss", "")))
        assert line.startswith(written(racer))
        if path.ended is not None:  # the code goes on to the last step
            assert racer.optimizer == "LBFGS"
            continue
        assert place == pytest.approx(path.places[-1].tolist(), rel=1e-9, abs=1e-9)
        assert loss == pytest.approx(path.losses[-1].item(), rel=1e-9, abs=1e-9)


def test_racers_run_as_if_they_were_alone_and_all_get_the_same_noise():
    course = Course("himmelblau", (0.5, 4), 20, noise=2.0)
    texts = ["SGD(lr=0.01)", "Adam(lr=0.3)", "LBFGS(lr=1.0)", "Muon(lr=0.1)"]
    together = race(course, [read_racer(text) for text in texts])
    for text, path in zip(texts, together, strict=True):
        torch.testing.assert_close(run(text, course).places, path.places)
    noise = noise_of(course)
    clean = 4 * 0.5 * (0.25 + 4 - 11) + 2 * (0.5 + 16 - 7)  # ∂f/∂x of Himmelblau's function
    assert together[0].gradients[0, 0].item() == pytest.approx(clean + noise[0, 0].item())
    assert together[0].losses[0].item() == pytest.approx((0.25 + 4 - 11) ** 2 + (0.5 + 16 - 7) ** 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SGD(lr=0.6)", "diverged: step"),
        ("SGD(lr=1000000000.0)", "diverged: step 1 threw it"),
        ("SGD(lr=nan)", "diverged: after step 1 its place is not a number"),
    ],
)
def test_divergence_ends_a_path_and_is_told(text, said):
    path = run(text, Course("ravine", (-5, 2), 200))
    assert path.steps < 200
    assert path.places.isfinite().all()
    assert path.losses.isfinite().all()
    assert said in path.ended.text()


def test_a_race_may_begin_far_outside():
    path = run("SGD(lr=0.1)", Course("rosenbrock", (1e4, -1e4), 3))
    assert path.places[0].tolist() == [1e4, -1e4]
    assert path.steps == 0
    assert "diverged: step 1" in path.ended.text()


def test_a_rate_of_0_moves_nothing():
    path = run("Adam(lr=0.0)", Course("bowl", (1, 1), 5))
    assert (path.places == 1).all()
    assert path.lengths.tolist() == [0.0] * 5


def test_lbfgs_may_not_ask_for_the_loss_without_end():
    path = run("LBFGS(lr=0.1, max_iter=50)", Course("bowl", (1, 1), 20, noise=1.0))
    assert "asked for the loss" in path.ended.text()
    assert path.evaluations == EVALUATIONS * 20 + 50


def test_only_new_racers_are_walked():
    course = Course("beale", (0.5, -1.5), 7, seed=99)
    first, second = read_racer("SGD(lr=0.001)"), read_racer("Adam(lr=0.1)")
    [known] = paths(course, [first])
    assert is_known(course, first)
    assert not is_known(course, second)
    assert paths(course, [second, first, first])[1:] == (known, known)


@pytest.mark.parametrize(
    "text",
    [
        "SGD(lr=0.01, momentum=0.9, nesterov=True)",
        "Adam(lr=0.1, betas=(0.5, 0.99))",
        "LBFGS(lr=1.0, max_iter=4, line_search_fn='strong_wolfe')",
    ],
)
def test_a_racer_is_read_as_it_is_written(text):
    racer = read_racer(text)
    assert written(racer) == text
    assert read_racer(text.replace(" ", "").replace("'", "")) == racer


def test_defaults_are_left_out_but_the_rate():
    assert written(read_racer("AdamW(weight_decay=0.01)")) == "AdamW(lr=0.001)"
    assert written(read_racer("SGD")) == "SGD(lr=0.1)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Foo(lr=1)", "it must be one of: Adam"),
        ("SGD(lr=0.1", "cannot be read as a racer"),
        ("SGD(lr)", "settings are written like"),
        ("SGD(rate=1)", "has no setting 'rate'; it has: lr, momentum"),
        ("SGD(lr=fast)", "SGD.lr is 'fast'"),
        ("SGD(lr=1, nesterov=1)", "must be true or false"),
        ("Adam(betas=0.9)", "must be 2 numbers"),
        ("Adam(betas=(0.9, 0.99, 0.999))", "must be 2 numbers"),
        ("LBFGS(max_iter=1000000)", "from 1 to 50"),
        ("LBFGS(line_search_fn=armijo)", "must be one of: None, strong_wolfe"),
        ("SGD(lr=__import__('os').system('x'))", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told(text, said):
    with pytest.raises(PlaygroundError, match=re.escape(said)):
        read_racer(text)
    [entry] = read(text)
    assert not entry.starts
    assert entry.problem is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SGD(lr=-0.1)", "Invalid learning rate: -0.1"),
        ("SGD(lr=0.1, nesterov=True)", "Nesterov momentum requires a momentum and zero dampening"),
        ("Adam(lr=0.1, betas=(0.9, 1.5))", "Invalid beta parameter at index 1: 1.5"),
        ("Rprop(lr=0.1, etas=(2.0, 3.0))", "Invalid eta values: 2.0, 3.0"),
    ],
)
def test_settings_that_do_not_fit_are_refused_in_pytorchs_words(text, said):
    [entry] = read(text)
    assert not entry.starts
    assert said in entry.problem.text()


def test_no_more_racers_than_colours():
    assert len(read("SGD;" * 50)) == RACERS


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_written_as_its_racers_are(preset):
    entries = read(preset.racers)
    assert all(entry.starts for entry in entries)
    assert all_written(entry.racer for entry in entries) == preset.racers

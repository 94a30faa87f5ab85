import base64
import contextlib
import io

import numpy
import pytest
import sklearn.datasets
import torch
from PIL import Image
from torch.utils.data import Dataset

from playground.datasets import DATASETS, SPLITS, Digits, split
from playground.datasets.listing import listing
from playground.datasets.opened import MOST_LOOKED_AT, Opened, open_row, open_text, png
from playground.datasets.parts import split_in_order
from playground.datasets.statistics import histogram
from playground.translations import PlaygroundError


def test_the_digits_are_scikit_learns():
    data = Digits()
    images, labels = data.images, data.targets
    original = sklearn.datasets.load_digits()
    assert images.shape == (1797, 1, 8, 8)
    assert numpy.array_equal((images * 16).numpy()[:, 0], original.images)
    assert numpy.array_equal(labels.numpy(), original.target)
    assert (images.min(), images.max()) == (0, 1)


def test_the_parts_are_disjoint_and_together_everything():
    labels = Digits().targets
    parts = split(labels, 0.15, 0.2, seed=3)
    assert sorted(torch.cat(parts).tolist()) == list(range(1797))


def test_every_class_is_in_each_part_in_proportion():
    labels = Digits().targets
    whole = labels.bincount()
    for part, fraction in zip(split(labels, 0.15, 0.2, seed=3), (0.65, 0.15, 0.2), strict=True):
        assert torch.all((labels[part].bincount() - whole * fraction).abs() <= 1)


def test_the_same_seed_parts_alike_and_another_otherwise():
    labels = Digits().targets
    first, again, other = (split(labels, 0.15, 0.15, seed)[2] for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_no_draw_touches_the_global_random_numbers():
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    split(Digits().targets, 0.15, 0.15, seed=9)
    assert torch.equal(torch.rand(1), expected)


WITHOUT_DOWNLOAD = [name for name, row in DATASETS.items() if not row.download]


@pytest.mark.parametrize("name", WITHOUT_DOWNLOAD)
def test_every_data_set_is_what_its_kind_says(name):
    row = DATASETS[name]
    data = row.make()
    inputs, target = data[-1]
    assert len(data) == len(data.targets)
    assert torch.equal(target, data.targets[-1])
    with pytest.raises(IndexError):
        data[len(data)]
    if row.kind == "pictures":
        assert inputs.ndim == 3
        assert 0 <= inputs.min() <= inputs.max() <= 1
    elif row.kind == "points":
        assert inputs.shape == (2,)
    elif row.kind == "line":
        assert (inputs.shape, target.shape) == ((1,), (1,))
    elif row.kind == "series":
        assert (inputs.shape[1], target.shape) == (1, (1,))
    elif row.kind == "text":
        assert torch.equal(target[:-1], inputs[1:])
    if row.classes:
        assert data.targets.unique().tolist() == list(range(len(row.classes)))
    assert not row.shape or inputs.shape == row.shape
    assert row.source
    assert row.licence


@pytest.mark.parametrize("name", WITHOUT_DOWNLOAD)
def test_the_program_to_take_home_runs_alone_and_says_what_the_page_shows(name):
    row = DATASETS[name]
    opened = open_row(name, row.complete({}, name))
    arguments = {"validation_fraction": 0.2, "test_fraction": 0.1, "seed": 4}
    code = listing(opened, 7, arguments)
    assert "playground" not in code
    printed, values = io.StringIO(), {}
    with contextlib.redirect_stdout(printed):
        exec(code, values)
    inputs, target = opened.data[7]
    assert torch.equal(values["inputs"], inputs)
    assert torch.equal(values["target"], target)
    parts = SPLITS[row.kind](opened.targets, **arguments)
    assert printed.getvalue().splitlines()[0] == str(len(opened))
    assert printed.getvalue().splitlines()[-1] == " ".join(str(len(part)) for part in parts)
    assert all(torch.equal(values[key], part) for key, part in zip(("train", "validation", "test"), parts, strict=True))


def test_circles_have_their_radii_and_moons_their_gap():
    circles = DATASETS["circles"].make(noise=0.0, factor=0.3)
    radii = circles.points.norm(dim=1)
    assert torch.allclose(radii, torch.where(circles.targets == 1, 0.3, 1.0))
    moons = DATASETS["moons"].make(noise=0.0)
    lower = moons.points[moons.targets == 1]
    assert torch.allclose((lower - torch.tensor([1.0, 0.5])).norm(dim=1), torch.ones(len(lower)), atol=1e-6)


def test_a_point_of_a_spiral_lies_where_its_radius_says():
    data = DATASETS["spirals"].make(noise=0.0, turns=1.0)
    radius = data.points.norm(dim=1)
    angle = torch.atan2(data.points[:, 1], data.points[:, 0])
    difference = angle - 2 * torch.pi * radius - torch.pi * data.targets
    assert torch.allclose((difference / 2).sin().abs(), torch.zeros(len(data)), atol=1e-4)


def test_exclusive_or_is_the_sign_of_the_product():
    data = DATASETS["xor"].make(noise=0.0)
    assert torch.equal(data.targets, (data.points.prod(dim=1) < 0).long())


def test_blobs_have_as_many_classes_as_asked_for_and_the_spread():
    data = DATASETS["blobs"].make(n_samples=5000, n_classes=4, cluster_std=0.5)
    assert data.classes == list("0123")
    assert torch.allclose(data.points[data.targets == 2].std(dim=0), torch.tensor(0.5), atol=0.05)


def test_a_line_without_noise_is_the_line():
    data = DATASETS["line"].make(noise=0.0, slope=-3.0, intercept=0.5, points=31)
    assert len(data) == 31
    assert numpy.allclose(data.targets, -3 * numpy.linspace(-1, 2, 31)[:, None] + 0.5, atol=1e-6)
    strays = (
        DATASETS["line"].make(noise=0.5, points=1000).targets - DATASETS["line"].make(noise=0.0, points=1000).targets
    )
    assert strays.std().item() == pytest.approx(0.5, rel=0.1)


def test_the_default_wave_is_200_points_of_a_sine_over_10_pi_in_windows_of_10():
    data = DATASETS["waves"].make()
    expected = numpy.sin(numpy.linspace(0, 10 * numpy.pi, 200))
    assert numpy.allclose(data.series, expected, atol=1e-5)
    inputs, target = data[42]
    assert numpy.allclose(inputs[:, 0], expected[42:52], atol=1e-5)
    assert target.item() == pytest.approx(expected[52], abs=1e-5)
    assert len(data) == 190


def test_waves_are_what_they_are_called():
    make = DATASETS["waves"].make
    assert set(make(wave="square").series.tolist()) <= {-1.0, 0.0, 1.0}
    damped = make(wave="damped").series.abs()
    assert damped[:40].max() > 0.8
    assert damped[-40:].max() < 0.1
    noise = make(noise=0.3, n_points=5000).series - make(n_points=5000).series
    assert noise.std().item() == pytest.approx(0.3, rel=0.05)


def test_the_sunspots_are_those_that_were_counted():
    data = DATASETS["sunspots"].make()
    by_year = dict(zip(data.times.tolist(), (100 * data.series).tolist(), strict=True))
    assert (len(by_year), by_year[1700], by_year[2008]) == (309, pytest.approx(5), pytest.approx(2.9))
    assert max(by_year, key=by_year.get) == 1957
    assert by_year[1957] == pytest.approx(190.2)


@pytest.mark.parametrize("book", ["Alice", "Botchan"])
def test_the_numbers_of_a_text_spell_it(book):
    data = DATASETS["characters"].make(book=book)
    inputs, target = data[100]
    assert "".join(data.characters[i] for i in inputs) == data.text[100:120]
    assert "".join(data.characters[i] for i in target) == data.text[101:121]


def test_windows_are_split_in_time_and_no_target_is_in_two_parts():
    data = DATASETS["characters"].make(length=20)
    places = [
        {place for index in part.tolist() for place in range(index + 1, index + 21)}
        for part in split_in_order(data.targets, 0.2, 0.2, seed=0)
    ]
    assert max(places[0]) < min(places[1])
    assert max(places[1]) < min(places[2])
    series = DATASETS["sunspots"].make()
    assert torch.equal(torch.cat(split_in_order(series.targets, 0.15, 0.15, seed=0)), torch.arange(len(series)))


def test_numbers_that_are_no_classes_are_drawn_alike():
    parts = split(torch.rand(100, 1), 0.2, 0.1, seed=0)
    assert [len(part) for part in parts] == [70, 20, 10]
    assert sorted(torch.cat(parts).tolist()) == list(range(100))


def test_statistics_are_numpys():
    opened = open_row("digits", {})
    images = sklearn.datasets.load_digits().images / 16
    [found] = opened.statistics
    assert (found.mean, found.std) == (pytest.approx(images.mean()), pytest.approx(images.std()))
    labels = sklearn.datasets.load_digits().target
    assert opened.counts == numpy.bincount(labels).tolist()
    assert numpy.allclose(opened.means[7][0], images[labels == 7].mean(axis=0), atol=1e-6)
    assert opened.of_class(7).tolist() == numpy.flatnonzero(labels == 7).tolist()


def test_a_histogram_counts_every_finite_value():
    bars = histogram(torch.tensor([0.0, 0.1, 0.9, 1.0, torch.inf]), bars=2)
    assert [count for _low, _high, count in bars] == [2, 2]
    assert histogram(torch.tensor([])) == []
    assert histogram(torch.full((3,), 2.0)) == [(2.0, 2.0, 3)]


def test_a_picture_is_sent_with_the_values_it_has():
    picture = torch.rand(3, 5, 4)
    decoded = numpy.asarray(Image.open(io.BytesIO(base64.b64decode(png(picture)))))
    assert numpy.array_equal(decoded, (picture * 255).round().permute(1, 2, 0).byte().numpy())


class Many(Dataset):
    """60,000 grey pictures that count how often they are asked for."""

    def __init__(self):
        self.targets = torch.arange(60_000) % 10
        self.asked = 0

    def __len__(self):
        return 60_000

    def __getitem__(self, index):
        self.asked += 1
        return torch.full((1, 28, 28), 0.5), self.targets[index]


def test_of_many_pictures_only_those_shown_are_asked_for():
    data = Many()
    opened = Opened(data, "pictures", tuple("0123456789"), "Many()")
    for index in opened.of_class(3)[60:120].tolist() * 2:
        opened.png(index)
    assert data.asked == 60
    assert opened.counts == [6000] * 10
    assert [round(each.mean, 3) for each in opened.statistics] == [0.5]
    assert data.asked <= MOST_LOOKED_AT + 100


def test_a_text_of_ones_own_must_fit_its_windows():
    opened = open_text("abracadabra " * 5, 10)
    assert len(opened) == 50
    assert opened.character_counts[0] == ("a", 25)
    for text in ("too short", "x" * 5_001):
        with pytest.raises(PlaygroundError, match="characters"):
            open_text(text, 10)

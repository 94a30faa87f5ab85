"""Transforms: their signatures, chains as text, what each step makes, why it breaks, and the code that is shown."""

import inspect

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn.functional import one_hot
from torchvision.transforms import v2

from playground.datasets.transforms import (
    MOST,
    PRESETS,
    TRANSFORMS,
    Source,
    chain_result,
    fresh,
    parse,
    pictures,
    running,
    script,
    step,
    target,
    text_of,
)
from playground.datasets.transforms.arguments import plain
from playground.datasets.transforms.pictures import class_name
from playground.datasets.transforms.records import look
from playground.datasets.transforms.running import DRAWS, PIXELS, run_chain
from playground.translations import PlaygroundError

TENSOR = "ToImage(),ToDtype(dtype=torch.float32,scale=True)"
IMAGENET = "Normalize(mean=(0.485,0.456,0.406),std=(0.229,0.224,0.225))"
PHOTO = pictures(Source("photos"))[0][0]


def result(chain: str, name: str = "photos", index: int = 0, seed: int = 0):
    return chain_result(parse(chain), Source(name), index, seed)


def last(chain: str, name: str = "photos", seed: int = 0):
    found = result(chain, name, 0, seed)
    assert found.broken is None
    return found.stages[-1]


# The table


def test_there_are_many_transforms_and_each_says_which_arguments_of_its_signature_it_offers():
    assert len(TRANSFORMS) >= 28
    for row in TRANSFORMS.values():
        signature = inspect.signature(row.make).parameters
        offered = [argument.name for argument in row.arguments]
        assert sorted([*offered, *row.left_out]) == sorted(signature), row.name
        for argument in row.arguments:
            default = signature[argument.name].default
            assert argument.required == (default is inspect.Parameter.empty)
            assert argument.required or argument.default == plain(default)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_every_transform_starts_with_what_its_class_takes_and_its_text_says_the_same(name):
    new = fresh(name)
    assert isinstance(new.make(), v2.Transform)
    assert parse(str(new)) == (new,)


def test_an_argument_that_the_signature_has_lost_is_an_error():
    from playground.datasets.transforms.arguments import Limits
    from playground.datasets.transforms.table import _row

    with pytest.raises(KeyError, match="Resize has no sizes; its signature is"):
        _row("Resize", "", sizes=Limits(""))


# Chains as text


def test_a_chain_is_read_and_written_alike():
    text = "~Resize(size=(32,48)),RandomRotation(degrees=(-10.0,20.0),expand=True),ToDtype(dtype=torch.uint8)"
    steps = parse(text)
    assert text_of(steps) == text
    assert [each.on for each in steps] == [False, True, True]
    assert steps[2].make().dtype is torch.uint8
    assert steps[1].call() == "v2.RandomRotation(degrees=(-10.0, 20.0), expand=True)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Resize(size=30000)", "from 1 to 400"),
        ("Resize()", "Resize needs size"),
        ("Resize(64)", "cannot be read at: Resize\\(64\\)"),
        ("Resize(size=64", "cannot be read"),
        ("Resize(size=(1,2,3))", "this many: 1, 2"),
        ("Resize(size=n)", "cannot be read at: n"),
        ("Resize(width=3)", "no setting width; it has: size"),
        ("Explode(p=1.0)", "must be one of: ToImage"),
        ("RandomErasing(scale=(0.5,0.1))", "first number is the lower end"),
        ("GaussianBlur(kernel_size=99)", "from 1 to 11"),
        ("ToDtype(dtype=torch.load)", "must be one of: torch.float32"),
        ("__import__('os').system('ls')", "cannot be read"),
        ("Resize(size=64)]+[Resize(size=2)", "cannot be read"),
        ("(" * 900, "cannot be read"),
        ("x" * 5000, "5000 characters"),
        (",".join(["RGB()"] * (MOST + 1)), "13 steps; 12 are the most"),
    ],
)
def test_what_cannot_be_read_is_told_and_never_evaluated(text, said):
    with pytest.raises(PlaygroundError, match=said):
        parse(text)


# Running


def test_every_step_has_shape_dtype_and_range():
    shapes = [
        (each.look.kind, each.look.shape, each.look.dtype, each.look.low >= 0, each.look.high <= 1)
        for each in result(f"Resize(size=(20,30)),{TENSOR},{IMAGENET}").stages
    ]
    assert shapes == [
        ("PIL.Image", PHOTO.size, "RGB", True, False),
        ("PIL.Image", (30, 20), "RGB", True, False),
        ("tv_tensors.Image", (3, 20, 30), "torch.uint8", True, False),
        ("tv_tensors.Image", (3, 20, 30), "torch.float32", True, True),
        ("tv_tensors.Image", (3, 20, 30), "torch.float32", False, False),
    ]


def test_mean_spread_and_counts_are_those_of_numpy():
    seen = last("Grayscale(),ToImage()").look
    grey = np.asarray(PHOTO.convert("L"), dtype=np.float64)
    assert seen.mean == pytest.approx(grey.mean(), rel=1e-5)
    assert seen.channels[0] == pytest.approx((grey.mean(), grey.std()), rel=1e-5)
    assert list(seen.counts) == np.histogram(grey, len(seen.counts))[0].tolist()


def test_a_picture_of_the_usual_range_is_drawn_as_it_is_and_a_normalized_one_from_low_to_high():
    assert not last(TENSOR).look.stretched
    assert np.array_equal(last(TENSOR).look.pixels, np.asarray(PHOTO))
    normal = last(f"{TENSOR},{IMAGENET}").look
    assert normal.stretched
    assert (normal.pixels.min(), normal.pixels.max()) == (0, 255)
    assert look(torch.zeros(1, 2, 2, dtype=torch.int64)).pixels.max() == 0
    assert look(torch.full((1, 2, 2), 7.0)).pixels.max() == 0


def test_draws_are_those_of_calling_the_chain_again_and_the_same_seed_gives_the_same():
    chain = f"RandomResizedCrop(size=24),RandomHorizontalFlip(),GaussianBlur(kernel_size=3),{TENSOR}"
    before = torch.random.get_rng_state()
    drawn = result(chain, seed=5).draws
    assert torch.equal(torch.random.get_rng_state(), before)  # nobody else's numbers have moved
    with torch.random.fork_rng([]):
        torch.manual_seed(5)
        transform = v2.Compose([each.make() for each in parse(chain)])
        wanted = [look(transform(PHOTO)).pixels for _ in range(DRAWS)]
    assert len(drawn) == DRAWS
    assert all(np.array_equal(each.pixels, pixels) for each, pixels in zip(drawn, wanted, strict=True))
    assert np.array_equal(run_chain(parse(chain), PHOTO, 5).draws[-1].pixels, wanted[-1])
    assert not np.array_equal(result(chain, seed=6).draws[0].pixels, wanted[0])


def test_without_chance_there_is_one_draw_and_a_step_left_out_does_nothing():
    assert len(result(f"Resize(size=16),~RandomVerticalFlip(),{TENSOR}").draws) == 1
    off = result(f"~Resize(size=16),{TENSOR}")
    assert off.stages[1].look is None
    assert off.stages[-1].look.shape == (3, 160, 240)


def test_a_picture_that_grows_too_large_is_stopped():
    grown = result(",".join(["Pad(padding=64)"] * 12))
    assert 0 < grown.broken < 11
    assert f"{PIXELS:,}" in grown.stages[grown.broken + 1].problem.why.text()


def test_a_chain_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.02)  # the fastest machines take less than the real limit
    long = result(",".join(["RandomZoomOut(p=1.0,side_range=(1.5,1.5))", *["ElasticTransform()"] * 11]))
    assert long.broken is not None
    assert "too long" in long.stages[long.broken + 1].problem.why.text()


# What breaks, and why


@pytest.mark.parametrize(
    ("chain", "broken", "said", "why"),
    [
        (
            f"ToImage(),{IMAGENET},ToDtype(dtype=torch.float32,scale=True)",
            1,
            "should be a float tensor",
            "uint8 cannot",
        ),
        (IMAGENET, 0, "does not support PIL images", "ToImage()"),
        (f"ToDtype(dtype=torch.float32,scale=True),{IMAGENET}", 1, "does not support PIL", "ToImage()"),
        ("Resize(size=30),RandomCrop(size=64)", 1, "Required crop size", "45 wide and 30 high"),
        (f"{TENSOR},RandomSolarize(threshold=128.0,p=1.0)", 2, "Threshold should be", "0.5 instead of 128"),
        ("GaussianNoise()", 0, "not implemented for PIL", "ToImage()"),
        ("ToImage(),ToDtype(dtype=torch.int64),GaussianNoise()", 2, "expected to be in uint8", "torch.uint8"),
        ("ToImage(),ToDtype(dtype=torch.int64),ToPILImage()", 2, "is not supported", "torch.uint8"),
        (f"{TENSOR},ToDtype(dtype=torch.int64,scale=True)", 2, "cannot be performed safely", "uint8"),
        ("Resize(size=8),ElasticTransform()", 1, "Padding size should be less", "12 wide and 8 high"),
        ("GaussianBlur(kernel_size=4)", 0, "odd and positive", "3, 5, 7"),
        (f"{TENSOR},Normalize(mean=(0.5,),std=(0.0,))", 2, "std evaluated to zero", "nothing can be divided by 0"),
        ("ToImage(),RandomRotation(degrees=5.0,interpolation='bicubic')", 1, "unsupported with Tensor", "bicubic"),
        ("RandomRotation(degrees=(30.0,20.0))", 0, "range", "first is the lower end"),
        ("RandomRotation(degrees=-3.0)", 0, "must be positive", "not negative"),
        (f"{TENSOR},Grayscale(num_output_channels=2)", 2, "", ""),
    ],
)
def test_the_first_step_that_breaks_is_marked_with_pytorchs_words_the_reason_and_what_mends_it(
    chain, broken, said, why
):
    found = result(chain)
    assert found.broken == broken
    stage = found.stages[broken + 1]
    assert said in stage.problem.said
    assert all(each.look is None for each in found.stages[broken + 1 :])
    assert not found.draws
    if why:
        assert why in stage.problem.why.text()
    with pytest.raises((RuntimeError, TypeError, ValueError)) as error:
        v2.Compose([each.make() for each in parse(chain)])(PHOTO)
    assert str(error.value) == stage.problem.said
    for mend in stage.problem.mends:
        mended = chain_result(tuple(mend.chain), Source("photos"), 0, 0)
        assert mended.broken is None or mended.broken > broken


def test_the_wrong_order_is_mended_in_one_click():
    [wrong] = [preset for preset in PRESETS if result(preset.chain, preset.pictures).broken is not None]
    found = result(wrong.chain)
    [mend] = found.stages[found.broken + 1].problem.mends
    assert chain_result(tuple(mend.chain), Source("photos"), 0, 0).broken is None


@pytest.mark.parametrize(
    ("chain", "name", "note"),
    [
        ("ToDtype(dtype=torch.float32,scale=True)", "photos", "a PIL image has no dtype"),
        ("ToImage(),ToDtype(dtype=torch.float32)", "photos", "still 0…255"),
        (f"{TENSOR},ToDtype(dtype=torch.uint8)", "photos", "decimals were cut off"),
        (f"{TENSOR},{IMAGENET}", "digits", "One channel went in, three came out"),
        (f"{TENSOR},{IMAGENET},ColorJitter(brightness=0.3)", "photos", "belongs before Normalize"),
        ("RandomHorizontalFlip(p=0.0)", "photos", "Nothing changed in this draw"),
        ("RGB()", "photos", "Nothing changed here"),
    ],
)
def test_what_goes_wrong_in_silence_is_said(chain, name, note):
    assert note in last(chain, name).note.text()


# The target


@pytest.mark.parametrize(("way", "dtype"), [("one_hot", "int64"), ("one_hot.float", "float32")])
def test_a_class_number_becomes_one_hot(way, dtype):
    made = target(way, 3, 10)
    assert made.values == tuple(one_hot(torch.tensor(3), 10).tolist())
    assert (made.shape, made.dtype) == ((10,), dtype)
    assert "smaller than num_classes" in target(way, 3, 3).error
    assert target("None", 3, 3).values == (3,)


# The code


def outcome_of(code: str) -> dict:
    names: dict = {}
    with torch.random.fork_rng([]):
        exec(code, names)
    return names


@pytest.mark.parametrize("number", range(len(PRESETS)))
def test_the_code_of_a_preset_makes_what_the_page_shows(number):
    preset = PRESETS[number]
    steps = parse(preset.chain)
    found = chain_result(steps, Source(preset.pictures), 1, 3)
    code = script(steps, Source(preset.pictures), 1, 3, "one_hot", 10, len(found.draws))
    if found.broken is not None:
        with pytest.raises(TypeError, match="should be a float tensor"):
            outcome_of(code)
        return
    made = outcome_of(code)
    drawn = made.get("draws", [made["picture"]])
    assert [look(each).pixels.tobytes() for each in drawn] == [each.pixels.tobytes() for each in found.draws]
    assert tuple(made["target"].tolist()) == target("one_hot", pictures(Source(preset.pictures))[1][1], 10).values


def test_the_code_of_every_transform_makes_what_the_page_shows():
    tried = 0
    for name in TRANSFORMS:
        for before in ("Resize(size=80)", f"Resize(size=80),{TENSOR}"):
            steps = (*parse(before), fresh(name))
            found = chain_result(steps, Source("photos"), 0, 1)
            if found.broken is None:
                code = script(steps, Source("photos"), 0, 1, "None", 10, 1)
                head, transform = code.index("class Photos"), code.index("transform = v2")
                short = code[:head] + code[transform : code.index("data =")]  # the photos need not be read each time
                with torch.random.fork_rng([]):
                    names: dict = {}
                    exec(short, names)
                    torch.manual_seed(1)
                    made = look(names["transform"](PHOTO))
                assert made.pixels.tobytes() == found.stages[-1].look.pixels.tobytes(), str(steps)
                tried += 1
                break
    assert tried == len(TRANSFORMS)


def test_the_code_leaves_out_what_is_left_out():
    code = script((step("RGB", {}, on=False),), Source("digits"), 0, 0, "None", 10, 1)
    assert "        # v2.RGB(),\n        v2.Identity(),\n" in code
    picture = outcome_of(code)["picture"]
    assert isinstance(picture, Image.Image)
    assert picture == pictures(Source("digits"))[0][0]


def test_own_pictures_are_opened_as_torchvision_does_and_one_that_was_deleted_is_told(tmp_path, monkeypatch):
    for name, colour in (("cat", "red"), ("dog", "blue")):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        Image.new("RGB", (9, 7), colour).save(tmp_path / "pictures" / name / "1.png")
    source, steps = Source("folder", str(tmp_path / "pictures"), 1), parse(TENSOR)
    monkeypatch.chdir(tmp_path)
    made = outcome_of(script(steps, source, 1, 0, "one_hot", 2, 1))
    shown = chain_result(steps, source, 1, 0)
    assert shown.stages[-1].look.shape == (3, 7, 9)
    assert look(made["picture"]).pixels.tobytes() == shown.stages[-1].look.pixels.tobytes()
    assert made["target"].tolist() == [0, 1]
    assert class_name(source, 1) == "dog"
    (tmp_path / "pictures" / "dog" / "1.png").unlink()
    with pytest.raises(PlaygroundError, match="not there any more"):
        chain_result(steps, source, 1, 5)

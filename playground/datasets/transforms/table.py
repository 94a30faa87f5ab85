"""The table of transforms. A new one is a new row; names and defaults of arguments are those of the class itself."""

import inspect
from dataclasses import dataclass
from typing import Any

from torchvision.transforms import v2

from playground.datasets.transforms.arguments import DTYPES, MODES, Argument, Limits, argument
from playground.parameters import Row, table
from playground.translations import N_


@dataclass(frozen=True)
class TransformRow(Row):
    """A transform that can be put into a chain.

    Attributes:
        arguments: What can be set, in the order of the signature.
        left_out: The rest of the signature.
    """

    arguments: tuple[Argument, ...] = ()
    left_out: tuple[str, ...] = ()


def _row(name: str, summary: str, **limits: Limits) -> TransformRow:
    make: Any = getattr(v2, name)
    names = list(inspect.signature(make).parameters)
    missing = [each for each in limits if each not in names]
    if missing:
        raise KeyError(f"{name} has no {', '.join(missing)}; its signature is {inspect.signature(make)}")
    return TransformRow(
        name,
        make,
        summary,
        docs=f"torchvision.transforms.v2.{name}.html",
        arguments=tuple(argument(make, each, limits[each]) for each in names if each in limits),
        left_out=tuple(each for each in names if each not in limits),
    )


_SIZE = Limits(
    N_("In pixels: one number, or height, width. Resize takes one number as the shorter side."), 1, 400, (), (1, 2), 64
)
_CHANCE = Limits(N_("How likely it is done at all: 0 never, 1 always."), 0, 1)
_SURE = Limits(N_("How likely it is done at all: 0 never, 1 always."), 0, 1, start=1.0)
_MODE = Limits(N_("How values between pixels are found."), choices=MODES)
_FILL = Limits(N_("The value of pixels that come from outside the picture."), 0, 255)
_EDGE = Limits(N_("What is put around: one value, the edge repeated, or the picture mirrored."))
_DEGREES = Limits(N_("In degrees: one number d means from -d to d, two numbers from, to."), -180, 180, (), (1, 2), 30.0)
_SHARE = Limits(N_("How much of the picture's area is taken: from, to."), 0.02, 1, ends=True)
_RATIO = Limits(N_("Width over height: from, to."), 0.1, 10, ends=True)
_BINS = Limits(N_("Into how many steps the strength is divided."), 2, 100)


def _strength(help_text: str, start: float, most: float = 2) -> Limits:
    return Limits(help_text, -0.5 if most < 1 else 0, most, (), (1, 2), start)


TRANSFORMS = table(
    _row("ToImage", N_("A PIL image becomes a tensor (C, H, W) that knows it is a picture: tv_tensors.Image.")),
    _row(
        "ToDtype",
        N_("Another dtype; with scale=True the values are fitted to it: 0…255 in uint8 is 0…1 in float32."),
        dtype=Limits(N_("The dtype of the result."), choices=DTYPES, start="torch.float32"),
        scale=Limits(N_("Fit the values to the range of the new dtype."), start=True),
    ),
    _row("ToPureTensor", N_("A plain torch.Tensor, without the knowledge that it is a picture.")),
    _row("PILToTensor", N_("A PIL image becomes a plain uint8 tensor (C, H, W); the values stay.")),
    _row("ToPILImage", N_("A tensor becomes a PIL image again.")),
    _row(
        "ConvertImageDtype",
        N_("The older way to write ToDtype with scale=True."),
        dtype=Limits(N_("The dtype of the result."), choices=DTYPES),
    ),
    _row(
        "Normalize",
        N_("(x − mean) / std, for each channel with its own numbers."),
        mean=Limits(
            N_("What is subtracted: one number for each channel."), -1000, 1000, (), (1, 3), (0.485, 0.456, 0.406)
        ),
        std=Limits(
            N_("What is divided by: one number for each channel."), -1000, 1000, (), (1, 3), (0.229, 0.224, 0.225)
        ),
    ),
    _row(
        "Resize",
        N_("Another number of pixels; one number keeps the proportions."),
        size=_SIZE,
        interpolation=_MODE,
        antialias=Limits(N_("Smooth first when it gets smaller; only for bilinear and bicubic tensors.")),
    ),
    _row("CenterCrop", N_("The middle is cut out; a picture that is too small is padded with 0."), size=_SIZE),
    _row(
        "RandomCrop",
        N_("A part is cut out anywhere."),
        size=_SIZE,
        padding=Limits(N_("Pixels put around it first; empty for none."), 0, 64, start=4),
        pad_if_needed=Limits(N_("Put pixels around a picture that is too small.")),
        padding_mode=_EDGE,
    ),
    _row(
        "RandomResizedCrop",
        N_("A part of any size is cut out and brought to one size: the usual augmentation for ImageNet."),
        size=_SIZE,
        scale=_SHARE,
        ratio=_RATIO,
        interpolation=_MODE,
    ),
    _row(
        "Pad",
        N_("Pixels are put around the picture."),
        padding=Limits(
            N_("How many: on all sides, or left and right, top and bottom, or each side."), 0, 64, (), (1, 2, 4), 16
        ),
        fill=_FILL,
        padding_mode=_EDGE,
    ),
    _row(
        "RandomZoomOut",
        N_("The picture is put somewhere on a larger empty one."),
        side_range=Limits(N_("How many times as large: from, to."), 1, 4, ends=True, start=(1.0, 2.0)),
        p=_CHANCE,
        fill=_FILL,
    ),
    _row("RandomHorizontalFlip", N_("Left and right change places."), p=_CHANCE),
    _row("RandomVerticalFlip", N_("Top and bottom change places."), p=_CHANCE),
    _row(
        "RandomRotation",
        N_("Turned by a random angle."),
        degrees=_DEGREES,
        interpolation=_MODE,
        expand=Limits(N_("Make the picture larger, so that nothing is cut off.")),
        fill=_FILL,
    ),
    _row(
        "RandomAffine",
        N_("Turned, moved, scaled and slanted at once."),
        degrees=_DEGREES,
        translate=Limits(N_("How far it is moved at most, as shares of width and height."), 0, 1, (), (2,), (0.1, 0.1)),
        scale=Limits(N_("How many times as large: from, to."), 0.2, 3, ends=True, start=(0.8, 1.2)),
        shear=Limits(N_("How far it is slanted, in degrees."), -60, 60, (), (1, 2, 4), 10.0),
        interpolation=_MODE,
        fill=_FILL,
    ),
    _row(
        "RandomPerspective",
        N_("Seen from the side: the corners are moved."),
        distortion_scale=Limits(N_("How far the corners may move: 0 not at all, 1 to the middle."), 0, 1),
        p=_SURE,
        interpolation=_MODE,
        fill=_FILL,
    ),
    _row(
        "ElasticTransform",
        N_("Pixels are pushed about smoothly, as if seen through water."),
        alpha=Limits(N_("How far pixels are pushed."), 0, 400),
        sigma=Limits(N_("How smooth the pushing is."), 1, 5),
        interpolation=_MODE,
        fill=_FILL,
    ),
    _row(
        "ColorJitter",
        N_("Brightness, contrast, saturation and hue are changed by chance."),
        brightness=_strength(N_("How much it may change: b means a factor from 1 − b to 1 + b."), 0.3),
        contrast=_strength(N_("How much it may change: c means a factor from 1 − c to 1 + c."), 0.3),
        saturation=_strength(N_("How much it may change: s means a factor from 1 − s to 1 + s."), 0.3),
        hue=_strength(N_("How far colours may turn: h means from −h to h, at most 0.5."), 0.1, 0.5),
    ),
    _row(
        "Grayscale",
        N_("Colours become grey."),
        num_output_channels=Limits(N_("Channels of the result: 1, or 3 that are equal."), 1, 3),
    ),
    _row("RGB", N_("A grey picture gets three equal channels; a picture with colours stays.")),
    _row("RandomGrayscale", N_("Sometimes grey, with as many channels as before."), p=_CHANCE),
    _row(
        "GaussianBlur",
        N_("Each pixel becomes a mean of its surroundings."),
        kernel_size=Limits(N_("How large the surroundings are, in pixels: an odd number."), 1, 11, start=5),
        sigma=Limits(N_("How wide the mean reaches, drawn by chance: from, to."), 0.1, 10, ends=True),
    ),
    _row(
        "GaussianNoise",
        N_("A random number is added to each value."),
        mean=Limits(N_("What is added on average."), -1, 1),
        sigma=Limits(N_("How strong the noise is (standard deviation)."), 0, 1),
        clip=Limits(N_("Keep the values between 0 and 1.")),
    ),
    _row("RandomInvert", N_("Light becomes dark, and dark becomes light."), p=_CHANCE),
    _row(
        "RandomPosterize",
        N_("Fewer levels of brightness: only the first bits of each value are kept."),
        bits=Limits(N_("How many bits of 8 are kept."), 1, 8, start=3),
        p=_SURE,
    ),
    _row(
        "RandomSolarize",
        N_("Values from a threshold on are inverted."),
        threshold=Limits(N_("From which value on: 0…255 for uint8, 0…1 for floats."), 0, 255, start=128.0),
        p=_SURE,
    ),
    _row(
        "RandomAdjustSharpness",
        N_("Sharper or softer."),
        sharpness_factor=Limits(N_("0 is blurred, 1 as it is, 2 twice as sharp."), 0, 10, start=2.0),
        p=_SURE,
    ),
    _row("RandomAutocontrast", N_("The darkest pixel becomes black, the lightest white."), p=_CHANCE),
    _row("RandomEqualize", N_("All levels of brightness become about equally frequent."), p=_CHANCE),
    _row("RandomChannelPermutation", N_("Red, green and blue change places.")),
    _row(
        "RandomPhotometricDistort",
        N_("Colours are changed as in the training of detectors: brightness, contrast, saturation, hue, channels."),
        p=_CHANCE,
    ),
    _row(
        "RandomErasing",
        N_("A rectangle is painted over, so that a network does not lean on one place."),
        p=_SURE,
        scale=_SHARE,
        ratio=_RATIO,
        value=Limits(N_("What it is painted with."), 0, 255),
    ),
    _row(
        "TrivialAugmentWide",
        N_("One operation, drawn by chance with a random strength."),
        num_magnitude_bins=_BINS,
        interpolation=_MODE,
    ),
    _row(
        "RandAugment",
        N_("Several operations drawn by chance, all of one strength."),
        num_ops=Limits(N_("How many operations, one after the other."), 0, 8),
        magnitude=Limits(N_("How strong: 0 to num_magnitude_bins − 1."), 0, 99),
        num_magnitude_bins=_BINS,
        interpolation=_MODE,
    ),
    _row(
        "AutoAugment",
        N_("Operations drawn from a list that was found by search on one data set."),
        policy=Limits(N_("Which data set's list."), choices=tuple(each.value for each in v2.AutoAugmentPolicy)),
        interpolation=_MODE,
    ),
    _row(
        "AugMix",
        N_("Several augmented copies are mixed with the picture."),
        severity=Limits(N_("How strong: 1 to 10."), 1, 10),
        mixture_width=Limits(N_("How many copies are mixed."), 1, 4),
        alpha=Limits(N_("How evenly they are mixed."), 0.1, 10),
    ),
)

"""Why a step breaks, recognised by PyTorch's words; and what to look out for where nothing breaks."""

import re

from playground.datasets.transforms.records import Look
from playground.translations import N_, Message

# PyTorch's words (a pattern), and the reason in ours
REASONS: tuple[tuple[str, str], ...] = (
    (
        r"does not support PIL images|not implemented for PIL images",
        N_("{name} computes with tensors, but the picture is still a PIL image. First make a tensor of it: ToImage()."),
    ),
    (
        r"should be a float tensor",
        N_(
            "(x − mean) / std gives decimals and negative numbers, and {dtype} cannot hold them. "
            "First make decimals from 0 to 1: ToDtype(torch.float32, scale=True)."
        ),
    ),
    (
        r"crop size .* is larger than",
        N_(
            "What is to be cut out is larger than the picture, which is {width} wide and {height} high here. Take a "
            "smaller size, put Resize before it, or set pad_if_needed=True."
        ),
    ),
    (
        r"size of tensor a|doesn't match the broadcast shape",
        N_("mean and std need one number for each channel, or a single one for all; the picture has {channels} here."),
    ),
    (
        r"std evaluated to zero",
        N_("std is 0, and nothing can be divided by 0. It is the spread of the values in each channel: above 0."),
    ),
    (
        r"Threshold should be less",
        N_("This picture's values go from 0 to 1, so the threshold must lie there too: 0.5 instead of 128."),
    ),
    (
        r"Padding size should be less|out of bounds for dimension",
        N_(
            "To the side of the picture, more mirrored pixels are needed than it has: it is only {width} wide and "
            "{height} high here. Make it larger first (Resize), or take smaller numbers."
        ),
    ),
    (
        r"expected to be in uint8|Input type .* is not supported",
        N_(
            "{name} works on whole numbers from 0 to 255; here the dtype is {dtype}. "
            "Put ToDtype(torch.uint8, scale=True) before it."
        ),
    ),
    (
        r"cannot be performed safely",
        N_(
            "The largest whole numbers of int64 have more digits than a float can hold, so scaling to them would be "
            "wrong. Take uint8 for pictures with whole numbers."
        ),
    ),
    (
        r"is unsupported with Tensor input",
        N_("Tensors are turned with nearest or bilinear only; bicubic is there for PIL images."),
    ),
    (r"odd and positive", N_("A kernel has a middle, so its size is odd: 3, 5, 7, …")),
    (
        r"it must be positive",
        N_("A single number d means from −d to d, so it is not negative. Two numbers say from, to."),
    ),
    (
        r"expects to return a \[from, to\) range|and increasing|sigma values should",
        N_("Of two numbers, the first is the lower end and the second the upper one."),
    ),
)


def why(said: str, name: str, before: Look) -> Message | None:
    """Return the reason why the step `name` broke on a picture, if its words are known."""
    height, width = before.pixels.shape[:2]
    dtype = "uint8" if before.kind == "PIL.Image" else before.dtype.removeprefix("torch.")
    values = {"name": name, "dtype": dtype, "width": width, "height": height, "channels": len(before.channels)}
    return next((Message(words, values) for pattern, words in REASONS if re.search(pattern, said)), None)


def note(name: str, before: Look, after: Look, *, same: bool, random: bool) -> Message | None:
    """Return what is easily overlooked after a step that did not break."""
    tensors = "PIL.Image" not in (before.kind, after.kind)
    floats = "float" in after.dtype
    if same and random:
        return Message(N_("Nothing changed in this draw: chance decides."))
    if same and before.kind == "PIL.Image" and name in ("ToDtype", "ConvertImageDtype"):
        return Message(N_("Nothing changed: a PIL image has no dtype to convert. Put ToImage() before it."))
    if same:
        return Message(N_("Nothing changed here."))
    if tensors and floats and "int" in before.dtype and after.high > 1:
        return Message(N_("The values are still 0…255: with scale=True they would be 0…1."))
    if tensors and "float" in before.dtype and "int" in after.dtype and after.high <= 1:
        return Message(N_("The decimals were cut off, nearly all is 0 now: scale=True was needed."))
    if len(after.channels) > len(before.channels) and name == "Normalize":
        return Message(
            N_("One channel went in, three came out: mean and std with three numbers broadcast. For grey, give one.")
        )
    if tensors and floats and before.stretched and not after.stretched:
        return Message(
            N_("{name} expects values from 0 to 1 and has cut off all others: it belongs before Normalize."),
            {"name": name},
        )
    return None

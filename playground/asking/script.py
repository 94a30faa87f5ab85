"""The Python that asks a network what the page asks it: its checkpoint is loaded, the answer printed.

It is made of the very sources that run here, and needs the run's checkpoint as it is taken home beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from playground.asking.loading import Asked
from playground.asking.onward import chances_of, window_of, write
from playground.datasets import ALL_DATASETS
from playground.networks import MODELS
from playground.sources import imports, source_of
from playground.training.examination import roll_out
from playground.training.script import model_call

PICTURE = "picture.png"
MOST_WRITTEN = 28 * 28  # grey pixels that are written into the code; any other picture is a file beside it
IMPORTS = """\
import torch
from torch import nn
from PIL import Image
from torchvision.transforms.functional import pil_to_tensor
"""

MAIN = """\
model = {model}
checkpoint = torch.load({checkpoint!r}, map_location="cpu", weights_only=True)
model.load_state_dict(checkpoint["model_state_dict"])
model.eval()  # dropout off, batch normalisation with the means that it learned

{given}
{told}"""

CLASSES = """\
with torch.no_grad():
    logits = model({sample}.unsqueeze(0))[0]  # a batch of one
classes = {classes!r}
for name, share in zip(classes, logits.softmax(dim=0).tolist()):
    print(f"{{name}}: {{share:.1%}}")
"""
NUMBER = """\
with torch.no_grad():
    prediction = model({sample}.unsqueeze(0))[0]  # a batch of one
print(f"{{float(prediction):.4g}}")
"""
FORECAST = """\
with torch.no_grad():
    values = roll_out(model, window, count={count})
for value in values.tolist():
    print(f"{{value:.4f}}")
"""
TEXT = "print(beginning + write(model, characters, beginning, {given}))\n"


@dataclass(frozen=True)
class Question:
    """What a network is asked, as code.

    Attributes:
        given: The lines that make what it is asked about.
        told: The lines that print the answer.
        parts: The classes and functions whose sources both need.
        beside: The file of a visitor's own data that must lie beside the code; nothing where it needs none.
    """

    given: str
    told: str
    parts: tuple[Callable[..., Any], ...] = ()
    beside: str = ""


def script(asked: Asked, question: Question, checkpoint: str) -> str:
    """Return a Python file that gives the page's answer beside the run's checkpoint, the file `checkpoint`."""
    parts = (MODELS[asked.config.model.name].make, *question.parts)
    main = MAIN.format(model=model_call(asked.config), checkpoint=checkpoint, given=question.given, told=question.told)
    head = imports(*parts, main=main, offered=IMPORTS)
    return "\n\n".join([head, *map(source_of, parts), main])


def of_sample(asked: Asked, index: int) -> Question:
    """Ask about a sample of the data set, in which it has the place `index`."""
    row = ALL_DATASETS[asked.config.data.name]
    given = f"data = {asked.opened.call}\nsample, target = data[{index}]"
    return Question(given, _told(asked, "sample"), (row.make,), str(asked.config.data.parameters.get("file", "")))


def of_picture(asked: Asked, picture: Tensor) -> Question:
    """Ask about a picture (C, H, W) whose values are bytes / 255; it is read from a file where `in_file` says so."""
    if in_file(picture):
        given = (
            f"picture = pil_to_tensor(Image.open({PICTURE!r})) / 255  # {tuple(picture.shape)}, as the network sees it"
        )
    else:
        [rows] = (picture * 255).round().int().tolist()
        lines = "\n".join(f"    [{', '.join(f'{value:3}' for value in row)}]," for row in rows)
        given = f"pixels = [\n{lines}\n]\npicture = torch.tensor([pixels]) / 255  # {tuple(picture.shape)}"
    return Question(given, _told(asked, "picture"))


def in_file(picture: Tensor) -> bool:
    """Return whether a picture is too large to be written into the code, so that it is the file `PICTURE`."""
    return len(picture) > 1 or picture.numel() > MOST_WRITTEN


def of_numbers(asked: Asked, values: Tensor) -> Question:
    """Ask about numbers (n,): a point, an x, a line of a table."""
    return Question(f"sample = torch.tensor({_written(values)})", _told(asked, "sample"))


def of_series(asked: Asked, back: int, count: int) -> Question:
    """Let the series go on by `count` values from `back` values before its end."""
    window = window_of(asked, back).flatten()
    given = f"window = torch.tensor({_written(window)}).reshape(1, -1, 1)  # (batch, length, 1)"
    return Question(given, FORECAST.format(count=count), (roll_out,))


def of_text(asked: Asked, beginning: str, count: int, temperature: float, seed: int) -> Question:
    """Let a text be written on by `count` characters."""
    characters = "".join(asked.opened.data.characters)
    given = f"characters = {characters!r}  # all that it has ever read\nbeginning = {beginning!r}"
    told = TEXT.format(given=f"count={count}, temperature={temperature!r}, seed={seed}")
    return Question(given, told, (chances_of, write))


def _told(asked: Asked, sample: str) -> str:
    return (CLASSES if asked.opened.classes else NUMBER).format(sample=sample, classes=list(asked.opened.classes))


def _written(values: Tensor) -> str:
    """Return numbers as a list, each with just the digits that tell its float32."""
    return "[" + ", ".join(map(str, values.numpy())) + "]"

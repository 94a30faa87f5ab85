"""Save, load, resume: one training without a break, and the same one broken off, saved and taken up again.

`train`, `save` and `load` stand in the script as they are here, so what the page shows is what the script prints.
"""

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

import torch
from torch import nn, optim

from playground.exporting.checkpoints import Part, parts
from playground.sources import source_of

BEFORE, AFTER = 20, 20  # steps
PARTS = ("model", "optimizer", "scheduler", "generator")
CHOICES: Mapping[str, "partial[Any]"] = {
    "Adam": partial(optim.Adam, lr=0.02),
    "momentum": partial(optim.SGD, lr=0.05, momentum=0.9),
    "SGD": partial(optim.SGD, lr=0.1),
}


def build(make_optimizer: Any, seed: int) -> dict[str, Any]:
    """Everything that a training is made of."""
    generator = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.5, generator=generator)
    optimizer = make_optimizer(model.parameters())
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=15, gamma=0.5)
    return {"model": model, "optimizer": optimizer, "scheduler": scheduler, "generator": generator}


def train(parts: dict[str, Any], steps: int) -> list[float]:
    """Take some steps, each on 32 points drawn now; return the losses."""
    losses = []
    for _ in range(steps):
        points = torch.randn(32, 2, generator=parts["generator"])
        targets = points[:, :1] * points[:, 1:]  # a saddle
        loss = nn.functional.mse_loss(parts["model"](points), targets)
        parts["optimizer"].zero_grad()
        loss.backward()
        parts["optimizer"].step()
        parts["scheduler"].step()
        losses.append(loss.item())
    return losses


def save(parts: dict[str, Any], step: int, file: Any) -> None:
    """Write a checkpoint of the usual form."""
    torch.save(
        {
            "step": step,
            "model_state_dict": parts["model"].state_dict(),
            "optimizer_state_dict": parts["optimizer"].state_dict(),
            "scheduler_state_dict": parts["scheduler"].state_dict(),
            "generator_state": parts["generator"].get_state(),
        },
        file,
    )


def load(parts: dict[str, Any], file: Any, wanted: Any) -> int:
    """Put what is wanted of a checkpoint into a new training; return the step that it was written at."""
    checkpoint = torch.load(file, weights_only=True)
    for name in ("model", "optimizer", "scheduler"):
        if name in wanted:
            parts[name].load_state_dict(checkpoint[f"{name}_state_dict"])
    if "generator" in wanted:
        parts["generator"].set_state(checkpoint["generator_state"])
    return int(checkpoint["step"])


@dataclass(frozen=True)
class Resumed:
    """The losses of `BEFORE` + `AFTER` steps without a break, and those of the `AFTER` steps after the loading."""

    unbroken: tuple[float, ...]
    resumed: tuple[float, ...]

    @property
    def difference(self) -> float:
        """The largest difference between both after the break."""
        return max(abs(a - b) for a, b in zip(self.unbroken[BEFORE:], self.resumed, strict=True))


@lru_cache(maxsize=64)  # three optimizers and sixteen choices of what is loaded
def resumed(optimizer: str, wanted: frozenset[str]) -> Resumed:
    """Take a training up again that was broken off, with one of `CHOICES` and what is `wanted` of `PARTS`."""
    unbroken, checkpoint = _broken_off(optimizer)
    again = build(CHOICES[optimizer], seed=1)
    load(again, io.BytesIO(checkpoint), wanted)
    return Resumed(unbroken, tuple(train(again, AFTER)))


@cache
def _broken_off(optimizer: str) -> tuple[tuple[float, ...], bytes]:
    """Return the losses without a break, and the checkpoint after `BEFORE` steps."""
    unbroken = train(build(CHOICES[optimizer], seed=0), BEFORE + AFTER)
    broken, file = build(CHOICES[optimizer], seed=0), io.BytesIO()
    train(broken, BEFORE)
    save(broken, BEFORE, file)
    return tuple(unbroken), file.getvalue()


@cache
def example() -> tuple[Part, ...]:
    """Return what the checkpoint of the first of `CHOICES` holds."""
    _, checkpoint = _broken_off(next(iter(CHOICES)))
    return parts(torch.load(io.BytesIO(checkpoint), weights_only=True))


SCRIPT = """\
from functools import partial
from typing import Any

import torch
from torch import nn, optim


{functions}


make_optimizer = {optimizer}
unbroken = train(build(make_optimizer, seed=0), {all})

broken = build(make_optimizer, seed=0)
train(broken, {before})
save(broken, {before}, "checkpoint.pt")

# perhaps tomorrow, in another process: everything is made anew, with other random numbers, then loaded
again = build(make_optimizer, seed=1)
step = load(again, "checkpoint.pt", wanted={wanted})
resumed = train(again, {after})
for number, (loss, other) in enumerate(zip(unbroken[step:], resumed), start=step + 1):
    print(f"step {{number}}  unbroken {{loss:.6f}}  resumed {{other:.6f}}")
print("the same to the last digit:", resumed == unbroken[step:])
"""


def script(optimizer: str, wanted: Collection[str]) -> str:
    """Return a script that needs torch only, and prints both series of losses after the break."""
    made = CHOICES[optimizer]
    settings = ", ".join(f"{name}={value}" for name, value in made.keywords.items())
    return SCRIPT.format(
        functions="\n\n".join(source_of(each) for each in (build, train, save, load)).rstrip(),
        optimizer=f"partial(optim.{made.func.__name__}, {settings})",
        all=BEFORE + AFTER,
        before=BEFORE,
        after=AFTER,
        wanted=[part for part in PARTS if part in wanted],
    )

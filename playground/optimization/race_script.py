"""The program of a race, to run anywhere that PyTorch is."""

import inspect
from collections.abc import Sequence

from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.race import Course, Racer, settings_given
from playground.optimization.racers import written
from playground.optimization.surfaces import SURFACES

_HEAD = """\
import torch
from torch import Tensor


{surface}


start, steps = {start}, {steps}
"""
_NOISE = """\
generator = torch.Generator().manual_seed({seed})
noise = {noise} * torch.randn(steps + 1, 2, generator=generator, dtype=torch.float64)  # the same for all
"""
_RACER = """
# {number}: {label}
w = torch.tensor({start}, dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.{made}
{steps}
print("{label}:", w.{flat}tolist(), "loss", f(w.detach(){view}).item())
"""
_STEPS = """\
for step in range(steps):
    optimizer.zero_grad()
    loss = {loss}
    loss.backward()
    optimizer.step()"""
_CLOSURE = """\
for step in range(steps):

    def closure():
        optimizer.zero_grad()
        loss = {loss}
        loss.backward()
        return loss

    optimizer.step(closure)"""


def script(course: Course, racers: Sequence[Racer]) -> str:
    """Return Python code that runs the race and prints where each racer ends.

    It walks on where the page ends a path: to the last step, whatever becomes of the numbers.
    """
    surface = SURFACES[course.surface]
    head = _HEAD.format(
        surface=inspect.getsource(surface.f).strip().replace(f"def {surface.f.__name__}(", "def f("),
        start=course.start,
        steps=course.steps,
    )
    noise = _NOISE.format(seed=course.seed, noise=course.noise) if course.noise else ""
    return head + noise + "".join(_racer(course, racer, number) for number, racer in enumerate(racers, 1))


def _racer(course: Course, racer: Racer, number: int) -> str:
    row = ALL_OPTIMIZERS[racer.optimizer]
    settings = "".join(f", {name}={value!r}" for name, value in settings_given(racer).items())
    view = "[0]" if row.matrix else ""  # one that steps matrices gets one of a single row
    loss = f"f(w{view})" + (f" + noise[step] @ w{view}" if course.noise else "")
    x, y = course.start
    return _RACER.format(
        number=number,
        label=written(racer),
        start=f"[[{x}, {y}]]" if row.matrix else f"[{x}, {y}]",
        made=f"{racer.optimizer}([w]{settings})",
        steps=(_CLOSURE if row.closure else _STEPS).format(loss=loss),
        flat="flatten()." if row.matrix else "",
        view=view,
    )

"""A picture through a chain, step by step, and several times as a whole."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from PIL import Image

from playground.datasets.transforms.chain import Step
from playground.datasets.transforms.mending import REFUSED, mends
from playground.datasets.transforms.reasons import note, why
from playground.datasets.transforms.records import ChainResult, Look, Problem, Stage, look
from playground.program.running import alone
from playground.translations import N_, Message

PIXELS = 160_000  # height times width; a larger picture goes no further
SECONDS, DRAW_SECONDS = 0.6, 0.3  # of computing time, for all steps, and for all draws after the first
DRAWS = 8
TOO_LONG = N_("The steps before this one have taken too long: here, all together have {seconds} seconds.")
TOO_LARGE = N_("The picture became {width} × {height} pixels; here {most} pixels are the most.")

Transform = Callable[[Any], Any]


class Luck:
    """Random numbers of a chain's own, from a seed. Transforms know only PyTorch's, which belong to all."""

    def __init__(self, seed: int) -> None:
        self.state = torch.Generator().manual_seed(seed).get_state()

    @contextmanager
    def drawn(self) -> Iterator[None]:
        """Let a transform draw; the next one goes on from there. Others wait for one transform, not for a chain."""
        with alone(0), torch.no_grad():
            torch.default_generator.set_state(self.state)
            try:
                yield
            finally:
                self.state = torch.default_generator.get_state()


def run_chain(steps: Sequence[Step], picture: Image.Image, seed: int) -> ChainResult:
    """Return what each step makes of a picture, up to the first that breaks.

    It is what ``torch.manual_seed(seed)`` and then ``v2.Compose([...])(picture)`` do; the draws are what comes out when
    that is called again and again.
    """
    began, luck = time.thread_time(), Luck(seed)
    value: Any = picture
    seen = look(picture)
    stages, made, broken = [Stage(None, seen)], list[Transform](), False
    for place, step in enumerate(steps):
        if broken or not step.on:
            stages.append(Stage(step))
            continue
        try:
            if time.thread_time() - began > SECONDS:
                raise _Stop(Message(TOO_LONG, {"seconds": SECONDS}))
            made.append(step.make())
            stage, value, seen = _stage(step, made[-1], value, seen, luck)
        except _Stop as stop:
            stage, broken = Stage(step, problem=Problem("", stop.message)), True
        except REFUSED as error:
            said = str(error)
            found = mends(steps, place, value)
            stage, broken = Stage(step, problem=Problem(said, why(said, step.name, seen), found)), True
        stages.append(stage)
    draws = () if broken else (seen, *_draws(made, picture, luck, any(stage.random for stage in stages)))
    return ChainResult(tuple(stages), draws)


class _Stop(Exception):
    """The playground itself goes no further."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def _stage(step: Step, transform: Transform, value: Any, before: Look, luck: Luck) -> tuple[Stage, Any, Look]:
    """Return one step that ran, its value and the look at it."""
    state = luck.state
    with luck.drawn():
        after = transform(value)
    _measure(after)
    random = not torch.equal(state, luck.state)
    seen = look(after)
    remark = note(step.name, before, seen, same=_same(value, after), random=random)
    return Stage(step, seen, random=random, note=remark), after, seen


def _draws(made: Sequence[Transform], picture: Image.Image, luck: Luck, random: bool) -> Iterator[Look]:
    """Yield what comes out when a chain is called again, as long as there is time; nothing if chance has no part."""
    began = time.thread_time()
    for _again in range(DRAWS - 1 if random else 0):
        value: Any = picture
        try:
            for transform in made:
                with luck.drawn():
                    value = transform(value)
                _measure(value)
        except (_Stop, *REFUSED):  # by chance it breaks only now and then
            return
        yield look(value)
        if time.thread_time() - began > DRAW_SECONDS:
            return


def _measure(value: Any) -> None:
    """Stop at a picture that is too large."""
    width, height = value.size if isinstance(value, Image.Image) else (value.shape[-1], value.shape[-2])
    if width * height > PIXELS:
        raise _Stop(Message(TOO_LARGE, {"width": width, "height": height, "most": f"{PIXELS:,}"}))


def _same(before: Any, after: Any) -> bool:
    """Tell whether a step left a picture as it was, its kind too."""
    if type(before) is not type(after):
        return False
    if isinstance(before, Image.Image):
        return bool(before == after)
    return bool(before.dtype == after.dtype and before.shape == after.shape and torch.equal(before, after))

"""The plane as a network that learned points sees it: its answer everywhere, and the points in it."""

from dataclasses import dataclass
from threading import Lock
from typing import Any

import torch
from cachetools import LRUCache, cached

from playground.asking.answers import answers
from playground.asking.loading import Asked
from playground.training.views.points import answered, places, scene_of

GRID = 64  # places along a side at which the network is asked
MARGIN = 0.25  # around the points, where a network answers just as surely


@dataclass(frozen=True, eq=False)
class Plane:
    """`scene` is the square with its points, see `training.views.points.scene_of`; `answer` what the network says at
    each of GRID² places of it, see `answered` there."""

    scene: dict[str, Any]
    answer: dict[str, str]

    def within(self, axis: int, value: float) -> float:
        """Return a coordinate to two digits, no farther out than the square reaches."""
        low: float = self.scene["low"][axis]
        high: float = low + self.scene["side"]
        return round(min(max(value, low), high), 2)


@cached(LRUCache(32), lock=Lock())
def plane_of(asked: Asked) -> Plane:
    """Ask a network about the whole plane around its points."""
    learned, *held = (set(part.tolist()) for part in asked.parts)
    scene = scene_of(asked.opened.data, asked.opened.classes, learned, set().union(*held), MARGIN)
    return Plane(scene, answered(answers(asked, places(torch.tensor(scene["low"]), scene["side"], GRID))))

"""A network asked about pictures of its test part: what it takes for what, and its worst mistakes."""

from dataclasses import dataclass
from operator import attrgetter
from threading import Lock

import torch
from cachetools import LRUCache, cached
from torch import Tensor

from playground.asking.answers import answers
from playground.asking.loading import Asked
from playground.asking.work import multiplications

MOST = 1_000  # pictures that are asked about
MOST_NUMBERS = 1_000_000  # in all of them together, so that a page need not wait
WORK = 15_000_000_000  # multiplications, for the same reason
BATCH = 250


@dataclass(frozen=True, eq=False)
class Examined:
    """The pictures asked about, by their places `indices` (N,) in the data set, what they are, `labels` (N,), what the
    network says, `predicted` (N,), and how sure it is, `confidence` (N,)."""

    indices: Tensor
    labels: Tensor
    predicted: Tensor
    confidence: Tensor

    def confusion(self, classes: int) -> list[list[int]]:
        """Return how often a picture of class i is taken for j, as ``[i][j]``."""
        counts = torch.bincount(self.labels * classes + self.predicted, minlength=classes * classes)
        return counts.reshape(classes, classes).tolist()

    def cell(self, label: int, predicted: int) -> list[int]:
        """Return the places of the pictures of class `label` that are taken for `predicted`, the surest first."""
        return self._sorted((self.labels == label) & (self.predicted == predicted))

    def worst(self) -> list[int]:
        """Return the places of the mistakes, the surest first."""
        return self._sorted(self.labels != self.predicted)

    def _sorted(self, chosen: Tensor) -> list[int]:
        places = chosen.nonzero().flatten()
        return places[self.confidence[places].argsort(descending=True, stable=True)].tolist()


@cached(LRUCache(32), lock=Lock())
def examined(asked: Asked) -> Examined:
    """Ask a network about the first pictures of its test part, as many as a page need not wait for."""
    picture = asked.opened.data[0][0]
    with asked.lock:
        work = multiplications(asked.model, picture[None])
    count = min(MOST, MOST_NUMBERS // picture.numel(), WORK // work)
    indices = asked.test[torch.randperm(len(asked.test), generator=torch.Generator().manual_seed(0))]
    indices = indices[: max(1, count)].sort().values
    parts = [
        answers(asked, torch.stack([asked.opened.data[int(i)][0] for i in some])).softmax(dim=1).max(dim=1)
        for some in indices.split(BATCH)
    ]
    confidence, predicted = (torch.cat([attrgetter(name)(part) for part in parts]) for name in ("values", "indices"))
    return Examined(indices, asked.opened.targets[indices], predicted, confidence)

"""A chain of torchvision's v2 transforms: written as text, run on a picture step by step, explained where it breaks.

`TRANSFORMS` is the table; `parse` reads a chain, `chain_result` runs it. Loads torchvision, so nothing that a training
worker loads may import it.
"""

from playground.datasets.transforms.chain import MOST, Step, fresh, parse, step, text_of
from playground.datasets.transforms.pictures import PICTURES, Source, pictures
from playground.datasets.transforms.presets import PRESETS
from playground.datasets.transforms.records import BINS, ChainResult, Look, Problem, Stage
from playground.datasets.transforms.results import chain_result
from playground.datasets.transforms.script import script
from playground.datasets.transforms.table import TRANSFORMS, TransformRow
from playground.datasets.transforms.targets import TARGETS, Target, target

__all__ = [
    "BINS",
    "MOST",
    "PICTURES",
    "PRESETS",
    "TARGETS",
    "TRANSFORMS",
    "ChainResult",
    "Look",
    "Problem",
    "Source",
    "Stage",
    "Step",
    "Target",
    "TransformRow",
    "chain_result",
    "fresh",
    "parse",
    "pictures",
    "script",
    "step",
    "target",
    "text_of",
]

"""What is worth saying of batches, because PyTorch says nothing of it."""

from collections.abc import Iterator

import torch

from playground.datasets.batches import BatchPlan, batch_plan
from playground.datasets.loader_settings import LoaderSettings
from playground.datasets.samplers import PER_CLASS, class_weights
from playground.datasets.unbalanced import DataChoice, Samples, samples
from playground.translations import N_, Message


def remarks(choice: DataChoice, settings: LoaderSettings, epochs: int) -> Iterator[Message]:
    """Give what a learner should notice in the plan of these settings."""
    plan, found = batch_plan(choice, settings, epochs), samples(choice)
    yield from (Message(N_("PyTorch warns: {words}"), {"words": words}) for words in plan.heard)
    if not plan.count:
        yield Message(N_("The data set is empty: there is no batch, and PyTorch says nothing."), {})
    elif not plan.batches:
        yield Message(
            N_(
                "There is no batch at all: {drawn} samples do not fill a batch of {size}, and drop_last leaves out "
                "what is not full. PyTorch says nothing: a training loop would end without a single step."
            ),
            {"drawn": f"{plan.drawn:,}", "size": f"{plan.batch_size:,}"},
        )
    elif plan.batch_size > plan.drawn:
        yield Message(
            N_("batch_size is larger than the data: all {drawn} samples come in one batch, and an epoch is one step."),
            {"drawn": f"{plan.drawn:,}"},
        )
    if len(plan.epochs) < plan.wanted:
        yield Message(
            N_("{wanted} epochs are too many samples to draw: the map shows the first {shown}."),
            {"wanted": plan.wanted, "shown": len(plan.epochs)},
        )
    given = dict(settings.sampler_settings)
    if given.get("weights") == PER_CLASS and plan.used:
        yield Message(
            N_(
                "weights has one number for each class, but the sampler takes it as one for each sample: of {count} "
                "samples only the first {classes} can come. PyTorch says nothing."
            ),
            {"count": f"{plan.count:,}", "classes": len(class_weights(found.targets, given.get("class_weights", "")))},
        )
    elif pure := _pure(plan, found):
        yield Message(
            N_(
                "{pure} of {batches} batches of the first epoch hold a single class: each step would pull the network "
                "towards that class alone. Try shuffle."
            ),
            {"pure": f"{pure:,}", "batches": f"{plan.batches:,}"},
        )


def _pure(plan: BatchPlan, found: Samples) -> int:
    """Return how many full batches of the first epoch hold one class only, where there are several classes."""
    full = plan.used // plan.batch_size
    if plan.batch_size < 2 or not full or not found.targets.max() > found.targets.min():
        return 0
    indices = torch.from_numpy(plan.epochs[0][: full * plan.batch_size])
    classes = found.targets[indices].view(full, plan.batch_size)
    return int((classes.amin(1) == classes.amax(1)).sum())

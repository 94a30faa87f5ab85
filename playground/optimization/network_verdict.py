"""What a finished race on the network tells, and what it does not: the seeds make differences too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from playground.optimization.network_race import Run
from playground.translations import N_, Message


@dataclass(frozen=True)
class Result:
    """A racer's trainings in numbers: mean, lowest and highest of the losses and accuracies of those that ended well.

    Attributes:
        racer: Its place among the racers.
        diverged: How many trainings diverged.
        step: At which step the first of them did.
        refused: What PyTorch said where it did not go on.
    """

    racer: int
    loss: tuple[float, float, float] | None
    accuracy: tuple[float, float, float] | None
    diverged: int
    step: int
    refused: str


def results(runs: Sequence[Run]) -> tuple[Result, ...]:
    """Return the racers in their order, those that no training of is done left out."""
    return tuple(
        _result(place, [run for run in runs if run.racer == place]) for place in sorted({run.racer for run in runs})
    )


def _result(place: int, runs: Sequence[Run]) -> Result:
    ended = [run for run in runs if run.loss is not None]
    lost = [len(run.losses) for run in runs if run.diverged]
    return Result(
        place,
        _spread([run.loss for run in ended if run.loss is not None]),
        _spread([run.accuracy for run in ended]),
        len(lost),
        min(lost, default=0),
        next((run.refused for run in runs if run.refused), ""),
    )


def _spread(values: Sequence[float]) -> tuple[float, float, float] | None:
    return (fmean(values), min(values), max(values)) if values else None


def verdict(names: Mapping[int, str], found: Sequence[Result]) -> Message | None:
    """Return who learned best, and who cannot be told apart from it; None where there is nobody to compare.

    Args:
        names: What each racer is called, by its place.
    """
    well = sorted((each.loss, each.racer) for each in found if each.loss is not None and not each.diverged)
    if not well or len(found) < 2:
        return None
    ((mean, _low, high), first), *others = well
    near = [names[place] for (_mean, low, _high), place in others if low <= high]
    values = {"name": names[first], "loss": f"{mean:.3g}", "others": ", ".join(f"**{name}**" for name in near)}
    if near:
        return Message(
            N_(
                "**{name}** has the lowest loss in the mean ({loss}). It is not certain to be better than {others}: "
                "the losses of different seeds overlap."
            ),
            values,
        )
    return Message(N_("**{name}** has the lowest loss ({loss}), below all others with every seed."), values)

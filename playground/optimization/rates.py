"""Which learning rate? Every racer trains the small network at fifteen rates over seven decades.

``python -m playground.optimization.rates "SGD(); Adam()"`` runs it in a terminal, one JSON object for each racer and
rate.
"""

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from playground.jobs import Job, Work, child
from playground.optimization.network_race import Training, asked, check_length, run
from playground.optimization.race import Racer
from playground.optimization.racers import all_written, with_settings, written
from playground.translations import N_, Message

MODULE = "playground.optimization.rates"
RATES = tuple(float(f"{10 ** (power / 2):.1g}") for power in range(-10, 5))  # 1e-05, 3e-05, …, 100
GUESSING = math.log(10)  # the loss of saying 10 % for each of the ten classes
CLOSE = 2.0  # a rate is as good as the best where its loss is at most so many times as high


@dataclass(frozen=True)
class Tried:
    """A racer at one rate: the loss at the end for each seed, None where it diverged."""

    racer: int
    lr: float
    losses: tuple[float | None, ...]

    @property
    def diverged(self) -> bool:
        return None in self.losses

    @property
    def loss(self) -> float:
        """The mean over the seeds; infinite where one diverged."""
        return fmean(math.inf if loss is None else loss for loss in self.losses)

    @property
    def fails(self) -> bool:
        """Whether it is no better than guessing."""
        return not self.loss < GUESSING


def at_rate(racer: Racer, lr: float) -> Racer:
    return with_settings(racer, {**racer.given, "lr": lr})


def without_rate(racer: Racer) -> str:
    """Return a racer as text without its rate."""
    rest = tuple(each for each in racer.settings if each[0] != "lr")
    return written(replace(racer, settings=rest)).removesuffix("()")


def distinct(racers: Sequence[Racer]) -> list[Racer]:
    """Return the racers that differ in more than their rates, each at the lowest rate."""
    return list(dict.fromkeys(at_rate(racer, RATES[0]) for racer in racers))


def sweep(racers: Sequence[Racer], training: Training) -> Iterator[Tried]:
    """Let all racers train at all rates, the coarse picture first."""
    for lr in (*RATES[::2], *RATES[1::2]):
        for place, racer in enumerate(racers):
            done = [run(at_rate(racer, lr), place, seed, training) for seed in range(training.seeds)]
            yield Tried(place, lr, tuple(each.loss for each in done))


def work(racers: Sequence[Racer], training: Training) -> Work:
    """Return the sweep as work for another process; raises `PlaygroundError` where it would take too long."""
    different = distinct(racers)
    check_length(different, training, len(RATES))
    return Work(MODULE, (all_written(different), *training.arguments), total=len(different) * len(RATES))


def tried(job: Job) -> tuple[Tried, ...]:
    """Return what was tried so far, the lowest rate first."""
    found = (Tried(line["racer"], line["lr"], tuple(line["losses"])) for line in job.lines)
    return tuple(sorted(found, key=lambda each: each.lr))


def advice(name: str, tried: Sequence[Tried]) -> Message:
    """Return what follows from all rates of one racer, the lowest first."""
    best = min(tried, key=lambda each: each.loss)
    if best.fails:
        return Message(N_("**{name}** is no better than guessing at any of these rates."), {"name": name})
    good = [each.lr for each in tried if each.loss <= CLOSE * best.loss]
    bad = next((each.lr for each in tried if each.lr > best.lr and each.fails), None)
    values = {
        "name": name,
        "best": f"{best.lr:g}",
        "loss": f"{best.loss:.3g}",
        "low": f"{good[0]:g}",
        "high": f"{good[-1]:g}",
        "bad": f"{bad:g}" if bad else "",
    }
    if bad is None:
        return Message(
            N_(
                "**{name}** learns best at lr={best} (loss {loss}); from {low} to {high} its loss is at most "
                "twice that. It bears all higher rates tried."
            ),
            values,
        )
    return Message(
        N_(
            "**{name}** learns best at lr={best} (loss {loss}); from {low} to {high} its loss is at most "
            "twice that. At {bad} it is no better than guessing, or diverges."
        ),
        values,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    with child.sentences():
        racers, training = asked(arguments, MODULE, __doc__)
        check_length(racers, training, len(RATES))
    for each in sweep(distinct(racers), training):
        child.tell(vars(each))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The race on a small network: every racer trains it several times, from the same weights, on the same batches.

``python -m playground.optimization.network_race "SGD(lr=0.1); Adam(lr=0.01)"`` runs it in a terminal, one JSON object
for each racer and seed.
"""

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn, optim

from playground.jobs import Job, Work, child
from playground.optimization.digit_network import examine, train
from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.race import Racer, settings_given
from playground.optimization.racers import all_written, read
from playground.parameters import Parameter
from playground.translations import N_, PlaygroundError

MODULE = "playground.optimization.network_race"
SAMPLES = 1500
LONGEST = 60_000  # steps of all trainings of a work, each as costly as one of SGD
EPOCHS = Parameter("epochs", 3, N_("How often each training goes through the 1,500 digits."), 1, 10)
SEEDS = Parameter("seeds", 3, N_("How many trainings: each with other first weights and another order."), 1, 5)
BATCH_SIZE = Parameter(
    "batch_size", 64, N_("Digits that go through the network together in one step."), choices=(32, 64, 128)
)


@dataclass(frozen=True)
class Training:
    """What all trainings have in common; `seeds` of them for each racer, with the seeds 0, 1, …"""

    epochs: int = EPOCHS.default
    seeds: int = SEEDS.default
    batch_size: int = BATCH_SIZE.default

    @property
    def steps(self) -> int:
        """How many steps a training has."""
        return self.epochs * math.ceil(SAMPLES / self.batch_size)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The settings as they stand on a command line."""
        return (str(self.epochs), str(self.seeds), str(self.batch_size))


@dataclass(frozen=True)
class Run:
    """One training of one racer.

    Attributes:
        racer: Its place among the racers.
        losses: Of each batch, before its step; the last of one that diverged is None.
        loss: On all digits learned from, at the end; None where it diverged.
        accuracy: On those of the examination, at the end; 0 where it diverged.
        refused: What PyTorch said where it did not go on.
    """

    racer: int
    seed: int
    losses: tuple[float | None, ...]
    loss: float | None
    accuracy: float
    refused: str = ""

    @property
    def diverged(self) -> bool:
        return self.loss is None


def optimizers_of(racer: Racer, model: nn.Module) -> list[optim.Optimizer]:
    """Return a racer's optimizer for a network; one that steps matrices leaves all else to AdamW at its defaults.

    Raises:
        ValueError, TypeError, RuntimeError: PyTorch does not take the settings.
    """
    row, settings = ALL_OPTIMIZERS[racer.optimizer], settings_given(racer)
    if not row.matrix:
        return [row.make(model.parameters(), **settings)]
    matrices = [weight for weight in model.parameters() if weight.ndim == 2]
    others = [weight for weight in model.parameters() if weight.ndim != 2]
    return [row.make(matrices, **settings), optim.AdamW(others)]


def run(racer: Racer, place: int, seed: int, training: Training) -> Run:
    """Let a racer train once."""
    try:
        model, losses = train(
            lambda model: optimizers_of(racer, model),
            seed=seed,
            epochs=training.epochs,
            batch_size=training.batch_size,
        )
    except (RuntimeError, ValueError, TypeError, ArithmeticError) as error:
        return Run(place, seed, (), None, 0.0, str(error))
    loss, accuracy = examine(model)
    finished = len(losses) == training.steps and math.isfinite(loss)
    told = tuple(float(f"{each:.5g}") if math.isfinite(each) else None for each in losses)
    return Run(place, seed, told, loss if finished else None, accuracy if finished else 0.0)


def network_race(racers: Sequence[Racer], training: Training) -> Iterator[Run]:
    """Let all racers train; one seed after the other, so that all are soon to be seen."""
    for seed in range(training.seeds):
        for place, racer in enumerate(racers):
            yield run(racer, place, seed, training)


def check_length(racers: Sequence[Racer], training: Training, times: int = 1) -> None:
    """Raise `PlaygroundError` where all trainings, each done `times`, would take too long."""
    asked = [20 if ALL_OPTIMIZERS[racer.optimizer].closure else 1 for racer in racers]
    steps = sum(asked) * training.steps * training.seeds * times
    if steps > LONGEST:
        raise PlaygroundError(
            N_(
                "That would be {steps} steps; {most} are possible. "
                "Take fewer racers, seeds or epochs, or larger batches."
            ),
            steps=f"{steps:,}",
            most=f"{LONGEST:,}",
        )


def work(racers: Sequence[Racer], training: Training) -> Work:
    """Return the race as work for another process; raises `PlaygroundError` where it would take too long."""
    check_length(racers, training)
    return Work(MODULE, (all_written(racers), *training.arguments), total=len(racers) * training.seeds)


def runs(job: Job) -> tuple[Run, ...]:
    """Return the trainings that are done."""
    return tuple(run_of(line) for line in job.lines)


def run_of(line: Mapping[str, Any]) -> Run:
    return Run(**{**line, "losses": tuple(line["losses"])})


def asked(arguments: Sequence[str] | None, module: str, description: str | None) -> tuple[list[Racer], Training]:
    """Return what a command line asks for, checked, and prepare the process for it."""
    parser = child.parser(module, description)
    parser.add_argument("racers", help="with semicolons between them")
    for setting in (EPOCHS, SEEDS, BATCH_SIZE):
        parser.add_argument(setting.name, type=int, nargs="?", default=setting.default, help=setting.help)
    given = parser.parse_args(arguments)
    if given.attached:
        child.attach()
    racers = []
    for entry in read(given.racers):
        if entry.problem:
            raise PlaygroundError(entry.problem.template, **entry.problem.values)
        assert entry.racer
        racers.append(entry.racer)
    torch.set_num_threads(1)
    return racers, Training(*(each.check(vars(given)[each.name]) for each in (EPOCHS, SEEDS, BATCH_SIZE)))


def main(arguments: Sequence[str] | None = None) -> int:
    with child.sentences():
        racers, training = asked(arguments, MODULE, __doc__)
        check_length(racers, training)
    for each in network_race(racers, training):
        child.tell(vars(each))
    return 0


if __name__ == "__main__":
    sys.exit(main())

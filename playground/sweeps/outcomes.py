"""What a sweep has shown so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.parameters import Value
from playground.runs import Run
from playground.sweeps.plan import Plan, check


@dataclass(frozen=True)
class Outcome:
    """One run of a sweep: the values of the settings that vary, in the order of the plan's axes.

    `result` is None unless the run came to its end: what broke off or was stopped cannot be compared.
    """

    run: Run
    values: tuple[Value, ...]
    result: float | None


def outcomes(plan: Plan, runs: Sequence[Run], results: Mapping[str, float]) -> list[Outcome]:
    """Return what became of the runs of a plan; `results` are by their ids."""
    settings = check(plan).values()
    return [
        Outcome(
            run,
            tuple(setting.value(run.config) for setting in settings),
            results.get(run.id) if run.status == "finished" else None,
        )
        for run in runs
    ]


def ranked(found: Sequence[Outcome], lowest: bool) -> list[Outcome]:
    """Return those with a result, the best first; of equals the one that was planned first."""
    there = [each for each in found if each.result is not None]
    return sorted(there, key=lambda each: (each.result or 0.0) * (1 if lowest else -1))

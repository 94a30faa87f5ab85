"""What a race costs beside a plain PyTorch loop that takes the same steps and keeps only the places.

    python -m benchmarks.race

Prints the seconds of both for eight racers and 500 steps on one thread, their ratio, and what changing one racer costs.
"""

import statistics
import time
from collections.abc import Callable

import torch

from playground.optimization.race import Course, Racer, optimizer_of, paths, race
from playground.optimization.race_presets import RATES
from playground.optimization.surfaces import SURFACES

NAMES = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "NAdam", "RAdam", "Adamax")
COURSE = Course("ravine", (-5.0, 2.0), 500)
TIMES = 5


def plain(racers: list[Racer]) -> list[list[torch.Tensor]]:
    f, found = SURFACES[COURSE.surface].f, []
    for racer in racers:
        place = torch.tensor(COURSE.start, dtype=torch.float64, requires_grad=True)
        optimizer = optimizer_of(racer, place)
        walked = [place.detach().clone()]
        for _ in range(COURSE.steps):
            optimizer.zero_grad()
            f(place).backward()
            optimizer.step()
            walked.append(place.detach().clone())
        found.append(walked)
    return found


def seconds(work: Callable[[], object]) -> float:
    """Return the median of the processor's seconds."""
    taken = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def main() -> None:
    torch.set_num_threads(1)
    racers = [Racer(name, (("lr", RATES[name]),)) for name in NAMES]
    race(Course("ravine", (-5.0, 2.0), 5), racers)
    ours, theirs = seconds(lambda: race(COURSE, racers)), seconds(lambda: plain(racers))
    print(f"8 racers, 500 steps: {ours * 1e3:.0f} ms; plain loops: {theirs * 1e3:.0f} ms; ratio {ours / theirs:.2f}")
    paths(COURSE, racers)
    rates = iter(range(1, 100))
    one = seconds(lambda: paths(COURSE, [Racer("Adam", (("lr", next(rates) / 1000),)), *racers[1:]]))
    print(f"one of them changed: {one * 1e3:.0f} ms")


if __name__ == "__main__":
    main()

"""``python -m playground.timing COMPARISON n1,n2,…``: measure in a terminal, one JSON object a line."""

import argparse
import json
import os
import sys
import threading
from collections.abc import Sequence

import torch

from playground.parameters import find
from playground.timing import COMPARISONS, check, measure, why_not
from playground.timing.measure import SECONDS
from playground.translations import PlaygroundError


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m playground.timing", description=__doc__)
    parser.add_argument("comparison", help=", ".join(COMPARISONS))
    parser.add_argument("sizes", help="sizes n with commas between them")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each statement and size, at least")
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    given = parser.parse_args(arguments)
    if given.attached:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        comparison = find(COMPARISONS, given.comparison, "comparison")
        sizes = check(comparison, [int(size) if size.isdecimal() else size for size in given.sizes.split(",")])
        if obstacle := why_not(comparison):
            raise PlaygroundError(obstacle.template, **obstacle.values)
    except PlaygroundError as error:
        parser.exit(2, f"{error}\n")
    os.environ.setdefault("KINETO_LOG_LEVEL", "6")  # the profiler would tell about each start and stop
    torch.set_num_threads(1)  # the other cores are for those who look at pages and train
    for point in measure(comparison, sizes, seconds=given.seconds):
        sys.stdout.write(json.dumps(point.as_json()) + "\n")
        sys.stdout.flush()
    return 0


def _end_with_input() -> None:
    """Wait for the end of standard input: whoever asked for the measurement has ended, however it did."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())

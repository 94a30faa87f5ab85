"""``python -m playground.timing COMPARISON n1,n2,…``: measure in a terminal, one JSON object a line."""

import os
import sys
from collections.abc import Sequence

import torch

from playground.jobs import child
from playground.parameters import find
from playground.timing import COMPARISONS, check, measure, why_not
from playground.timing.measure import SECONDS
from playground.translations import PlaygroundError


def main(arguments: Sequence[str] | None = None) -> int:
    parser = child.parser("playground.timing", __doc__)
    parser.add_argument("comparison", help=", ".join(COMPARISONS))
    parser.add_argument("sizes", help="sizes n with commas between them")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each statement and size, at least")
    given = parser.parse_args(arguments)
    if given.attached:
        child.attach()
    with child.sentences():
        comparison = find(COMPARISONS, given.comparison, "comparison")
        sizes = check(comparison, [int(size) if size.isdecimal() else size for size in given.sizes.split(",")])
        if obstacle := why_not(comparison):
            raise PlaygroundError(obstacle.template, **obstacle.values)
    os.environ.setdefault("KINETO_LOG_LEVEL", "6")  # the profiler would tell about each start and stop
    torch.set_num_threads(1)  # the other cores are for those who look at pages and train
    for point in measure(comparison, sizes, seconds=given.seconds):
        child.tell(point.as_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())

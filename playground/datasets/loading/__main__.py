"""``python -m playground.datasets.loading COST w1,w2,…``: measure in a terminal, one JSON object a line."""

import sys
from collections.abc import Sequence

import torch

from playground.datasets.loading import COSTS, loading_speed, worker_counts
from playground.datasets.loading.bounds import check_free
from playground.datasets.loading.measure import SECONDS
from playground.jobs import child
from playground.parameters import Parameter, find


def main(arguments: Sequence[str] | None = None) -> int:
    parser = child.parser("playground.datasets.loading", __doc__)
    parser.add_argument("cost", help=", ".join(COSTS))
    parser.add_argument("workers", help="numbers of workers with commas between them")
    parser.add_argument("--pin-memory", action="store_true", help="where there is an NVIDIA GPU")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each round, at least")
    given = parser.parse_args(arguments)
    if given.attached:
        child.attach()
    with child.sentences():
        cost = find(COSTS, given.cost, "cost")
        bounds = Parameter("workers", 0, "", 0, worker_counts()[-1])
        asked = [int(count) if count.isdecimal() else count for count in given.workers.split(",")]
        counts = sorted({int(str(bounds.check(count))) for count in asked})
        check_free(counts[-1])
    torch.set_num_threads(1)  # as in each worker
    for rate in loading_speed(cost.make(), worker_counts=counts, pin_memory=given.pin_memory, seconds=given.seconds):
        child.tell(rate.as_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())

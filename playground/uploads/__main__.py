"""``python -m playground.uploads FOLDER``: take uploaded pictures in, one line of JSON for each."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from playground.jobs import child
from playground.uploads.intake import take_in

MODULE = "playground.uploads"
MEMORY = 2 * 2**30  # bytes; a picture of the largest size takes a fifth


def main(arguments: Sequence[str] | None = None) -> int:
    parser = child.parser(MODULE, __doc__)
    parser.add_argument("folder", type=Path, help="a batch, as the store lays it down")
    given = parser.parse_args(arguments)
    if given.attached:
        child.attach()
    _bound_memory()
    with child.sentences():
        for report in take_in(given.folder):
            child.tell({"taken": report.taken + report.known, "refused": len(report.refused)})
    return 0


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such bound
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    sys.exit(main())

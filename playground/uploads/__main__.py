"""``python -m playground.uploads FOLDER``: take uploaded pictures in, one line of JSON for each.

With ``--one`` it is a single picture that is looked at and not kept: its line has it as a small PNG in base64.
"""

import base64
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from playground.jobs import child
from playground.uploads.intake import take_in
from playground.uploads.pictures import small_png

MODULE = "playground.uploads"
MEMORY = 2 * 2**30  # bytes; a picture of the largest size takes a fifth


def main(arguments: Sequence[str] | None = None) -> int:
    parser = child.parser(MODULE, __doc__)
    parser.add_argument("folder", type=Path, help="a batch, as the store lays it down")
    parser.add_argument("--one", action="store_true", help="it is a picture itself, which is told and deleted")
    given = parser.parse_args(arguments)
    if given.attached:
        child.attach()
    _bound_memory()
    with child.sentences():
        if given.one:
            child.tell({"png": base64.b64encode(_once(given.folder)).decode()})
            return 0
        for report in take_in(given.folder):
            child.tell({"taken": report.taken + report.known, "refused": len(report.refused)})
    return 0


def _once(path: Path) -> bytes:
    """Return a picture, made small, and delete it."""
    try:
        return small_png(path.read_bytes())
    finally:
        path.unlink(missing_ok=True)


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such bound
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    sys.exit(main())

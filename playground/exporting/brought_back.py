"""``python -m playground.exporting.brought_back FILE``: read weights that somebody brought; one line of JSON.

FILE is deleted. What was found in it is written beside it as safetensors, which the server then reads: so nothing that
came from outside is unpickled there, not even with weights only.
"""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from playground.exporting.brought_back_file import Brought, read
from playground.jobs import Work, child
from playground.translations import N_, PlaygroundError
from playground.uploads import store

MODULE = "playground.exporting.brought_back"
MEMORY = 8 * 2**30  # bytes of address space, of which PyTorch's libraries take the most
CLEAN = ".safetensors"


def lay_down(visitor: str, contents: bytes) -> Work:
    """Return the work of reading a file; raises `PlaygroundError` for want of room."""
    return Work(MODULE, (str(store.lay_down(visitor, contents)),), total=1)


def taken(line: Mapping[str, Any]) -> Brought | None:
    """Return what the process found and delete its file; None where that was taken before."""
    from safetensors.torch import load

    path = Path(line["file"])
    try:
        contents = path.read_bytes()
    except OSError:
        return None
    path.unlink(missing_ok=True)
    weights = load(contents)
    return Brought(line["format"], line["key"], tuple(line["others"]), {name: weights[name] for name in line["names"]})


def _written(brought: Brought, path: Path) -> dict[str, Any]:
    from safetensors.torch import save

    try:
        clean = {name: tensor.detach().contiguous().clone() for name, tensor in brought.weights.items()}
        contents = save(clean)
    except (KeyError, ValueError, RuntimeError) as error:
        raise PlaygroundError(
            N_("it holds tensors that safetensors does not know ({words})"), words=str(error)
        ) from None
    with store.no_space_in_words():
        path.write_bytes(contents)
    return {
        "format": brought.format,
        "key": brought.key,
        "others": brought.others,
        "names": [*clean],
        "file": str(path),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = child.parser(MODULE, __doc__)
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    if given.attached:
        child.attach()
    torch.set_num_threads(1)
    _bound_memory()
    with child.sentences():
        try:
            child.tell(_written(read(given.file.read_bytes()), given.file.with_suffix(CLEAN)))
        finally:
            given.file.unlink(missing_ok=True)
    return 0


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such bound
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    sys.exit(main())

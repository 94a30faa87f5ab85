"""A file that is said to hold weights: told by its contents what it is, and read so that nothing in it can run.

Meant for a process of its own with bounds on memory and time (`playground.exporting.brought_back`), which is there the
sooner the less is imported here. Whatever a broken file makes its readers raise is said as a sentence.
"""

import io
import pickle
import struct
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor

from playground.translations import N_, PlaygroundError

MOST_UNPACKED = 64 * 2**20  # bytes
MOST_TENSORS = 5_000
MOST_NAMED = 4  # names in a sentence
WEIGHTS = ("model_state_dict", "state_dict", "model", "model_state", "network", "net", "weights")  # keys of checkpoints

BROKEN = (  # what a file that is none makes its readers raise
    OSError, EOFError, RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError, MemoryError,
    ArithmeticError, struct.error, zipfile.BadZipFile, pickle.UnpicklingError, SafetensorError,
)  # fmt: skip
TOO_LARGE = N_("unpacked it would be larger than {limit} MB, and such are not read here")
CUT = N_("it is broken or cut off ({words})")
CODE = N_(
    "to read it, Python would have to import and call {names}. So it is no state_dict but a whole module, or something "
    "that does harm; nothing of it was run. Save `model.state_dict()` instead"
)


@dataclass(frozen=True, eq=False)
class Brought:
    """What was found in a file: its format, under which key the weights were ("" where the file is the state_dict),
    the other keys beside it, and the weights."""

    format: str
    key: str
    others: tuple[str, ...]
    weights: Mapping[str, Tensor]


def read(contents: bytes) -> Brought:
    """Return the weights in a file; raises `PlaygroundError`, which says what the file is, where it holds none."""
    if not contents:
        raise PlaygroundError(N_("it is empty"))
    if contents.startswith(b"PK"):
        _look_into(contents)
        return _weights("PyTorch", _loaded(contents))
    if contents.startswith(b"\x80"):  # a pickle without a zip around it, as torch.save wrote it before PyTorch 1.6
        return _weights("PyTorch", _loaded(contents))
    if contents[8:9] == b"{" and int.from_bytes(contents[:8], "little") < MOST_UNPACKED:
        return _weights("safetensors", _safetensors(contents))
    raise PlaygroundError(_strange(contents))


def _look_into(contents: bytes) -> None:
    """Say in words why a zip file is not to be loaded, where it is not."""
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as archive:
            entries = archive.infolist()
    except BROKEN as error:
        raise PlaygroundError(CUT, words=_first_line(error)) from None
    names = [entry.filename.partition("/")[2] for entry in entries]
    if "constants.pkl" in names or any(name.startswith("code/") for name in names):
        raise PlaygroundError(N_("it is a TorchScript archive: it holds a program, and that is not run here"))
    if "archive_format" in names:
        raise PlaygroundError(N_("it is an archive of torch.export: it holds a program, and that is not run here"))
    if "data.pkl" not in names:
        raise PlaygroundError(N_("it is a zip file, but torch.save did not write it: there is no data.pkl in it"))
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise PlaygroundError(TOO_LARGE, limit=MOST_UNPACKED // 2**20)
    try:
        code = torch.serialization.get_unsafe_globals_in_checkpoint(io.BytesIO(contents))
    except BROKEN as error:
        raise PlaygroundError(CUT, words=_first_line(error)) from None
    if code:
        shown = [f"`{name}`" for name in sorted(code)[:MOST_NAMED]] + ["…"] * (len(code) > MOST_NAMED)
        raise PlaygroundError(CODE, names=", ".join(shown))


def _loaded(contents: bytes) -> Any:
    try:
        return torch.load(io.BytesIO(contents), map_location="cpu", weights_only=True)
    except BROKEN as error:
        words = [line.strip() for line in str(error).splitlines() if "Unsupported" in line or "unsupported" in line]
        said = (words or [_first_line(error)])[0][:200]
        raise PlaygroundError(N_("PyTorch does not load it with weights_only=True ({words})"), words=said) from None


def _safetensors(contents: bytes) -> dict[str, Tensor]:
    from safetensors.torch import load

    try:
        return dict(load(contents))
    except BROKEN as error:
        raise PlaygroundError(CUT, words=_first_line(error)) from None


def _strange(contents: bytes) -> str:
    try:
        contents[:1000].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < 990:  # else a character that the cut went through
            return N_("it is neither a file of torch.save nor safetensors, whatever its name says")
    return N_("it is a text, whatever its name says")


def _weights(form: str, loaded: Any) -> Brought:
    """Return the dictionary of tensors in what was loaded."""
    if not isinstance(loaded, dict):
        raise PlaygroundError(
            N_("it holds a {type}; what is looked for is a dictionary of names and tensors"), type=type(loaded).__name__
        )
    for key, found in _candidates(loaded):
        if _is_state(found):
            _check(found.values())
            others = [str(name)[:40] for name in loaded if key and name != key]
            return Brought(form, key, tuple(others[:20]), found)
    keys = ", ".join(f"`{str(key)[:40]}`" for key in [*loaded][:MOST_NAMED]) or "–"
    raise PlaygroundError(
        N_("it holds a dictionary, but no names with tensors, neither in itself nor under a key (its keys: {keys})"),
        keys=keys,
    )


def _candidates(loaded: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    yield "", loaded
    for key in (*(key for key in WEIGHTS if key in loaded), *loaded):
        yield str(key), loaded[key]


def _is_state(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and bool(found)
        and all(isinstance(name, str) and isinstance(tensor, Tensor) for name, tensor in found.items())
    )


def _check(tensors: Collection[Tensor]) -> None:
    """Refuse what would not fit into memory; a tensor may say that it is larger than its bytes in the file are."""
    if len(tensors) > MOST_TENSORS:
        raise PlaygroundError(N_("it holds more than {most} tensors"), most=f"{MOST_TENSORS:,}")
    if any(tensor.layout is not torch.strided or tensor.is_meta or tensor.is_quantized for tensor in tensors):
        raise PlaygroundError(N_("it holds tensors without plain values (sparse, quantized or meta)"))
    if sum(tensor.numel() * tensor.element_size() for tensor in tensors) > MOST_UNPACKED:
        raise PlaygroundError(TOO_LARGE, limit=MOST_UNPACKED // 2**20)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:150]

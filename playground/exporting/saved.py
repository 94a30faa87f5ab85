"""What `torch.save` writes: a zip file, its members, and what they are for."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import torch
from cachetools import LRUCache, cached

from playground.asking.loading import Asked
from playground.translations import N_

PICKLE = "data.pkl"
VALUES = "data/"
MEMBERS: Mapping[str, str] = {
    PICKLE: N_("A pickle: the dictionary itself, with names, shapes and dtypes, but without a single value."),
    VALUES: N_("The values of one tensor, byte for byte as they lie in memory."),
    "byteorder": N_("Which byte of a number comes first on the computer that wrote it."),
    "version": N_("The version of this layout."),
    ".format_version": N_("The version of the layout's additions."),
    ".storage_alignment": N_("Values begin at a multiple of so many bytes, so that they can be mapped into memory."),
    ".data/serialization_id": N_("A number made from the contents, by which the file can be recognised."),
}


@dataclass(frozen=True)
class Member:
    """A file inside the zip: its name without the folder that all lie in, its bytes, and what it is for."""

    name: str
    bytes: int
    about: str


@dataclass(frozen=True)
class Saved:
    """A file of `torch.save`: all its bytes, and its members."""

    bytes: int
    members: tuple[Member, ...]

    @property
    def values(self) -> int:
        """The bytes of all tensors in it."""
        return sum(member.bytes for member in self.members if member.name.startswith(VALUES))

    @property
    def pickle(self) -> int:
        """The bytes of the pickle in it."""
        return next(member.bytes for member in self.members if member.name == PICKLE)


@cached(LRUCache(32), lock=Lock())
def saved_state(asked: Asked) -> Saved:
    """Return what a network's state_dict is as a file."""
    return opened(written(asked.model.state_dict()))


def written(thing: object) -> bytes:
    """Return what `torch.save` writes."""
    buffer = io.BytesIO()
    torch.save(thing, buffer)
    return buffer.getvalue()


def opened(contents: bytes) -> Saved:
    """Return the members of a file that `torch.save` wrote; nothing in it is loaded."""
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        found = [(info.filename.partition("/")[2], info.file_size) for info in archive.infolist()]
    return Saved(len(contents), tuple(Member(name, size, _about(name)) for name, size in found))


def pickle_of(contents: bytes) -> bytes:
    """Return the pickle inside such a file."""
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        [name] = (name for name in archive.namelist() if name.partition("/")[2] == PICKLE)
        return archive.read(name)


def _about(name: str) -> str:
    return MEMBERS.get(name) or (MEMBERS[VALUES] if name.startswith(VALUES) else "")

"""A pickle taken apart, never loaded: its opcodes, the names it asks for, and what PyTorch says to it."""

import io
import pickletools
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

import torch
from cachetools import LRUCache, cached

from playground.asking.loading import Asked
from playground.exporting.pickle_program import Line, program
from playground.exporting.saved import PICKLE, pickle_of, written
from playground.exporting.words import COLOURS
from playground.runs.reading import UNREADABLE
from playground.translations import N_

NAMING, CALLING = ("GLOBAL", "STACK_GLOBAL"), ("REDUCE", "NEWOBJ", "BUILD")
OPCODES: Mapping[str, str] = {
    "PROTO": N_("the version of the language"),
    "GLOBAL": N_("import this name"),
    "EMPTY_TUPLE": N_("put an empty tuple on the stack"),
    "EMPTY_DICT": N_("put an empty dictionary on the stack"),
    "EMPTY_LIST": N_("put an empty list on the stack"),
    "MARK": N_("remember where the stack is now"),
    "TUPLE": N_("make a tuple of everything since the mark"),
    "TUPLE1": N_("make a tuple of the topmost"),
    "TUPLE2": N_("make a tuple of the two topmost"),
    "TUPLE3": N_("make a tuple of the three topmost"),
    "REDUCE": N_("call: the name below, with the tuple on top"),
    "NEWOBJ": N_("make an object of the class below"),
    "BUILD": N_("give the object its state; the class may say how"),
    "BINPERSID": N_("ask PyTorch for the bytes of this tensor"),
    "BINPUT": N_("remember the topmost under a number"),
    "LONG_BINPUT": N_("remember the topmost under a number"),
    "BINGET": N_("put what was remembered on the stack"),
    "LONG_BINGET": N_("put what was remembered on the stack"),
    "BINUNICODE": N_("put a text on the stack"),
    "BININT": N_("put a number on the stack"),
    "BININT1": N_("put a number on the stack"),
    "BININT2": N_("put a number on the stack"),
    "BINFLOAT": N_("put a number on the stack"),
    "NEWTRUE": N_("put True on the stack"),
    "NEWFALSE": N_("put False on the stack"),
    "NONE": N_("put None on the stack"),
    "SETITEM": N_("put a key and a value into the dictionary below"),
    "SETITEMS": N_("put all keys and values since the mark into the dictionary"),
    "STOP": N_("the end: the topmost is the result"),
}
COMMAND = "echo any command could stand here"


@dataclass(frozen=True)
class Opcode:
    """One instruction: where it begins in the pickle, its name, its argument, and whether it imports or calls."""

    place: int
    name: str
    argument: str

    @property
    def imports(self) -> bool:
        return self.name in NAMING

    @property
    def calls(self) -> bool:
        return self.name in CALLING


@dataclass(frozen=True)
class Pickled:
    """A file taken apart.

    Attributes:
        bytes: Of the file; `pickle_bytes` of the pickle in it.
        names: What it imports, each once, in the order of the file.
        refused: Those of them that `weights_only=True` does not let through, as PyTorch says without loading it.
        words: What ``torch.load(…, weights_only=True)`` says; "" where it loads the file. `reason` is the line of it
            that says why.
        program: The same in Python.
    """

    bytes: int
    pickle_bytes: int
    opcodes: tuple[Opcode, ...]
    names: tuple[str, ...]
    refused: tuple[str, ...]
    words: str
    program: tuple[Line, ...]

    @property
    def reason(self) -> str:
        lines = [line.strip() for line in self.words.splitlines()]
        return next((line for line in lines if "unsupported global" in line.lower()), self.words)


def opcodes_of(pickled: bytes) -> tuple[Opcode, ...]:
    """Return the opcodes of a pickle, which is only read."""
    return tuple(
        Opcode(place or 0, opcode.name, "" if argument is None else str(argument))
        for opcode, argument, place in pickletools.genops(pickled)
    )


def taken_apart(contents: bytes) -> Pickled:
    """Return what is in a file that the playground made itself. Nothing that it names is imported or called: PyTorch's
    own reader of weights knows a fixed list of names and stops at the first other one."""
    inside = pickle_of(contents)
    opcodes = opcodes_of(inside)
    names = tuple(dict.fromkeys(each.argument.replace(" ", ".") for each in opcodes if each.imports))
    try:
        torch.load(io.BytesIO(contents), map_location="cpu", weights_only=True)
        words = ""
    except UNREADABLE as error:
        words = COLOURS.sub("", str(error)).strip()
    refused = tuple(torch.serialization.get_unsafe_globals_in_checkpoint(io.BytesIO(contents)))
    return Pickled(len(contents), len(inside), opcodes, names, refused, words, program(inside))


def harmful() -> bytes:
    """Return a file whose pickle calls `os.system`: what `HARMFUL` would save, put together opcode by opcode."""
    command = COMMAND.encode()
    inside = b"".join(
        (
            b"\x80\x02",  # PROTO 2
            b"cos\nsystem\n",  # GLOBAL
            b"X" + len(command).to_bytes(4, "little") + command,  # BINUNICODE
            b"\x85",  # TUPLE1
            b"R",  # REDUCE
            b".",  # STOP
        )
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, contents in ((PICKLE, inside), ("byteorder", b"little"), ("version", b"3\n")):
            archive.writestr(f"weights/{name}", contents)
    return buffer.getvalue()


HARMFUL = f'''\
import os

class Weights:
    def __reduce__(self):  # "call this to make me again"
        return os.system, ("{COMMAND}",)

torch.save(Weights(), "weights.pt")
'''


@dataclass(frozen=True)
class FileRow:
    """A file to take apart: what it is called, the code that makes it, what it teaches, and its contents."""

    title: str
    code: str
    summary: str
    make: Callable[[Asked], bytes]


FILES: Mapping[str, FileRow] = {
    "state_dict": FileRow(
        N_("A state_dict"),
        'torch.save(model.state_dict(), "weights.pt")',
        N_(
            "Names, numbers and nothing else. The network's code is not in it: make the network first, then load into "
            "it."
        ),
        lambda asked: written(asked.model.state_dict()),
    ),
    "module": FileRow(
        N_("The whole module"),
        'torch.save(model, "model.pt")',
        N_(
            "The weights, and the names of the classes that are to be imported; their code is not in it either. "
            "Rename or move one of them, and the file cannot be read any more. And whoever reads it lets the file "
            "choose what is imported and called."
        ),
        lambda asked: written(asked.model),
    ),
    "harmful": FileRow(
        N_("A harmful file"),
        HARMFUL,
        N_(
            "It is called weights.pt and looks like any other. Whoever opens it as a pickle has run the command before "
            "seeing anything of it. Here it is only taken apart."
        ),
        lambda _asked: harmful(),
    ),
}


@cached(LRUCache(24), lock=Lock())
def file_of(asked: Asked, name: str) -> Pickled:
    """Return one of `FILES`, made for a network and taken apart."""
    with asked.lock:  # no hooks are on the network then
        contents = FILES[name].make(asked)
    return taken_apart(contents)

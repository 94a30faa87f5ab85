"""A pickle is a program for a small machine with a stack. Here it is written down in Python instead of being run."""

import pickletools
from dataclasses import dataclass
from typing import Any

LONGEST = 200  # characters of a line
MOST_LINES = 300
CONSTANTS = {"NEWTRUE": True, "NEWFALSE": False, "NONE": None, "EMPTY_TUPLE": ()}
EMPTY = {"EMPTY_DICT": "{}", "EMPTY_LIST": "[]", "EMPTY_SET": "set()"}
TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
ARGUMENTS = ("BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "SHORT_BINUNICODE")
IGNORED = ("PROTO", "FRAME")


@dataclass(frozen=True)
class Line:
    """A line of Python, and the name that it calls or makes an object of; "" where it calls nothing from the file."""

    text: str
    calls: str = ""


class _Unknown(Exception):
    """An opcode that files of `torch.save` do not have."""


class _Mark:
    """Where the stack was."""


@dataclass(eq=False)
class _Thing:
    """A value on the stack: how it is made, or the variable that it was put into."""

    text: str
    calls: str = ""
    variable: str = ""


class _Machine:
    """Walks through the opcodes with texts on the stack in the place of values."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[Any, Any] = {}
        self.lines: list[Line] = []
        self.variables = 0

    def step(self, name: str, argument: Any) -> None:
        stack = self.stack
        if name == "MARK":
            stack.append(_Mark())
        elif name == "GLOBAL":
            stack.append(_Thing(str(argument).replace(" ", ".")))
        elif name in ARGUMENTS:
            stack.append(argument)
        elif name in CONSTANTS:
            stack.append(CONSTANTS[name])
        elif name in EMPTY:
            stack.append(_Thing(EMPTY[name]))
        elif name in TUPLES or name == "TUPLE":
            stack.append(tuple(self._topmost(TUPLES[name]) if name in TUPLES else self._since_mark()))
        elif name in ("BINPUT", "LONG_BINPUT"):
            self.memo[argument] = stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(self.memo[argument])
        elif name == "BINPERSID":
            _kind, dtype, number, _device, count = stack.pop()
            stack.append(_Thing(f'bytes_of("data/{number}", {self._text(dtype)}, {count})'))
        elif name in ("REDUCE", "NEWOBJ"):
            arguments, called = stack.pop(), self._text(stack.pop())
            given = [self._text(each) for each in arguments]
            made = (
                f"{called}({', '.join(given)})"
                if name == "REDUCE"
                else f"{called}.__new__({', '.join((called, *given))})"
            )
            stack.append(_Thing(made, called))
            if arguments or name == "NEWOBJ":
                self._named(stack[-1])
        else:
            self._change(name)

    def _change(self, name: str) -> None:
        """Carry out an opcode that changes what is on the stack."""
        stack = self.stack
        if name == "BUILD":
            state = stack.pop()
            self._line(f"{self._named(stack[-1])}.__setstate__({self._text(state)})", stack[-1].calls)
        elif name in ("SETITEM", "SETITEMS"):
            pairs = self._since_mark() if name == "SETITEMS" else self._topmost(2)
            for key, value in zip(pairs[::2], pairs[1::2], strict=True):
                self._line(f"{self._named(stack[-1])}[{self._text(key)}] = {self._text(value)}")
        elif name in ("APPEND", "APPENDS", "ADDITEMS"):
            values = self._topmost(1) if name == "APPEND" else self._since_mark()
            method = "add" if name == "ADDITEMS" else "append"
            for value in values:
                self._line(f"{self._named(stack[-1])}.{method}({self._text(value)})")
        elif name == "STOP":
            self._line(f"result = {self._text(stack.pop())}")
        elif name not in IGNORED:
            raise _Unknown

    def _topmost(self, count: int) -> list[Any]:
        found = self.stack[-count:]
        del self.stack[-count:]
        return found

    def _since_mark(self) -> list[Any]:
        place = max(i for i, each in enumerate(self.stack) if isinstance(each, _Mark))
        found = self.stack[place + 1 :]
        del self.stack[place:]
        return found

    def _line(self, text: str, calls: str = "") -> None:
        self.lines.append(Line(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…", calls))

    def _named(self, thing: _Thing) -> str:
        """Return the variable that a value is in; it is put into one now where it is in none."""
        if not thing.variable:
            self.variables += 1
            thing.variable = f"v{self.variables}"
            self._line(f"{thing.variable} = {thing.text}", thing.calls)
        return thing.variable

    def _text(self, value: Any) -> str:
        if isinstance(value, _Thing):
            return value.variable or value.text
        if isinstance(value, tuple):
            return f"({', '.join(map(self._text, value))}{',' if len(value) == 1 else ''})"
        return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    return f'"{text}"' if '"' not in text and "\\" not in text and text.isprintable() else repr(text)


def program(pickled: bytes) -> tuple[Line, ...]:
    """Return what a reader of this pickle does, as lines of Python; nothing where it has opcodes that `torch.save`
    never writes."""
    machine = _Machine()
    try:
        for opcode, argument, _place in pickletools.genops(pickled):
            machine.step(opcode.name, argument)
    except (_Unknown, IndexError, ValueError, KeyError, AttributeError, TypeError):
        return ()
    return tuple(machine.lines[:MOST_LINES])

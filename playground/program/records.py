"""What a program was, what came of it, and what went wrong: plain frozen records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch
from torch import Tensor

from playground.translations import Message, PlaygroundError

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Limits:
    """What a program may take. Over `bytes`, `seconds` or `lines` its shapes are still found, on fake tensors.

    Attributes:
        bytes: All tensors that it makes, together: a trace keeps every one until the program has ended.
        seconds: How long it may run.
        lines: Lines of its text.
        literal: The largest whole number in its text; PyTorch counts with 64 bits.
        characters: Length of its text; a longer one is refused.
        calls: Operations recorded, with those in loops.
        turns: Turns of one loop.
        leaves: Numbers in one nested list.
        cells: Values are recorded of tensors with at most so many cells.
    """

    bytes: int = 64 * 2**20
    seconds: float = 2.0
    lines: int = 200
    literal: int = 2**63 - 1
    characters: int = 20_000
    calls: int = 5_000
    turns: int = 1_000
    leaves: int = 10_000
    cells: int = 4_096


class Span(NamedTuple):
    """A piece of the program: its text, and where it begins and ends. Lines and columns count from 1."""

    text: str
    line: int
    column: int
    end_line: int
    end_column: int


class ProgramError(PlaygroundError):
    """The program asks for something that is not possible here; nothing of it was run.

    Attributes:
        span: The piece of the program that is not possible, where it is one piece.
        source: The whole text of the program, from which edits are made.
    """

    def __init__(self, template: str, line: int = 1, column: int = 1, **values: Any) -> None:
        super().__init__(template, **values)
        self.line, self.column = line, column
        self.span: Span | None = None
        self.source = ""


@dataclass(frozen=True, slots=True, eq=False)
class TensorValue:
    """A tensor as it was at one moment.

    Attributes:
        storage: The same number means the same memory.
        version: How often its memory has been written by in-place operations.
        grad_fn: The name of the node that made it, `AddBackward0`; None for a leaf.
        data: Its values: a detached copy, or None where it is large or was never computed.
        memory: The addresses of its storage's bytes; they begin with 0 where nothing was computed.
        sequence: The number that autograd gave the node that made it, in the order of making; −1 for a leaf.
    """

    shape: Shape
    dtype: torch.dtype
    device: torch.device
    strides: Shape
    offset: int
    storage: int
    version: int
    requires_grad: bool
    is_leaf: bool
    grad_fn: str | None
    data: Tensor | None
    memory: range = range(0)
    sequence: int = -1

    @property
    def nbytes(self) -> int:
        """Bytes of its cells (one that is seen often through stride 0 counted each time)."""
        return self.numel * self.dtype.itemsize

    @property
    def numel(self) -> int:
        count = 1
        for size in self.shape:
            count *= size
        return count


@dataclass(frozen=True, slots=True)
class ManyValue:
    """A tuple, a list or a named tuple that holds tensors."""

    kind: str
    items: tuple["Value", ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainValue:
    """Anything else: a number, a shape, a dtype.

    Attributes:
        tensor: Of a NumPy array: the tensor that PyTorch has on the same memory, if it has one.
    """

    kind: str
    text: str
    tensor: TensorValue | None = field(default=None, compare=False, repr=False)


Value = TensorValue | ManyValue | PlainValue


def tensors(value: "Value | None") -> list[TensorValue]:
    """Return the tensors in a value, in order."""
    if isinstance(value, TensorValue):
        return [value]
    if isinstance(value, ManyValue):
        return [tensor for item in value.items for tensor in tensors(item)]
    return []


@dataclass(frozen=True, slots=True)
class Operand:
    """A tensor that went into a call.

    Attributes:
        name: How the call receives it: `input`, `tensors[1]`, or its place as a number.
        source: How the program names it: `A`, `A.T`.
    """

    name: str
    source: str
    value: TensorValue


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One operation of a program: what went in, what came out.

    Attributes:
        row: The name of its row in the catalogue: `torch.cat`; operators have the row of the function they stand for.
        symbol: How it is written: `cat`, `@`, `.T`, `[…]`.
        form: `function`, `method`, `attribute`, `operator`, `index`, `assignment` (into a tensor) or `augmented`.
        span: Its text in the program, and where that is.
        operands: The tensors that went in.
        settings: The other arguments as typed in Python: `{"dim": "0"}`.
        output: What came out; None where it failed.
        error: What PyTorch said, where it failed.
        repeat: Does it again on other tensors (one for each operand), for `sources` and `explain`.
    """

    row: str
    symbol: str
    form: str
    span: Span
    operands: tuple[Operand, ...]
    settings: Mapping[str, str]
    output: Value | None
    error: "RunError | None" = None
    repeat: Callable[[list[Tensor]], Any] | None = field(default=None, repr=False)

    @property
    def line(self) -> int:
        return self.span.line

    @property
    def source(self) -> str:
        return self.span.text


@dataclass(frozen=True, slots=True)
class RunError:
    """Why a program ended early.

    Attributes:
        type: The exception's name: `RuntimeError`.
        message: Its own words, unchanged.
        span: Where in the program.
        program: The whole text of the program, from which edits are made.
        refusal: Where the playground, not PyTorch, ended it: a sentence for the reader.
    """

    type: str
    message: str
    span: Span
    program: str
    refusal: Message | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One statement, run once; in a loop there is a step for each turn.

    Attributes:
        line: Its line in the program.
        source: Its text (of a loop or a condition: its head).
        calls: Its operations, in the order in which they ran.
        bound: The names that it set.
        names: Every name after it.
        result: The value of a statement that is an expression alone.
        printed: What it printed.
        error: Why the program ended here.
        warnings: What PyTorch warned of.
    """

    line: int
    source: str
    calls: tuple[Call, ...]
    bound: tuple[str, ...]
    names: Mapping[str, Value]
    result: Value | None = None
    printed: str = ""
    error: RunError | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What came of a program.

    Attributes:
        source: Its text.
        steps: What it did, in order.
        namespace: Every name at its end, with the value itself.
        nbytes: Memory of all the tensors that it made (or would make).
        seconds: An estimate of the time that it takes on one core, for what was not run.
        shapes_only: Why it was not run for real: then there are shapes and no values. None where it was.
        kept: Memory of what is recorded here, about.
        ties: Unties the circles of autograd's graphs when the trace is dropped; see `playground.program.ties`.
    """

    source: str
    steps: tuple[Step, ...]
    namespace: Mapping[str, Any]
    nbytes: int
    seconds: float
    shapes_only: Message | None = None
    kept: int = 0
    ties: object = field(default=None, repr=False)

    @property
    def calls(self) -> list[Call]:
        """Every operation, in order."""
        return [call for step in self.steps for call in step.calls]

    @property
    def error(self) -> RunError | None:
        """Why it ended early, if it did."""
        return self.steps[-1].error if self.steps else None

    @property
    def failed(self) -> Call | None:
        """The operation that failed, if one did."""
        return next((call for call in reversed(self.calls) if call.error), None)

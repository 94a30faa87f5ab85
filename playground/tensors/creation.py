"""Ways to make a tensor: what each asks for, and the line of PyTorch that it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.parameters import Parameter, Value
from playground.program.functions import FUNCTIONS, FunctionRow
from playground.tensors.entries import shape_of, shape_text, text_of, values_of
from playground.translations import N_

NUMBER = 1e9
SIZE = 1_000_000


@dataclass(frozen=True)
class Creation:
    """A way to make a tensor.

    Attributes:
        name: How it is written, and what the link says.
        row: Its row in the catalogue.
        expression: Its call; `{shape}` (as a tuple: `{tuple}`) and `{values}` are what was typed, the other fields are
            parameters.
        before: Lines that it needs first.
        parameters: The numbers that it asks for.
        options: Whether it takes dtype, device and requires_grad.
    """

    name: str
    row: str
    expression: str
    before: str = ""
    parameters: tuple[Parameter, ...] = ()
    options: bool = True

    @property
    def function(self) -> FunctionRow:
        return FUNCTIONS[self.row]

    def asks_for(self, field: str) -> bool:
        """Tell whether `shape` or `values` has to be typed."""
        places = ("{shape}", "{tuple}") if field == "shape" else ("{values}",)
        return any(place in self.expression + self.before for place in places)


def _number(name: str, default: float, text: str, low: float = -NUMBER, high: float = NUMBER) -> Parameter:
    return Parameter(name, default, text, low, high)


_FILL = _number("fill_value", 7.0, N_("The number in every cell."))
_LIKE = "A = torch.tensor({values})\n"
_FLOATS_LIKE = "A = torch.tensor({values}, dtype=torch.float32)\n"  # rand and randn draw no whole numbers
_WAYS = (
    Creation("tensor", "torch.tensor", "torch.tensor({values}{options})"),
    Creation("Tensor(2, 3, 4)", "torch.Tensor", "torch.Tensor({shape})", options=False),
    Creation("Tensor([2, 3, 4])", "torch.Tensor", "torch.Tensor({values})", options=False),
    Creation("from_numpy", "torch.from_numpy", "torch.from_numpy(a)", before="a = np.array({values})\n", options=False),
    Creation("as_tensor", "torch.as_tensor", "torch.as_tensor(a)", before="a = np.array({values})\n", options=False),
    Creation("zeros", "torch.zeros", "torch.zeros({shape}{options})"),
    Creation("ones", "torch.ones", "torch.ones({shape}{options})"),
    Creation("full", "torch.full", "torch.full(({tuple}), {fill_value}{options})", parameters=(_FILL,)),
    Creation("empty", "torch.empty", "torch.empty({shape}{options})"),
    Creation("rand", "torch.rand", "torch.rand({shape}{options})"),
    Creation("randn", "torch.randn", "torch.randn({shape}{options})"),
    Creation(
        "randint",
        "torch.randint",
        "torch.randint({low}, {high}, ({tuple}){options})",
        parameters=(
            Parameter("low", 0, N_("The smallest number that can be drawn."), -NUMBER, NUMBER),
            Parameter("high", 10, N_("One more than the largest number that can be drawn."), -NUMBER, NUMBER),
        ),
    ),
    Creation(
        "randperm",
        "torch.randperm",
        "torch.randperm({n}{options})",
        parameters=(Parameter("n", 8, N_("How many numbers: 0 to n − 1 in random order."), 0, SIZE),),
    ),
    Creation(
        "arange",
        "torch.arange",
        "torch.arange({start}, {end}, {step}{options})",
        parameters=(
            Parameter("start", 0, N_("The first number."), -NUMBER, NUMBER),
            Parameter("end", 10, N_("Where it ends; this number is left out."), -NUMBER, NUMBER),
            Parameter("step", 2, N_("The distance from one number to the next."), -NUMBER, NUMBER),
        ),
    ),
    Creation(
        "linspace",
        "torch.linspace",
        "torch.linspace({start}, {end}, {steps}{options})",
        parameters=(
            _number("start", 0.0, N_("The first number.")),
            _number("end", 1.0, N_("The last number; it is included.")),
            Parameter("steps", 5, N_("How many numbers, at equal distances."), 0, SIZE),
        ),
    ),
    Creation(
        "logspace",
        "torch.logspace",
        "torch.logspace({start}, {end}, {steps}{options})",
        parameters=(
            _number("start", 0.0, N_("The exponent of the first number: 10 to this power."), -300, 300),
            _number("end", 3.0, N_("The exponent of the last number."), -300, 300),
            Parameter("steps", 4, N_("How many numbers, each the same multiple of the one before."), 0, SIZE),
        ),
    ),
    Creation(
        "eye",
        "torch.eye",
        "torch.eye({n}, {m}{options})",
        parameters=(
            Parameter("n", 3, N_("Rows."), 0, SIZE),
            Parameter("m", 4, N_("Columns."), 0, SIZE),
        ),
    ),
    Creation("zeros_like", "torch.zeros_like", "torch.zeros_like(A{options})", _LIKE),
    Creation("ones_like", "torch.ones_like", "torch.ones_like(A{options})", _LIKE),
    Creation("full_like", "torch.full_like", "torch.full_like(A, {fill_value}{options})", _LIKE, (_FILL,)),
    Creation("rand_like", "torch.rand_like", "torch.rand_like(A{options})", _FLOATS_LIKE),
    Creation("randn_like", "torch.randn_like", "torch.randn_like(A{options})", _FLOATS_LIKE),
    Creation("empty_like", "torch.empty_like", "torch.empty_like(A{options})", _LIKE),
)
CREATIONS: Mapping[str, Creation] = {way.name: way for way in _WAYS}


def program(way: Creation, shape: str, values: str, numbers: Mapping[str, Value], options: Mapping[str, object]) -> str:
    """Return the program that makes `x`.

    Args:
        shape: As typed, where the way asks for it.
        values: As typed, where the way asks for it.
        numbers: The way's parameters.
        options: Settings other than the defaults: `{"dtype": "torch.float64", "requires_grad": True}`.

    Raises:
        PlaygroundError: shape or values cannot be read; see `entries`.
    """
    fields: dict[str, object] = dict(numbers)
    if way.asks_for("shape"):
        sizes = shape_of(shape, "x")
        fields["shape"] = shape_text(sizes)
        fields["tuple"] = ", ".join(map(str, sizes)) + ("," if len(sizes) == 1 else "")
    if way.asks_for("values"):
        fields["values"] = text_of(values_of(values, "A" if way.before.startswith("A") else "x"))
    fields["options"] = "".join(f", {name}={value}" for name, value in options.items()) if way.options else ""
    return f"{way.before}x = {way.expression}\n".format(**fields)


# What can be read off a tensor: each is run, and its result shown
FACTS = (
    "x.shape",
    "x.size()",
    "x.ndim",
    "x.numel()",
    "x.dtype",
    "x.device",
    "x.stride()",
    "x.is_contiguous()",
    "x.element_size()",
    "x.nbytes",
    "x.type()",
    "x.requires_grad",
    "x.is_leaf",
)
LEAVING = ("x.item()", "x.tolist()", "x.numpy()")  # ways out of PyTorch


def facts(source: str) -> str:
    """Return the program with a line for each fact."""
    return source + "".join(f"{line}\n" for line in FACTS)


@dataclass(frozen=True)
class CreationPreset:
    """A tensor worth seeing: the state of the page's controls, and what to look for."""

    name: str
    summary: str
    state: Mapping[str, Value]


PRESETS: Sequence[CreationPreset] = (
    CreationPreset(
        N_("A matrix of your own"),
        N_("Change a cell, or write rows in brackets. Whole numbers give int64; one decimal point gives float32."),
        {"how": "tensor", "values": "[[1, 2, 3], [4, 5, 6]]"},
    ),
    CreationPreset(
        "Tensor(2, 3, 4)",
        N_(
            "Numbers are sizes here: 24 elements, not initialised. PyTorch leaves in them whatever was in memory; "
            "this server clears it first, since it may be somebody else's."
        ),
        {"how": "Tensor(2, 3, 4)", "shape": "2, 3, 4"},
    ),
    CreationPreset(
        "Tensor([2, 3, 4])",
        N_("A list is values here: three cells, always float32."),
        {"how": "Tensor([2, 3, 4])", "values": "[2, 3, 4]"},
    ),
    CreationPreset(
        N_("A colour picture"),
        N_("Three channels, height, width: (C, H, W). Values from 0 to 1 are brightness."),
        {"how": "rand", "shape": "3, 8, 8", "picture": True},
    ),
    CreationPreset(
        N_("A batch: four axes"),
        N_("(N, C, H, W): the first axis is the picture, the second the channel; each panel is one channel."),
        {"how": "randint", "shape": "2, 3, 4, 4"},
    ),
    CreationPreset(
        N_("NaN and infinity"),
        N_("Floats can hold inf and nan; nan is not even equal to itself."),
        {"how": "tensor", "values": "[1.5, inf, -inf, nan]"},
    ),
    CreationPreset(
        N_("Too large"),
        N_("Ten billion cells: the shape and the bytes can be told without making it."),
        {"how": "zeros", "shape": "100000, 100000"},
    ),
)
_NUMBERS: dict[str, Value] = {f"{way.name}.{each.name}": each.default for way in _WAYS for each in way.parameters}
DEFAULTS: Mapping[str, Value] = {
    "how": "tensor",
    "values": "[[1, 2, 3], [4, 5, 6]]",
    "shape": "2, 3",
    "dtype": "default",
    "device": "cpu",
    "requires_grad": False,
    "picture": False,
    "seed": 0,
    **_NUMBERS,
}

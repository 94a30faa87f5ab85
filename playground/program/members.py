"""What a program may use besides PyTorch's functions: constants, builtins, NumPy, operators, members of plain values.

Whatever is not in one of these tables, or in the catalogue of functions, does not exist for a program.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from playground.program.careful import careful, careful_round, numeric
from playground.program.functions import ATTRIBUTES, FUNCTIONS, METHOD_MAKERS, METHODS
from playground.program.functions.rows import Growth

DTYPES: Mapping[str, torch.dtype] = {
    f"torch.{name}": dtype
    for name, dtype in (
        ("bool", torch.bool),
        ("uint8", torch.uint8),
        ("int8", torch.int8),
        ("int16", torch.int16),
        ("short", torch.int16),
        ("int32", torch.int32),
        ("int", torch.int32),
        ("int64", torch.int64),
        ("long", torch.int64),
        ("float16", torch.float16),
        ("half", torch.float16),
        ("bfloat16", torch.bfloat16),
        ("float32", torch.float32),
        ("float", torch.float32),
        ("float64", torch.float64),
        ("double", torch.float64),
        ("complex64", torch.complex64),
        ("complex128", torch.complex128),
    )
}

CONSTANTS: Mapping[str, Any] = dict(DTYPES) | {
    "torch.pi": torch.pi,
    "torch.e": torch.e,
    "torch.inf": torch.inf,
    "torch.nan": torch.nan,
    "np.pi": np.pi,
    "np.inf": np.inf,
    "np.nan": np.nan,
    "np.newaxis": None,
    "np.int32": np.int32,
    "np.int64": np.int64,
    "np.float32": np.float32,
    "np.float64": np.float64,
    "np.uint8": np.uint8,
}

# Functions beside the catalogue: (what, growth of the output: see FunctionRow)
OTHERS: Mapping[str, Callable[..., Any]] = {
    "torch.device": torch.device,
    "torch.Size": torch.Size,
    "torch.cuda.is_available": torch.cuda.is_available,
    "torch.is_grad_enabled": torch.is_grad_enabled,
    "torch.is_inference_mode_enabled": torch.is_inference_mode_enabled,
    "np.array": numeric(np.array),
    "np.asarray": numeric(np.asarray),
    "np.zeros": numeric(np.zeros),
    "np.ones": numeric(np.ones),
    "np.full": numeric(np.full),
    "np.arange": numeric(np.arange),
}

BUILTINS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "bool": bool,
    "enumerate": lambda *given, **named: list(enumerate(*given, **named)),
    "float": float,
    "id": id,
    "int": int,
    "len": len,
    "list": list,
    "max": max,
    "min": min,
    "range": range,
    "round": careful_round,
    "sum": sum,
    "tuple": tuple,
    "zip": lambda *given, strict=False: list(zip(*given, strict=strict)),
}

# What can stand after with, and how many arguments it can be given
CONTEXTS: Mapping[str, Callable[..., Any]] = {
    "torch.no_grad": torch.no_grad,
    "torch.enable_grad": torch.enable_grad,
    "torch.inference_mode": torch.inference_mode,
    "torch.set_grad_enabled": torch.set_grad_enabled,
}
CONTEXT_ARGUMENTS: Mapping[str, range] = {
    "torch.no_grad": range(1),
    "torch.enable_grad": range(1),
    "torch.inference_mode": range(2),
    "torch.set_grad_enabled": range(1, 2),
}

# How large what they make can be; see `FunctionRow.growth`
GROWTHS: Mapping[str, Growth] = {name: row.growth for name, row in FUNCTIONS.items()} | {
    "np.array": "sum",
    "np.asarray": "sum",
    "torch.Size": "parts",
}

CALLABLES: Mapping[str, Callable[..., Any]] = {
    name: careful(name, row.make) for name, row in FUNCTIONS.items() if not name.startswith("torch.Tensor.")
} | dict(OTHERS)
METHOD_CALLS: Mapping[str, Callable[..., Any]] = {
    name: careful(METHODS[name].name, make) for name, make in METHOD_MAKERS.items()
}


def _parents(name: str) -> list[str]:
    parts = name.split(".")[:-1]
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


MODULES = {parent for name in (*CALLABLES, *CONSTANTS, *CONTEXTS) for parent in _parents(name)}

# Members of values that are not tensors
Members = Mapping[str, Callable[..., Any]]


def _readers(*names: str) -> dict[str, Callable[[Any], Any]]:
    return {name: operator.attrgetter(name) for name in names}


_FIELDS = "values indices min max std mean eigenvalues eigenvectors Q R U S Vh sign logabsdet".split()
PLAIN_ATTRIBUTES: tuple[tuple[type, Members], ...] = (
    (tuple, _readers(*_FIELDS)),
    (np.ndarray, _readers("shape", "dtype", "ndim", "size", "T", "strides", "nbytes", "itemsize")),
    (np.generic, _readers("dtype", "itemsize")),
    (torch.finfo, _readers("max", "min", "eps", "tiny", "smallest_normal", "bits", "resolution", "dtype")),
    (torch.iinfo, _readers("max", "min", "bits", "dtype")),
    (torch.device, _readers("type", "index")),
    (torch.dtype, _readers("itemsize", "is_floating_point", "is_complex", "is_signed")),
    (complex, _readers("real", "imag")),
)
PLAIN_METHODS: tuple[tuple[type, Members], ...] = (
    (torch.Size, {"numel": torch.Size.numel}),
    (list, {"append": list.append}),
    (np.generic, {"item": numeric(np.generic.item)}),
    (
        np.ndarray,
        {
            "copy": numeric(np.ndarray.copy),
            "reshape": numeric(np.ndarray.reshape),
            "sum": numeric(np.ndarray.sum),
            "mean": numeric(np.ndarray.mean),
            "tolist": np.ndarray.tolist,
            "astype": numeric(np.ndarray.astype),
            "item": numeric(np.ndarray.item),
            "transpose": numeric(np.ndarray.transpose),
        },
    ),
)
METHOD_NAMES = set(METHODS) | {name for _, members in PLAIN_METHODS for name in members}
ATTRIBUTE_NAMES = set(ATTRIBUTES) | {name for _, members in PLAIN_ATTRIBUTES for name in members}
ASSIGNABLE = {"requires_grad", "grad", "data"}  # attributes of a tensor that may be set

# Operators: how they are written, what does them, which row of the catalogue explains them
Operator = tuple[str, Callable[..., Any], str]
BINARY: Mapping[type[ast.operator], Operator] = {
    ast.Add: ("+", operator.add, "torch.add"),
    ast.Sub: ("-", operator.sub, "torch.sub"),
    ast.Mult: ("*", operator.mul, "torch.mul"),
    ast.Div: ("/", operator.truediv, "torch.div"),
    ast.FloorDiv: ("//", operator.floordiv, "torch.floor_divide"),
    ast.Mod: ("%", operator.mod, "torch.remainder"),
    ast.Pow: ("**", operator.pow, "torch.pow"),
    ast.MatMult: ("@", operator.matmul, "torch.matmul"),
    ast.BitAnd: ("&", operator.and_, "torch.bitwise_and"),
    ast.BitOr: ("|", operator.or_, "torch.bitwise_or"),
    ast.BitXor: ("^", operator.xor, "torch.bitwise_xor"),
}
IN_PLACE: Mapping[type[ast.operator], Operator] = {
    ast.Add: ("+=", operator.iadd, "torch.Tensor.add_"),
    ast.Sub: ("-=", operator.isub, "torch.Tensor.sub_"),
    ast.Mult: ("*=", operator.imul, "torch.Tensor.mul_"),
    ast.Div: ("/=", operator.itruediv, "torch.Tensor.div_"),
    ast.FloorDiv: ("//=", operator.ifloordiv, "torch.floor_divide"),
    ast.Mod: ("%=", operator.imod, "torch.remainder"),
    ast.Pow: ("**=", operator.ipow, "torch.Tensor.pow_"),
    ast.MatMult: ("@=", operator.imatmul, "torch.matmul"),
    ast.BitAnd: ("&=", operator.iand, "torch.bitwise_and"),
    ast.BitOr: ("|=", operator.ior, "torch.bitwise_or"),
    ast.BitXor: ("^=", operator.ixor, "torch.bitwise_xor"),
}
UNARY: Mapping[type[ast.unaryop], Operator] = {
    ast.USub: ("-", operator.neg, "torch.neg"),
    ast.UAdd: ("+", operator.pos, ""),
    ast.Invert: ("~", operator.invert, "torch.bitwise_not"),
}
COMPARE: Mapping[type[ast.cmpop], Operator] = {
    ast.Eq: ("==", operator.eq, "torch.eq"),
    ast.NotEq: ("!=", operator.ne, "torch.ne"),
    ast.Lt: ("<", operator.lt, "torch.lt"),
    ast.LtE: ("<=", operator.le, "torch.le"),
    ast.Gt: (">", operator.gt, "torch.gt"),
    ast.GtE: (">=", operator.ge, "torch.ge"),
    ast.Is: ("is", operator.is_, ""),
    ast.IsNot: ("is not", operator.is_not, ""),
}

# Names of arguments that a program may give. `out`, `generator`, `pin_memory` and the like are left out on purpose.
KEYWORDS = frozenset(
    """
    accumulate align_corners allow_unused alpha append approximate atol axes axis base batch1 batch2 beta bias
    boundaries ceil_mode chunks clip_value compute_mode condition copy correction count_include_pad create_graph
    data delta descending destination device diagonal dilation dim dim0 dim1 dim2 dimension dims dtype end end_dim
    eps equal_nan equation error_if_nonfinite exponent fill_value full_matrices grad_outputs grad_tensors gradient
    groups hermitian high ignore_index index indexing indices indices_or_sections initial inplace input input1
    input2 inputs interpolation k keepdim kernel_size label_smoothing largest length log_target low m margin mat1
    mat2 max max_norm mean memory_format min mode momentum n nan negative_slope neginf non_blocking norm_type
    normalized_shape num_classes num_samples obj offset operands ord other output_size outputs p pad padding
    parameters pos_weight posinf prepend probs q reduce reduction repeats replacement requires_grad retain_graph
    return_counts return_inverse right rounding_mode rtol running_mean running_var scale_factor section sections
    seed self shape shifts side size size_average sizes sorted source split_size split_size_or_sections src stable
    start start_dim std step steps strict stride target tensor tensors threshold training unbiased upper value
    values vec vec1 vec2 weight x1 x2
    """.split()
)

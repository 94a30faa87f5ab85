"""Programs that mean harm, or are nonsense: each ends in a sentence or a trace, and nothing outside changes."""

import os
import string
import time
import warnings

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.program import Limits, ProgramError, Trace, check, run
from playground.program.functions import FUNCTIONS, SAMPLES

SECONDS = 20.0  # a net, not a measure: machines are shared, and a program may take its two seconds twice

DUNDERS = """
__class__ __bases__ __base__ __mro__ __subclasses__ __init__ __globals__ __builtins__ __dict__ __getattribute__ __reduce__
__reduce_ex__ __import__ __loader__ __spec__ __code__ __func__ __self__ __call__ __new__ __del__ __torch_function__
__array__ __cuda_array_interface__ __setstate__ __module__ __wrapped__ __closure__
""".split()
RECEIVERS = ("()", "torch", "A", "(1)", "A.shape", "torch.zeros")
BUILTINS = """
eval exec open compile input getattr setattr delattr hasattr globals locals vars dir type object super memoryview
breakpoint exit quit help iter next map filter sorted reversed chr ord format bytes bytearray isinstance issubclass
staticmethod property callable hash frozenset set dict str repr slice
""".split()
TORCH = """
load save set_default_dtype set_default_device set_num_threads set_num_interop_threads manual_seed_all seed
set_grad_enabled use_deterministic_algorithms hub.load jit.load jit.script compile from_file ops.load_library
classes.load_library utils.cpp_extension.load multiprocessing.Process package.PackageImporter cuda.set_device
set_printoptions set_warn_always get_rng_state set_rng_state Generator UntypedStorage from_dlpack as_strided vmap
func.grad autograd.Function nn.Module nn.Linear optim.SGD utils.data.DataLoader distributed.init_process_group _C
storage.os sys os serialization.load onnx.export backends.mkldnn overrides library.Library
""".split()
METHODS = """
apply_ map_ map2_ register_hook resize_ resize_as_ set_ share_memory_ pin_memory as_strided untyped_storage storage
storage_type record_stream rename_ __setitem__ numpy_ to_sparse to_dense module_load type_ tofile dump
""".split()
STATEMENTS = """
import os|from os import system|import torch.hub|from torch import *|import torch as t|lambda: 0|f = lambda x: x
def f(): return 1|class C: pass|while True: pass|del A|global A|nonlocal A|assert False|raise ValueError|return 1|yield 1
async def f(): pass|await A|try:\n    pass\nexcept: pass|with open("x") as f: pass|with torch.no_grad() as g: pass
with A: pass|@torch.no_grad\ndef f(): pass|match A:\n    case 1: pass|x: int = 1|(x := 1)|x = {1: 2}|x = {1, 2}
x = {i for i in range(3)}|x = {i: i for i in range(3)}|x = (i for i in range(3))|f"{A}"|f"{A.__class__}"|"%s" % A
"{0.__class__}".format(A)|"a" * 10 ** 9|"a" + "b"|x = "text"|b"bytes"|x = `A`|print(A, file=1)|print(**{})
torch.zeros(2, out=A)|torch.zeros(2, generator=1)|torch.zeros(2, pin_memory=True)|torch.zeros(*A, **A)
torch.zeros(2, layout=1)|torch.cat([A], dim=0, dim=0)|torch = 1|np = 1|torch.zeros = 1|A.shape = 1|A.__class__ = 1
A.foo = 1|a.b.c = 1|for torch in A: pass|[torch for torch in A]|[i for i in A for j in A]|break|continue|else: pass
for i in range(3): pass\nelse: pass|x = y|torch|np|torch.nn|torch.zeros|np.load("x")|np.fromfile("x")|np.memmap("x")
np.save("x", A)|np.lib|np.vectorize(1)|np.frompyfunc(1, 1, 1)|np.ctypeslib|np.random.seed(0)|A.numpy().tofile("x")
A.numpy().dump("x")|A.numpy().data|A.numpy().base|A.numpy().ctypes|np.array([1]).dtype.type|torch.float32.type
A()()|A[0](1)|(1)(2)|"x"()|[1]()|print|len|x = print|torch.zeros.__call__(2)|(torch).zeros(2)|[torch][0].zeros(2)
torch.finfo(torch.float32).__class__|A.grad_fn.next_functions|A.grad_fn.metadata|*A|x = *A|x, *y = A|A if|((((
""".strip().replace("\n", "|").split("|")  # fmt: skip
STATEMENTS = [each.replace("\\n", "\n") for each in STATEMENTS]
BROKEN = [
    "", " ", "\t", "\n" * 500, "#" * 5_000, "\x00", "A\x00", "\ufeffx = 1", "x = 1\x0cy = 2", "x\r= 1", "x = 1\ry = 2",
    "é = 1", "变量 = torch.zeros(2)", "ｔｏｒｃｈ.load('x')", "torch.ｌｏａｄ('x')", "A.__ｃｌａｓｓ__", "𝐨𝐩𝐞𝐧('x')", "x = 1 \\\n + 2",
    "  x = 1", "if 1:\nx = 1", "x = 1;" * 200, "# coding: utf-7\nx = 1", "\\", "'", '"""', "'''abc", "$", "?", "😀", "x = 😀",
    "(" * 150, "[" * 5_000, "-" * 5_000 + "1", "~" * 19_000 + "1", "not " * 3_000 + "1", "1" + "+1" * 3_000,
    "A" + ".T" * 3_000, "A" + "[0]" * 3_000, "1" + "**2" * 100, "x = " * 3_000 + "1", "[" * 90 + "]" * 90,
    "if 1:\n" + "".join(" " * n + "if 1:\n" for n in range(1, 99)) + " " * 99 + "x = 1", "x" * 20_001, "1" * 5_000,
    "0x" + "f" * 10_000, "1e400", "-1e400", "1j" * 9, "9" * 400, "x = 1" * 3_000, "a." * 5_000 + "b", ",".join("a" * 9_000),
]  # fmt: skip
HUGE = """
9 ** 9 ** 9|2 ** 100_000|(2 ** 4000) ** 4000|1 << 10 ** 9|10 ** 10 ** 10|[0] * 10 ** 9|[[0] * 10_000] * 10_000
(0,) * 10 ** 9|list(range(10 ** 9))|tuple(range(10 ** 9))|sum(range(10 ** 12))|max(range(10 ** 12))|range(10 ** 30)
[i for i in range(10 ** 9)]|[[i for i in range(900)] for j in range(900)]|torch.tensor(range(10 ** 9))
torch.tensor([[0] * 10_000] * 10_000)|np.array([[0] * 9_999] * 9_999)|np.zeros(10 ** 12)|np.ones((10 ** 6, 10 ** 6))
np.arange(10 ** 12)|np.linspace(0, 1, 10 ** 10)|torch.zeros(10 ** 6, 10 ** 6)|torch.empty(10 ** 12)|torch.rand(10 ** 11)
torch.arange(10 ** 12)|torch.arange(0.0, 1.0, 1e-12)|torch.linspace(0, 1, 10 ** 11)|torch.eye(10 ** 6)
torch.full((10 ** 6, 10 ** 6), 1.0)|torch.ones(10 ** 5, 1) + torch.ones(1, 10 ** 5)|torch.ones(10 ** 5).outer(torch.ones(10 ** 5))
torch.kron(torch.ones(999, 999), torch.ones(999, 999))|torch.cartesian_prod(torch.ones(9_999), torch.ones(9_999))
torch.meshgrid(torch.ones(99_999), torch.ones(99_999))|torch.ones(1).expand(10 ** 12).contiguous()|torch.ones(3).repeat(10 ** 11)
torch.ones(3).repeat_interleave(10 ** 11)|torch.repeat_interleave(torch.tensor([10 ** 12]))|torch.diag(torch.ones(10 ** 5))
torch.nn.functional.one_hot(torch.tensor([10 ** 12]))|torch.nn.functional.one_hot(torch.tensor([1]), 10 ** 12)
torch.nn.functional.pad(torch.ones(3), (0, 10 ** 11))|torch.nn.functional.interpolate(torch.ones(1, 1, 9), 10 ** 11)
torch.nn.functional.interpolate(torch.ones(1, 1, 9), scale_factor=1e9)|torch.matrix_power(torch.ones(9, 9), 10 ** 18)
torch.nn.functional.conv2d(torch.ones(1, 1, 9, 9), torch.ones(1, 1, 3, 3), padding=10 ** 6)
torch.multinomial(torch.ones(3), 10 ** 11, replacement=True)|torch.histc(torch.ones(3), 10 ** 10)|torch.randperm(10 ** 11)
torch.einsum("i,j,k->ijk", torch.ones(9_999), torch.ones(9_999), torch.ones(9_999))|torch.ones(1).new_zeros(10 ** 12)
torch.cdist(torch.ones(10 ** 5, 2), torch.ones(10 ** 5, 2))|torch.block_diag(torch.ones(10 ** 4, 1), torch.ones(1, 10 ** 4))
torch.linalg.svd(torch.ones(3_000, 3_000))|torch.linalg.eigh(torch.ones(3_000, 3_000))|torch.linalg.inv(torch.ones(3_000, 3_000))
torch.ones(3_000, 3_000, dtype=torch.int64) @ torch.ones(3_000, 3_000, dtype=torch.int64)|torch.ones(10 ** 6).tolist()
torch.ones(200_000).unbind(0)|torch.ones(200_000).split(1)|torch.ones(200_000).chunk(200_000)|list(torch.ones(10 ** 6))
torch.tril_indices(10 ** 6, 10 ** 6)|torch.zeros(10 ** 30)|torch.zeros(-1)|torch.zeros(2 ** 63)|torch.zeros(1, 2 ** 62, 4)
round(5, -(10 ** 12))|torch.ones([1] * 1_000)|torch.ones(2)[10 ** 30]|torch.tensor(10 ** 30)|torch.ones(2) * 10 ** 30
""".strip().replace("\n", "|").split("|")  # fmt: skip
LOOPS = [
    "for i in range(10 ** 9):\n    pass",
    "for i in range(999):\n    for j in range(999):\n        for k in range(999):\n            pass",
    "a = [0]\nfor i in range(999):\n    a = a + a",
    "a = [0]\nfor i in range(999):\n    a = [a, a]",
    "a = [0]\nfor i in range(999):\n    a = [a]",
    "a = [0]\nfor i in range(999):\n    a += a",
    "a = [0]\na.append(a)\nprint(a)",
    "a = [0]\na[0] = a\nprint(a)",
    "a = [0]\na += [a]\nprint(a)",
    "x = 2\nfor i in range(999):\n    x = x * x",
    "x = 2.0\nfor i in range(999):\n    x = x * x",
    "A = torch.ones(2)\nfor i in range(99):\n    A = torch.cat([A, A])",
    "A = torch.ones(2, 1)\nfor i in range(99):\n    A = torch.kron(A, A)",
    "L = []\nfor i in range(999):\n    L.append(torch.ones(200, 200))",
    "A = torch.ones(900, 900)\nfor i in range(999):\n    A = A @ A",
    "A = torch.ones(3, requires_grad=True)\nB = A\nfor i in range(999):\n    B = B * 2\nB.sum().backward()",
    "for i in range(999):\n    print(torch.ones(999))",
    "for i in range(900):\n    x = torch.rand(64, 64)",
    "A = torch.ones(9)\nfor i in range(999):\n    A = A.unsqueeze(0)",
    "A = torch.ones(2)\nA.data = torch.ones(10 ** 6)\nA.sum().backward()",
]
HOSTILE = list(
    dict.fromkeys(
        [
            *(f"x = {receiver}.{name}" for receiver in RECEIVERS for name in DUNDERS),
            *(f"{name}(1)" for name in BUILTINS),
            *(f"x = {name}" for name in BUILTINS),
            *(f"torch.{name}" for name in TORCH),
            *(f"torch.{name}(1)" for name in TORCH),
            *(f"A.{name}(1)" for name in METHODS),
            *STATEMENTS,
            *BROKEN,
            *(f"x = {expression}" for expression in HUGE),
            *LOOPS,
        ]
    )
)
CLOSED = [
    *(f"x = {receiver}.{name}" for receiver in RECEIVERS for name in DUNDERS),
    *(f"{name}(1)" for name in BUILTINS),
    *(f"torch.{name}(1)" for name in TORCH),
    *(f"A.{name}(1)" for name in METHODS),
]
START = "A = torch.ones(2, 3)\n"
run("x = torch.zeros(10 ** 6, 10 ** 6)")  # the first use of fake tensors sets an environment variable of PyTorch's


def outside(folder) -> tuple:
    """What no program may change."""
    return (
        torch.get_default_dtype(),
        torch.default_generator.get_state().tolist(),
        torch.get_num_threads(),
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        torch.is_warn_always_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        list(warnings.filters),
        sorted(os.listdir(folder)),
        dict(os.environ),
    )


def test_there_are_at_least_300_of_them():
    assert len(HOSTILE) >= 300


@pytest.mark.parametrize("number", range(0, len(HOSTILE), 10))
def test_each_ends_in_a_sentence_or_a_trace_and_changes_nothing(number, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for program in HOSTILE[number : number + 10]:
        before, began = outside(tmp_path), time.process_time()
        for source in (program, START + program):
            try:
                trace = run(source)
            except ProgramError as error:
                assert error.line >= 1, program
                assert error.column >= 1, program
                assert str(error), program
            else:
                assert isinstance(trace, Trace)
                assert trace.shapes_only or trace.nbytes <= Limits().bytes, program
        assert time.process_time() - began < SECONDS, program
        assert outside(tmp_path) == before, program


@pytest.mark.parametrize("number", range(0, len(CLOSED), 25))
def test_what_is_not_in_a_table_does_not_exist(number):
    for program in CLOSED[number : number + 25]:
        with pytest.raises(ProgramError):
            check(START + program)


EXAMPLES = [row.example for row in FUNCTIONS.values() if not row.random]
TOKENS = st.sampled_from(
    [*"()[]{}.,:=+-*/@%&|^~<>", "**", "//", "==", "for i in range(3):\n    ", "if A.sum() > 1:\n    ", "\n", "A", "B", "M",
     "torch", "np", "0", "-1", "2", "1e9", "99999999999", "None", "True", "...", "dim=0", ".T", ".shape", "torch.zeros(2)",
     "'x'", "lambda", "import", "__class__", "with torch.no_grad():\n    ", "print(A)", "[0]", "x = "]
)  # fmt: skip
SMALL = Limits(bytes=2**20, seconds=0.3, calls=200, turns=50, leaves=500)


def ends_well(source: str) -> None:
    state = torch.default_generator.get_state()
    try:
        trace = run(source, limits=SMALL)
    except ProgramError as error:
        assert str(error)
    else:
        assert trace.shapes_only or trace.nbytes <= SMALL.bytes
    assert torch.equal(torch.default_generator.get_state(), state)
    assert torch.is_grad_enabled()


fuzz = settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@fuzz
@given(st.sampled_from(EXAMPLES), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), TOKENS), max_size=4))
def test_broken_pieces_of_good_programs_end_well(example, changes):
    text = f"r = {example}"
    for place, removed, token in changes:
        place = min(place, len(text))
        text = text[:place] + token + text[place + removed :]
    ends_well(SAMPLES + text)


@fuzz
@given(st.lists(TOKENS, max_size=25))
def test_heaps_of_tokens_end_well(tokens):
    ends_well("A = torch.ones(2, 3)\nB = A\nM = A\n" + " ".join(tokens))


@fuzz
@given(st.text(max_size=200) | st.text(string.printable, max_size=200))
def test_any_text_ends_well(text):
    ends_well(text)

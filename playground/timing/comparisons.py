"""What can be measured against what. The code is this table's own text: no visitor types any of it."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch

from playground.parameters import Parameter, Row, table
from playground.translations import N_, Message, PlaygroundError

TENSORS = N_("n: number of tensors")
SIDE = N_("n: rows and columns of a matrix")
NUMBERS = N_("n: how many numbers")


@dataclass(frozen=True)
class Statement:
    """One way to the result: its label, in Python's and PyTorch's own words, and its code.

    The code's last line is the result. It may be run any number of times after the setup.
    """

    label: str
    code: str


@dataclass(frozen=True)
class Comparison(Row):
    """Statements that come to the same result.

    Attributes:
        make: The function of PyTorch that it is about.
        parameters: One, `n`: the largest size; its choices are all sizes, the smallest first. At the largest, a
            statement takes less than a second on one slow core and the tensors less than 256 MiB; it calls PyTorch at
            most some ten thousand times, because the profiler that counts the memory keeps a record of each call.
        title: What it is called on the page; `name` stands in links.
        axis: What `n` counts.
        setup: Code that runs before the clock starts; it finds `n` and `torch`.
        statements: What is measured; two or three.
        teaches: What is to be learned from the numbers, true on any computer.
        needs_cuda: It cannot be measured without an NVIDIA GPU.
    """

    title: str = ""
    axis: str = ""
    setup: str = ""
    statements: tuple[Statement, ...] = ()
    teaches: str = ""
    needs_cuda: bool = False

    def sizes(self, largest: object = None) -> tuple[int, ...]:
        """Return the sizes up to `largest`, or up to the default."""
        [n] = self.parameters
        top = n.check(n.default if largest is None else largest)
        return tuple(int(size) for size in n.choices if int(size) <= int(top))

    @property
    def labels(self) -> tuple[str, ...]:
        """The statements' labels."""
        return tuple(statement.label for statement in self.statements)


def _n(default: int, *choices: int) -> tuple[Parameter]:
    return (Parameter("n", default, N_("The largest size; smaller ones are measured before it."), choices=choices),)


STACK_CAT = Comparison(
    name="stack_cat",
    title=N_("Join tensors: stack, cat, or cat in a loop"),
    make=torch.stack,
    summary=N_("n tensors of 256 numbers are joined: on a new axis, along an old one, and by one cat after the other."),
    parameters=_n(256, 4, 16, 64, 256, 512, 1024),
    docs="generated/torch.stack.html",
    axis=TENSORS,
    setup="pieces = [torch.rand(256) for _ in range(n)]",
    statements=(
        Statement("stack", "torch.stack(pieces)"),
        Statement("cat", "torch.cat(pieces)"),
        Statement(
            "for … cat",
            "grown = pieces[0]\nfor piece in pieces[1:]:\n    grown = torch.cat([grown, piece])\ngrown",
        ),
    ),
    teaches=N_(
        "`stack` and `cat` copy every number once, so they take about as long as each other. One `cat` after the other "
        "copies what is there already again and again: twice the tensors, four times the copying. Collect tensors in a "
        "list and join them once."
    ),
)

MM_LOOP = Comparison(
    name="mm_loop",
    title=N_("A matrix product: one call or loops"),
    make=torch.mm,
    summary=N_("Two n×n matrices are multiplied: in one call, row by row, and number by number."),
    parameters=_n(32, 2, 4, 8, 16, 32, 64),
    docs="generated/torch.mm.html",
    axis=SIDE,
    setup="a = torch.rand(n, n)\nb = torch.rand(n, n)",
    statements=(
        Statement("mm", "torch.mm(a, b)"),
        Statement("for row", "torch.stack([row @ b for row in a])"),
        Statement(
            "for row, for column",
            "torch.stack([\n    torch.stack([row @ column\n                 for column in b.t()])\n"
            "    for row in a\n])",
        ),
    ),
    teaches=N_(
        "Every call of PyTorch costs about a microsecond before it computes anything. One call for the whole product "
        "pays that once, the loops pay it n or n² times, and they give away the order of work that makes a matrix "
        "product fast."
    ),
)

MATMUL_EINSUM = Comparison(
    name="matmul_einsum",
    title=N_("A matrix product: @, einsum or broadcasting"),
    make=torch.einsum,
    summary=N_("One matrix product written in three ways: @, einsum, and broadcasting with a sum."),
    parameters=_n(128, 4, 8, 16, 32, 64, 128, 256),
    docs="generated/torch.einsum.html",
    axis=SIDE,
    setup="a = torch.rand(n, n)\nb = torch.rand(n, n)",
    statements=(
        Statement("a @ b", "a @ b"),
        Statement("einsum", 'torch.einsum("ij,jk->ik", a, b)'),
        Statement("(a * b).sum", "(a[:, :, None] * b).sum(1)"),
    ),
    teaches=N_(
        "`@` and `einsum` end in the same routine; `einsum` only has to read its equation first, which counts while "
        "the matrices are small. Broadcasting writes down all n³ products before it adds them up: look at the memory."
    ),
)

FLOAT32_BFLOAT16 = Comparison(
    name="float32_bfloat16",
    title=N_("A matrix product with 64, 32 or 16 bits"),
    make=torch.matmul,
    summary=N_("The same matrix product with 64, 32 and 16 bits for each number."),
    parameters=_n(256, 16, 32, 64, 128, 256, 512),
    docs="tensor_attributes.html",
    axis=SIDE,
    setup=(
        "a = torch.rand(n, n)\nb = torch.rand(n, n)\n"
        "a64, b64 = a.double(), b.double()\na16, b16 = a.bfloat16(), b.bfloat16()"
    ),
    statements=(
        Statement("float64", "a64 @ b64"),
        Statement("float32", "a @ b"),
        Statement("bfloat16", "a16 @ b16"),
    ),
    teaches=N_(
        "Half the bits are half the memory. How much time they save is up to the processor: with instructions of its "
        "own for bfloat16 it is faster, without them it can be slower. bfloat16 reaches as far as float32, but keeps "
        "only two to three digits."
    ),
)

ADD_ADD_ = Comparison(
    name="add_add_",
    title=N_("Add: into new memory or in place"),
    make=torch.add,
    summary=N_("n numbers are added to n others: into new memory, in place, and into a tensor that is there already."),
    parameters=_n(1_048_576, 4, 64, 1024, 16_384, 262_144, 1_048_576, 4_194_304),
    docs="generated/torch.Tensor.add_.html",
    axis=NUMBERS,
    setup="x = torch.rand(n)\ny = torch.rand(n)\nz = torch.rand(n)",
    statements=(
        Statement("x + y", "x + y"),
        Statement("add_", "x.add_(y)"),
        Statement("add(out=)", "torch.add(x, y, out=z)"),
    ),
    teaches=N_(
        "`x + y` needs new memory for its result every time; `add_` and `out=` need none. With very large tensors, "
        "fetching memory from the operating system can take longer than the adding. But `add_` changes `x`: where "
        "autograd still needs the old values, `backward()` refuses."
    ),
)

VIEW_CONTIGUOUS = Comparison(
    name="view_contiguous",
    title=N_("Transpose: a view or a copy"),
    make=torch.Tensor.contiguous,
    summary=N_("An n×n matrix is transposed: as a view, and as a copy in the new order."),
    parameters=_n(1024, 4, 16, 64, 256, 512, 1024, 2048),
    docs="generated/torch.Tensor.contiguous.html",
    axis=SIDE,
    setup="x = torch.rand(n, n)",
    statements=(
        Statement("t", "x.t()"),
        Statement("t.contiguous", "x.t().contiguous()"),
    ),
    teaches=N_(
        "`t()` only exchanges the strides: it takes the same time for any size, and no memory. `contiguous()` copies "
        "all n² numbers, across the order in which they lie in memory. Copy only where something needs it."
    ),
)

PYTHON_LIST_TENSOR = Comparison(
    name="python_list_tensor",
    title=N_("Add numbers up: a Python list or a tensor"),
    make=torch.sum,
    summary=N_("n numbers are added up: a list by Python, a tensor by PyTorch, a list that is made a tensor first."),
    parameters=_n(65_536, 4, 16, 256, 4096, 65_536, 262_144),
    docs="generated/torch.sum.html",
    axis=NUMBERS,
    setup="x = torch.rand(n)\nnumbers = x.tolist()",
    statements=(
        Statement("sum(list)", "sum(numbers)"),
        Statement("x.sum", "x.sum()"),
        Statement("tensor(list).sum", "torch.tensor(numbers).sum()"),
    ),
    teaches=N_(
        "For a few numbers Python is faster, because a call of PyTorch costs more than the sum itself. For many, "
        "PyTorch is. But making a tensor of a list takes longer than adding the list up: keep numbers in tensors from "
        "the start. The memory is that of tensors only."
    ),
)

SORT_TOPK = Comparison(
    name="sort_topk",
    title=N_("The ten largest: sort or topk"),
    make=torch.topk,
    summary=N_("The ten largest of n numbers are found: by sorting all of them, and with topk."),
    parameters=_n(65_536, 16, 64, 256, 4096, 65_536, 262_144),
    docs="generated/torch.topk.html",
    axis=NUMBERS,
    setup="x = torch.rand(n)",
    statements=(
        Statement("sort", "x.sort(descending=True).values[:10]"),
        Statement("topk", "x.topk(10).values"),
    ),
    teaches=N_(
        "`sort` puts all n numbers in order and notes where each of them was; `topk` only keeps the ten. Ask for what "
        "is needed and no more: it saves time and memory."
    ),
)

CPU_CUDA = Comparison(
    name="cpu_cuda",
    title=N_("A matrix product: CPU or GPU"),
    make=torch.Tensor.to,
    summary=N_("The same matrix product on the CPU, on the GPU, and on the GPU with the way there and back."),
    parameters=_n(1024, 16, 64, 256, 512, 1024, 2048),
    docs="notes/cuda.html",
    axis=SIDE,
    setup='a = torch.rand(n, n)\nb = torch.rand(n, n)\na_gpu = a.to("cuda")\nb_gpu = b.to("cuda")',
    statements=(
        Statement("cpu", "a @ b"),
        Statement("cuda", "a_gpu @ b_gpu"),
        Statement("cpu → cuda → cpu", '(a.to("cuda") @ b.to("cuda")).cpu()'),
    ),
    teaches=N_(
        "A small product is done on the CPU before the GPU has been told what to do; a large one is far faster on the "
        "GPU. The way there and back takes time too, so tensors stay on the GPU. And the GPU still computes while "
        "Python goes on: whoever measures has to wait for it, as `Timer` does."
    ),
    needs_cuda=True,
)

COMPARISONS = table(
    STACK_CAT,
    MM_LOOP,
    ADD_ADD_,
    VIEW_CONTIGUOUS,
    PYTHON_LIST_TENSOR,
    FLOAT32_BFLOAT16,
    MATMUL_EINSUM,
    SORT_TOPK,
    CPU_CUDA,
)
DEFAULT = STACK_CAT


def check(comparison: Comparison, sizes: Iterable[object]) -> tuple[int, ...]:
    """Return `sizes` as whole numbers in order, each once; raises `PlaygroundError` that says what is allowed."""
    [parameter] = comparison.parameters
    largest = max(comparison.sizes(parameter.choices[-1]))
    bounds = Parameter("n", largest, "", minimum=comparison.sizes()[0], maximum=largest)
    found = {int(bounds.check(size)) for size in sizes}
    if not found or len(found) > len(parameter.choices):
        raise PlaygroundError(
            N_("Give one to {most} sizes; {given} were given."), most=len(parameter.choices), given=len(found)
        )
    return tuple(sorted(found))


def why_not(comparison: Comparison) -> Message | None:
    """Return why this computer cannot measure `comparison`, or None where it can."""
    if comparison.needs_cuda and not torch.cuda.is_available():
        return Message(N_("This comparison needs an NVIDIA GPU, and this computer has none that PyTorch can use."))
    return None

"""Programs about memory to start from: each shows one way to share it, or not to."""

from playground.tensors.presets import ProgramPreset
from playground.translations import N_

_A = "A = torch.arange(6.0).view(2, 3)\n"

MEMORY: tuple[ProgramPreset, ...] = (
    ProgramPreset(
        N_("A write through a slice"),
        N_("Three names, one storage. Whatever is written through one of them, the others see at once."),
        f"""\
{_A}row = A[1]
flat = A.view(6)
row[0] = 100
""",
    ),
    ProgramPreset(
        N_("t(): swapped strides"),
        N_("To transpose moves no number: only the strides change places. So T is no longer contiguous."),
        f"""\
{_A}T = A.t()
T.stride()
T.is_contiguous()
T[2, 0] = 100
""",
    ),
    ProgramPreset(
        N_("view or reshape"),
        N_("view always shares. reshape shares where it can, and copies where it must, as here for T."),
        f"""\
{_A}v = A.view(3, 2)
r = A.reshape(3, 2)
T = A.t()
c = T.reshape(6)
v[0, 0] = 100
""",
    ),
    ProgramPreset(
        N_("A view that cannot be"),
        N_("No single stride leads through T in its reading order. Mend it with one click, and see which way copies."),
        f"""\
{_A}T = A.t()
flat = T.view(6)
""",
    ),
    ProgramPreset(
        N_("expand: stride 0"),
        N_("expand repeats without a copy: stride 0 stays where it is. repeat copies."),
        """\
v = torch.tensor([1.0, 2.0, 3.0])
E = v.expand(4, 3)
R = v.repeat(4, 1)
v[1] = 100
""",
    ),
    ProgramPreset(
        "contiguous()",
        N_("contiguous() copies only what is not contiguous yet; otherwise it returns the very same object."),
        f"""\
{_A}same = A.contiguous()
T = A.t()
C = T.contiguous()
same is A
A[0, 1] = 100
""",
    ),
    ProgramPreset(
        N_("detach or clone"),
        N_("detach leaves the graph, not the memory. Only clone has numbers of its own."),
        """\
w = torch.ones(3, requires_grad=True)
d = w.detach()
c = w.detach().clone()
d[0] = 100
""",
    ),
    ProgramPreset(
        N_("add or add_"),
        N_("With the underscore, and with +=, the memory itself is written; A = A + 1 gives the name another tensor."),
        """\
A = torch.tensor([1.0, 2.0, 3.0])
B = A
C = A.add(10)
A.add_(10)
A += 1
A = A + 1
""",
    ),
    ProgramPreset(
        N_("NumPy shares"),
        N_("from_numpy looks into the array's own memory, torch.tensor copies. NumPy's writes are not counted."),
        """\
a = np.array([1.0, 2.0, 3.0])
t = torch.from_numpy(a)
c = torch.tensor(a)
a[0] = 100
t.add_(1)
""",
    ),
    ProgramPreset(
        N_("is, and data_ptr()"),
        N_("The same object, the same first element, or only the same storage: three different questions."),
        f"""\
{_A}B = A
v = A.view(6)
row = A[1]
B is A
v is A
v.data_ptr() == A.data_ptr()
row.data_ptr() - A.data_ptr()
""",
    ),
    ProgramPreset(
        N_("chunk and split"),
        N_("The parts are views: what is written into a part is written into the whole."),
        """\
A = torch.arange(8.0)
left, right = A.chunk(2)
parts = A.split(3)
right[0] = 100
parts[0].zero_()
""",
    ),
    ProgramPreset(
        N_("A slice looks, a list copies"),
        N_("A slice is a view. An index of numbers or truth values takes the numbers out: a copy."),
        """\
A = torch.arange(6.0)
s = A[1:4]
f = A[[1, 2, 3]]
m = A[A > 2]
A[2] = 100
A[[0, 1]] = -1
""",
    ),
)

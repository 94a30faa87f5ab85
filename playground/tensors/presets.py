"""Programs to start from: each shows one thing worth seeing."""

from dataclasses import dataclass

from playground.translations import N_


@dataclass(frozen=True)
class ProgramPreset:
    """A program with a name, and what to look for in it."""

    name: str
    summary: str
    source: str


PROGRAMS: tuple[ProgramPreset, ...] = (
    ProgramPreset(
        N_("Shapes in a chain"),
        N_("Follow the shape from operation to operation; point at a cell of a result to see where it came from."),
        """\
A = torch.tensor([[4.0, 2.0, 7.0], [1.0, 5.0, 3.0]])
B = torch.cat([A, A.T @ A], dim=0)
m = B.mean(1)
C = B - m.unsqueeze(1)
""",
    ),
    ProgramPreset(
        N_("One memory, two names"),
        N_("A view shares its memory with the tensor that it was made from; a clone does not."),
        """\
A = torch.zeros(2, 3)
row = A[0]
copy = A.clone()
row[1] = 7
A.add_(1)
""",
    ),
    ProgramPreset(
        N_("A loop that collects"),
        N_("Each turn of the loop is a step. At the end stack makes one tensor of all."),
        """\
x = torch.tensor([1.0, 2.0, 3.0])
states = []
for t in range(4):
    x = torch.tanh(x * 1.5 - t)
    states.append(x)
history = torch.stack(states, dim=0)
""",
    ),
    ProgramPreset(
        N_("One-hot by scatter_"),
        N_("Each label becomes a row with a single 1."),
        """\
labels = torch.tensor([2, 0, 1, 2])
one_hot = torch.zeros(4, 3)
one_hot.scatter_(1, labels.unsqueeze(1), 1.0)
back = one_hot.argmax(dim=1)
""",
    ),
    ProgramPreset(
        N_("A gradient"),
        N_("backward() fills w.grad; the graph behind y remembers how y was made."),
        """\
x = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
y = ((w * x).sum() - 1) ** 2
y.backward()
g = w.grad
""",
    ),
    ProgramPreset(
        N_("A mistake"),
        N_("The shapes do not fit. Read what PyTorch says, and mend it with one click."),
        """\
A = torch.tensor([[4.0, 2.0, 7.0], [1.0, 5.0, 3.0]])
B = torch.tensor([[6.0, 9.0, 2.0], [8.0, 3.0, 1.0]])
C = A @ B
""",
    ),
    ProgramPreset(
        N_("Too large to run"),
        N_("Ten billion numbers: the shapes are worked out all the same, and how much memory it would take."),
        """\
A = torch.randn(100_000, 100_000)
v = torch.randn(100_000)
y = A @ v
total = y.sum()
""",
    ),
)

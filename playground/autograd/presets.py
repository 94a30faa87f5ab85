"""Programs to start from: each shows one thing about the graph behind a result."""

from playground.tensors.presets import ProgramPreset
from playground.translations import N_

GRAPHS: tuple[ProgramPreset, ...] = (
    ProgramPreset(
        N_("First steps"),
        N_("y = w²·x + b: play backward and see how 12 comes about for w. Only w and b want gradients, x is fixed."),
        """\
w = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
x = torch.tensor(3.0)
y = w ** 2 * x + b
""",
    ),
    ProgramPreset(
        N_("A mean"),
        N_(
            "A whole tensor goes through one graph. The mean gives each of the four elements a quarter of the gradient."
        ),
        """\
x = torch.tensor([[1.0, 1.0], [1.0, 1.0]], requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
""",
    ),
    ProgramPreset(
        N_("Two paths"),
        N_("h is used twice: both gradients that come back to it are added up before it passes them on."),
        """\
x = torch.tensor(1.5, requires_grad=True)
h = torch.sin(x)
y = h * x + h ** 2
""",
    ),
    ProgramPreset(
        N_("Cross entropy"),
        N_("One neuron that is to say yes. The two slopes p·(1 − p) and (p − y)/(p·(1 − p)) meet, and p − y is left."),
        """\
w = torch.tensor([0.5, -1.0], requires_grad=True)
b = torch.tensor(0.1, requires_grad=True)
x = torch.tensor([2.0, 1.0])
target = torch.tensor(1.0)
logit = w @ x + b
p = torch.sigmoid(logit)
loss = torch.nn.functional.binary_cross_entropy(p, target)
""",
    ),
    ProgramPreset(
        N_("Two layers"),
        N_("Follow the shapes backward: each gradient has the shape of the tensor that it belongs to."),
        """\
x = torch.randn(4, 3)
target = torch.randn(4, 1)
W1 = torch.randn(3, 5, requires_grad=True)
b1 = torch.zeros(5, requires_grad=True)
W2 = torch.randn(5, 1, requires_grad=True)
h = torch.relu(x @ W1 + b1)
out = h @ W2
loss = torch.nn.functional.mse_loss(out, target)
""",
    ),
    ProgramPreset(
        N_("A coin decides"),
        N_("The graph is made anew in every run: it holds only the branch that ran. Another seed, another graph."),
        """\
x = torch.tensor(2.0, requires_grad=True)
if torch.rand(1) > 0.5:
    y = x ** 3
else:
    y = torch.exp(-x) + x
""",
    ),
    ProgramPreset(
        N_("A loop"),
        N_("Three turns of a recurrent cell: w and u are used in every turn, so three gradients arrive at each."),
        """\
w = torch.tensor(0.8, requires_grad=True)
u = torch.tensor(1.2, requires_grad=True)
h = torch.tensor(0.0)
for x in [0.5, -1.0, 2.0]:
    h = torch.tanh(w * h + u * x)
loss = (h - 1) ** 2
""",
    ),
    ProgramPreset(
        N_("retain_grad, detach"),
        N_("h is no leaf: its gradient is kept only because of retain_grad. Behind detach the path is cut."),
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
h = x * 3
h.retain_grad()
fixed = h.detach()
y = (h * fixed).sum()
""",
    ),
    ProgramPreset(
        N_("NaN"),
        N_(
            "The root of 0 has an infinite slope, and infinity times 0 is not a number. The first node that makes "
            "one is marked."
        ),
        """\
x = torch.tensor([0.0, 4.0], requires_grad=True)
r = torch.sqrt(x)
y = torch.where(x > 1, r, torch.zeros(2)).sum()
""",
    ),
)

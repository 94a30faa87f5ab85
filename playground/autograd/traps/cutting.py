"""Ways out of the graph: meant and not meant."""

from playground.autograd.traps.rows import STOPS, Also, Choice, TrapRow
from playground.translations import N_

ROWS: tuple[TrapRow, ...] = (
    TrapRow(
        "detach",
        N_("detach in the middle"),
        N_(
            "y = w · (w · 3) = 3w², at w = 2. The slope is 12. But the factor in brackets is detached. What is printed?"
        ),
        (
            Choice("`tensor(12.)`", "tensor(12.)"),
            Choice("`tensor(6.)`", "tensor(6.)"),
            Choice("`None`", "None"),
            Choice(STOPS, "RuntimeError"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
x = 3
h = w * x
y = w * h.detach()
y.backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
x = 3
h = w * x
y = w * h
y.backward()
print(w.grad)
""",
        why=N_(
            "detach gives the same number, 6, without its history. For autograd it is a constant, so y = 6w "
            "and the slope is 6. No error, no warning: just half of the gradient. (Where this is meant, as "
            "for a target or a fixed factor, detach is right.)"
        ),
        mending=N_("Leave detach out where the way through h is to count."),
    ),
    TrapRow(
        "no_grad",
        N_("Computed under no_grad"),
        N_("The forward pass stands under `torch.no_grad()`, backward below it. What happens?"),
        (
            Choice("`tensor(12.)`", "tensor(12.)"),
            Choice("`tensor(0.)`", "tensor(0.)"),
            Choice("`None`", "None"),
            Choice(STOPS, "RuntimeError"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    y = w ** 2 * 3
y.backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
y = w ** 2 * 3
y.backward()
with torch.no_grad():
    print(w.grad, w ** 2 * 3)
""",
        why=N_(
            "Under no_grad nothing is written down: y is a number without a history. What matters is where "
            "y was computed, not where backward is called."
        ),
        mending=N_(
            "Compute what is to be learned outside, and only what is to be looked at (validation, printing) "
            "under no_grad: it then takes less memory."
        ),
        also=Also(
            N_("The same for a whole function: a decorator"),
            """\
@torch.no_grad()
def validate(w):
    return w ** 2 * 3


w = torch.tensor(2.0, requires_grad=True)
print(validate(w))
print(validate(w).requires_grad)
""",
        ),
    ),
    TrapRow(
        "frozen",
        N_("Freezing"),
        N_(
            "y = 2·3 + 5·(2·3), and the weight w2 = 5 is to stay as it is. So its layer stands under "
            "no_grad. What does w1 get, whose slope is 3 + 5 · 3 = 18?"
        ),
        (
            Choice("`tensor(18.)`", "tensor(18.)"),
            Choice("`tensor(3.)`", "tensor(3.)"),
            Choice("`tensor(15.)`", "tensor(15.)"),
            Choice("`None`", "None None"),
        ),
        falls="""\
x = 3
w1 = torch.tensor(2.0, requires_grad=True)
w2 = torch.tensor(5.0, requires_grad=True)
h = w1 * x
with torch.no_grad():
    frozen = w2 * h
y = h + frozen
y.backward()
print(w1.grad, w2.grad)
""",
        mended="""\
x = 3
w1 = torch.tensor(2.0, requires_grad=True)
w2 = torch.tensor(5.0, requires_grad=True)
w2.requires_grad_(False)
h = w1 * x
frozen = w2 * h
y = h + frozen
y.backward()
print(w1.grad, w2.grad)
""",
        why=N_(
            "no_grad freezes not a weight but a stretch of the way. Whatever lies before it gets nothing "
            "through it any more: w1 learns only through the direct path, 3 instead of 18, and nobody says "
            "so."
        ),
        mending=N_("`w2.requires_grad_(False)` freezes the weight alone. The gradient still passes through its layer."),
        also=Also(
            N_("For a whole layer of a network"),
            """\
net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 1))
for parameter in net[1].parameters():
    parameter.requires_grad_(False)
net(torch.ones(1, 3)).sum().backward()
print(net[0].weight.grad is not None, net[1].weight.grad)
""",
        ),
    ),
    TrapRow(
        "inference_mode",
        "inference_mode",
        N_(
            "Features are computed once, fast, under `torch.inference_mode()`. Later a weight is to learn "
            "on them. What happens?"
        ),
        (
            Choice("`tensor(20.)`", "tensor(20.)"),
            Choice("`tensor(0.)`", "tensor(0.)"),
            Choice("`None`", "None"),
            Choice(STOPS, "RuntimeError"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
with torch.inference_mode():
    features = torch.ones(2) * 10
loss = (w * features).sum()
loss.backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    features = torch.ones(2) * 10
loss = (w * features).sum()
loss.backward()
print(w.grad)
""",
        why=N_(
            "inference_mode is no_grad and more: its tensors are marked for good, and autograd cannot keep "
            "them for backward. To find the gradient of w, though, it would have to keep the features."
        ),
        mending=N_(
            "no_grad makes ordinary tensors that can be used anywhere later. inference_mode is for what "
            "never meets training again."
        ),
    ),
)

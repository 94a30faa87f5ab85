"""What has a gradient: leaves, single numbers to start from, floating point."""

from playground.autograd.traps.rows import STOPS, Choice, TrapRow
from playground.translations import N_

ROWS: tuple[TrapRow, ...] = (
    TrapRow(
        "non_leaf",
        N_(".grad of a step in between"),
        N_("y = 3h, and h = w². After backward, what does `h.grad` say? The slope of y at h is 3."),
        (
            Choice("`tensor(3.)`", "tensor(3.)"),
            Choice("`tensor(12.)`", "tensor(12.)"),
            Choice(N_("`None`, and a warning"), "None"),
            Choice(STOPS, "RuntimeError"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
h = w ** 2
y = h * 3
y.backward()
print(h.grad)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
h = w ** 2
h.retain_grad()
y = h * 3
y.backward()
print(h.grad)
""",
        why=N_(
            "Backward did compute the 3 on its way to w. But only leaves keep their gradient; what lies in "
            "between passes it on and forgets it, to save memory."
        ),
        mending=N_("`h.retain_grad()`, before backward, asks h to keep its own."),
    ),
    TrapRow(
        "scaled_weights",
        N_("Weights made too small"),
        N_("Weights that require a gradient, scaled by 0.1 to begin small. The loss is 3·w₁ + 4·w₂. What is `w.grad`?"),
        (
            Choice("`tensor([3., 4.])`", "tensor([3., 4.])"),
            Choice("`tensor([0.3000, 0.4000])`", "tensor([0.3000, 0.4000])"),
            Choice("`tensor([30., 40.])`", "tensor([30., 40.])"),
            Choice("`None`", "None"),
        ),
        falls="""\
w = torch.ones(2, requires_grad=True) * 0.1
x = torch.tensor([3.0, 4.0])
loss = (w * x).sum()
loss.backward()
print(w.grad)
""",
        mended="""\
w = (torch.ones(2) * 0.1).requires_grad_()
x = torch.tensor([3.0, 4.0])
loss = (w * x).sum()
loss.backward()
print(w.grad)
""",
        why=N_(
            "The leaf is what `torch.ones(…)` made, and it has no name. w is already the result of a "
            "multiplication, so it keeps no gradient; an optimizer would refuse it."
        ),
        mending=N_("First compute the values, then call `requires_grad_()`: what is finished becomes the leaf."),
    ),
    TrapRow(
        "non_scalar",
        N_("backward of several numbers"),
        N_("y = w² has three numbers. What does `y.backward()` do?"),
        (
            Choice("`tensor([2., 4., 6.])`", "tensor([2., 4., 6.])"),
            Choice("`tensor(12.)`", "tensor(12.)"),
            Choice("`tensor([1., 1., 1.])`", "tensor([1., 1., 1.])"),
            Choice(STOPS, "RuntimeError"),
        ),
        falls="""\
w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = w ** 2
y.backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = w ** 2
y.sum().backward()
print(w.grad)
""",
        why=N_(
            "A gradient says how one number changes. With three there would be a whole table of slopes, and "
            "backward would need to be told how much each y counts."
        ),
        mending=N_(
            "Make one number of them first: `sum()` or `mean()`. `y.backward(gradient=torch.ones(3))` says "
            "the same as `sum()`: each counts once."
        ),
    ),
    TrapRow(
        "integers",
        N_("Whole numbers"),
        N_("The weights are written without decimal points: 1, 2, 3. What happens?"),
        (
            Choice("`tensor([2, 4, 6])`", "tensor([2, 4, 6])"),
            Choice("`tensor([2., 4., 6.])`", "tensor([2., 4., 6.])"),
            Choice(N_("an error in line 1, at `torch.tensor`"), "RuntimeError in line 1"),
            Choice(N_("an error in line 3, at `backward`"), "RuntimeError in line 3"),
        ),
        falls="""\
w = torch.tensor([1, 2, 3], requires_grad=True)
loss = (w ** 2).sum()
loss.backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
loss = (w ** 2).sum()
loss.backward()
print(w.grad)
""",
        why=N_(
            "Numbers without a point make a tensor of dtype int64. A slope asks what happens after a tiny "
            "step, and whole numbers have no tiny steps."
        ),
        mending=N_("Write `1.0`, or give `dtype=torch.float32`."),
    ),
)

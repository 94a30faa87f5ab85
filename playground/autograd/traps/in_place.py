"""Changes in place: of what backward still needs, of leaves, and steps that lose the leaf."""

from playground.autograd.traps.rows import STOPS, Choice, TrapRow
from playground.translations import N_

# The step that changes the leaf itself
STEPS = """\
w = torch.tensor(2.0, requires_grad=True)
for step in range(2):
    loss = w ** 2
    loss.backward()
    print(w.grad)
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
"""

ROWS: tuple[TrapRow, ...] = (
    TrapRow(
        "in_place_saved",
        N_("Overwritten too early"),
        N_("y = eʷ, and then 1 is added to y in place. The derivative does not change by that. What happens?"),
        (
            Choice("`tensor([2.7183, 7.3891])`", "tensor([2.7183, 7.3891])"),
            Choice("`tensor([3.7183, 8.3891])`", "tensor([3.7183, 8.3891])"),
            Choice(N_("an error in line 3, at `y += 1`"), "RuntimeError in line 3"),
            Choice(N_("an error in line 4, at `backward`"), "RuntimeError in line 4"),
        ),
        falls="""\
w = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.exp(w)
y += 1
y.sum().backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.exp(w)
y = y + 1
y.sum().backward()
print(w.grad)
""",
        why=N_(
            "The derivative of eʷ is eʷ itself, so exp keeps its own result, y, for backward. `y += 1` "
            "writes over that memory. A tensor counts such changes in its version; backward finds version 1 "
            "instead of 0 and would rather stop than compute nonsense."
        ),
        mending=N_("`y = y + 1` makes a new tensor, and the old one stays as it was."),
    ),
    TrapRow(
        "in_place_leaf",
        N_("A leaf changed in place"),
        N_(
            "One step of gradient descent by hand: w = 2, loss = w², the gradient is 4, the learning rate "
            "0.1. What is printed?"
        ),
        (
            Choice("`tensor(1.6000, requires_grad=True)`", "tensor(1.6000, requires_grad=True)"),
            Choice("`tensor(1.6000)`", "tensor(1.6000)\n"),
            Choice("`tensor(2., requires_grad=True)`", "tensor(2."),
            Choice(STOPS, "RuntimeError"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
loss = w ** 2
loss.backward()
w -= 0.1 * w.grad
print(w)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
loss = w ** 2
loss.backward()
with torch.no_grad():
    w -= 0.1 * w.grad
print(w)
""",
        why=N_(
            "w is a leaf: the place where gradients arrive. If it were changed as part of the computation, "
            "nobody could say any more which of its values the gradient belongs to. So autograd refuses."
        ),
        mending=N_("The step is no part of the computation: take it under `torch.no_grad()`, as every optimizer does."),
    ),
    TrapRow(
        "step_new_tensor",
        "w = w − lr · w.grad",
        N_(
            "To get around the error about leaves, the step is written with a new w. The first gradient is "
            "4. What is printed in the second step?"
        ),
        (
            Choice("`tensor(3.2000)`", "tensor(4.)\ntensor(3.2000)"),
            Choice("`tensor(7.2000)`", "tensor(4.)\ntensor(7.2000)"),
            Choice("`tensor(4.)`", "tensor(4.)\ntensor(4.)"),
            Choice("`None`", "tensor(4.)\nNone"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
for step in range(2):
    loss = w ** 2
    loss.backward()
    print(w.grad)
    w = w - 0.1 * w.grad
""",
        mended=STEPS,
        why=N_(
            "`w = …` does not change the leaf: it gives its name to another tensor, the result of a "
            "subtraction. That is not a leaf, and backward keeps gradients only in leaves. The second "
            "gradient goes to the old w, which has no name any more."
        ),
        mending=N_("Change the leaf itself, in place, under `torch.no_grad()`; and empty `grad` for the next step."),
    ),
    TrapRow(
        "step_no_grad",
        N_("A new w under no_grad"),
        N_(
            "Now with `torch.no_grad()`, but still with `w = w - …`. The first gradient is 4. What happens "
            "in the second step?"
        ),
        (
            Choice("`tensor(3.2000)`", "tensor(4.)\ntensor(3.2000)"),
            Choice("`None`", "tensor(4.)\nNone"),
            Choice(N_("an error in line 4, at `backward`"), "tensor(4.)\nRuntimeError in line 4"),
            Choice(N_("an error in line 7, at the step"), "tensor(4.)\nRuntimeError in line 7"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
for step in range(2):
    loss = w ** 2
    loss.backward()
    print(w.grad)
    with torch.no_grad():
        w = w - 0.1 * w.grad
""",
        mended=STEPS,
        why=N_(
            "What is made under no_grad requires no gradient. So the new w is a plain tensor that autograd "
            "does not follow, and from the second step on there is nothing to go back to."
        ),
        mending=N_("`w -= …` keeps the tensor and changes only its values: it stays a leaf that requires a gradient."),
    ),
)

"""Backward, and backward again: what is added up, and what is gone after the first time."""

from playground.autograd.traps.rows import STOPS, Also, Choice, TrapRow
from playground.translations import N_

ROWS: tuple[TrapRow, ...] = (
    TrapRow(
        "adds_up",
        N_("Gradients add up"),
        N_("Twice the same computation: y = 3w² at w = 2, and backward. The slope 6w is 12. What is printed?"),
        (
            Choice("`tensor(12.)` → `tensor(12.)`", "tensor(12.)\ntensor(12.)"),
            Choice("`tensor(12.)` → `tensor(24.)`", "tensor(12.)\ntensor(24.)"),
            Choice("`tensor(12.)` → `tensor(144.)`", "tensor(12.)\ntensor(144.)"),
            Choice(STOPS, "RuntimeError"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
x = 3
for step in range(2):
    y = w ** 2 * x
    y.backward()
    print(w.grad)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
x = 3
for step in range(2):
    w.grad = None
    y = w ** 2 * x
    y.backward()
    print(w.grad)
""",
        why=N_(
            "backward never replaces what is in `grad`: it adds to it. That is wanted where a weight is "
            "used in several places, or where several small batches are to count as a large one. But from "
            "step to step of a training it means that old gradients keep pushing, and nothing warns of it."
        ),
        mending=N_("Empty `grad` before each backward. `optimizer.zero_grad()` does it for all parameters."),
        also=Also(
            N_("In a training loop"),
            """\
w = torch.tensor(2.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.0)
for step in range(2):
    optimizer.zero_grad()
    loss = w ** 2 * 3
    loss.backward()
    optimizer.step()
    print(w.grad)
""",
        ),
    ),
    TrapRow(
        "backward_twice",
        N_("backward twice"),
        N_("One y, and backward of it twice, without computing it anew. What happens?"),
        (
            Choice("`tensor(12.)` → `tensor(12.)`", "tensor(12.)\ntensor(12.)"),
            Choice("`tensor(12.)` → `tensor(24.)`", "tensor(12.)\ntensor(24.)"),
            Choice(N_("`tensor(12.)`, then an error"), "tensor(12.)\nRuntimeError"),
            Choice(N_("an error at the first backward"), "RuntimeError"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
y = w ** 2 * 3
y.backward()
print(w.grad)
y.backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
for step in range(2):
    w.grad = None
    y = w ** 2 * 3
    y.backward()
    print(w.grad)
""",
        why=N_(
            "On the way forward every operation keeps what it will need for its gradient: `w ** 2` keeps w. "
            "The first backward frees all that on its way, because it takes memory. So the second finds the "
            "graph empty."
        ),
        mending=N_("Compute y anew before each backward: every pass forward makes a graph of its own."),
    ),
    TrapRow(
        "retain_graph",
        N_("Two losses, one trunk"),
        N_(
            "Two losses share the first part of the computation, h = w². Each is sent backward once. The "
            "slopes are 12 and 20. What is printed?"
        ),
        (
            Choice("`tensor(32.)`", "tensor(32.)"),
            Choice("`tensor(20.)`", "tensor(20.)"),
            Choice("`tensor(12.)`", "tensor(12.)"),
            Choice(STOPS, "RuntimeError"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
h = w ** 2
loss1 = h * 3
loss2 = h * 5
loss1.backward()
loss2.backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
h = w ** 2
loss1 = h * 3
loss2 = h * 5
loss1.backward(retain_graph=True)
loss2.backward()
print(w.grad)
""",
        why=N_(
            "Each loss is sent backward only once. But their graphs meet in h, and the first backward has "
            "freed that part already."
        ),
        mending=N_(
            "`retain_graph=True` keeps the graph for the next backward. Where nothing comes in between, "
            "`(loss1 + loss2).backward()` is simpler and takes less memory. Do not write it only to silence "
            "the error: then the gradients add up unnoticed."
        ),
    ),
    TrapRow(
        "carried_state",
        N_("A state carried along"),
        N_(
            "A small recurrent network: the state h goes from step to step. The loss is computed anew in "
            "every step, and `grad` is emptied. Does that suffice?"
        ),
        (
            Choice(N_("yes: two gradients are printed"), "tensor(-0.8460)\ntensor"),
            Choice(N_("no: an error at the first backward"), "RuntimeError"),
            Choice(N_("no: an error at the second backward"), "tensor(-0.8460)\nRuntimeError"),
        ),
        falls="""\
w = torch.tensor(0.5, requires_grad=True)
h = torch.tensor(1.0)
for step in range(2):
    h = torch.tanh(w * h)
    loss = (h - 1) ** 2
    loss.backward()
    print(w.grad)
    w.grad = None
""",
        mended="""\
w = torch.tensor(0.5, requires_grad=True)
h = torch.tensor(1.0)
for step in range(2):
    h = torch.tanh(w * h.detach())
    loss = (h - 1) ** 2
    loss.backward()
    print(w.grad)
    w.grad = None
""",
        why=N_(
            "The loss is new, but h is not: it brings the graph of the step before along, and that is "
            "freed. The longer the loop, the longer the way back would be."
        ),
        mending=N_(
            "`h.detach()` hands on the value without the graph. Backward then stops at the beginning of the "
            "step (truncated backpropagation through time)."
        ),
    ),
)

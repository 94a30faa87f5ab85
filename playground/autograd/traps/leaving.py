"""Out of the graph, into numbers of Python and NumPy."""

from playground.autograd.traps.rows import Choice, TrapRow
from playground.translations import N_

ROWS: tuple[TrapRow, ...] = (
    TrapRow(
        "new_loss",
        N_("The error silenced"),
        N_(
            "“does not require grad”, said PyTorch, because the loss was a plain number. Somebody makes a "
            "tensor with `requires_grad=True` of it. No error any more! And `w.grad`?"
        ),
        (
            Choice("`tensor(12.)`", "tensor(12.)"),
            Choice("`tensor(1.)`", "tensor(1.)"),
            Choice("`tensor(0.)`", "tensor(0.)"),
            Choice("`None`", "None"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
y = w ** 2 * 3
loss = torch.tensor(float(y), requires_grad=True)
loss.backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
y = w ** 2 * 3
loss = y
loss.backward()
print(w.grad, loss.item())
""",
        why=N_(
            "`float(y)` and `.item()` give a Python number; it knows nothing of w. The new tensor is a leaf "
            "without a past: backward goes to it, gives it the gradient 1 and is done. The network would "
            "train and train and learn nothing."
        ),
        mending=N_("Send backward the tensor that was computed; take `.item()` only for showing."),
    ),
    TrapRow(
        "numpy",
        N_("A detour through NumPy"),
        N_("The square root is taken by NumPy, and the result brought back into a tensor. What happens?"),
        (
            Choice("`tensor([1.5000, 0.7500])`", "tensor([1.5000, 0.7500])"),
            Choice("`None`", "None"),
            Choice(N_("an error in line 3, at `numpy()`"), "RuntimeError in line 3"),
            Choice(N_("an error in line 4, at `backward`"), "RuntimeError in line 4"),
        ),
        falls="""\
w = torch.tensor([1.0, 4.0], requires_grad=True)
y = w * 9
root = torch.from_numpy(y.numpy() ** 0.5)
root.sum().backward()
print(w.grad)
""",
        mended="""\
w = torch.tensor([1.0, 4.0], requires_grad=True)
y = w * 9
root = torch.sqrt(y)
root.sum().backward()
print(w.grad)
print(root.detach().numpy())
""",
        why=N_(
            "NumPy keeps no history, so numpy() refuses, and names a way out: `detach().numpy()`. That is "
            "right for a plot. But in the middle of a computation it cuts the graph, only that now nothing "
            "complains."
        ),
        mending=N_(
            "Stay in PyTorch: it has a function for nearly all that NumPy has. Leave with "
            "`detach().numpy()` only at the end."
        ),
    ),
    TrapRow(
        "running_total",
        N_("A total that remembers all"),
        N_("The losses 1, 9 and 25 are added up, only to show their mean later. What is printed?"),
        (
            Choice("`35.0`", "35.0"),
            Choice("`tensor(35.)`", "tensor(35.)"),
            Choice("`tensor(35., grad_fn=<AddBackward0>)`", "tensor(35., grad_fn=<AddBackward0>)"),
            Choice("`tensor(35., requires_grad=True)`", "tensor(35., requires_grad=True)"),
        ),
        falls="""\
w = torch.tensor(2.0, requires_grad=True)
total = 0
for x in [1.0, 2.0, 3.0]:
    loss = (w * x - 1) ** 2
    total += loss
print(total)
""",
        mended="""\
w = torch.tensor(2.0, requires_grad=True)
total = 0
for x in [1.0, 2.0, 3.0]:
    loss = (w * x - 1) ** 2
    total += loss.item()
print(total)
""",
        why=N_(
            "The total is a part of the graph, and so it keeps the graphs of all losses alive. After an "
            "epoch that is the memory of every batch: the program grows until it runs out of memory."
        ),
        mending=N_("Here the cut is what is wanted: `.item()` takes the number and lets the graph go."),
    ),
)

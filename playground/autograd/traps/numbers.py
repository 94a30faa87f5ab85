"""Numbers that get out of hand: NaN, vanishing, exploding, and clipping."""

from playground.autograd.traps.rows import Also, Choice, TrapRow
from playground.translations import N_

ROWS: tuple[TrapRow, ...] = (
    TrapRow(
        "where_nan",
        N_("NaN through where"),
        N_(
            "A square root that is 0 for negative numbers: y is 2 and 0, no NaN in sight. What is the "
            "gradient at 4 and at −1?"
        ),
        (
            Choice("`tensor([0.2500, 0.0000])`", "…tensor([0.2500, 0.0000])"),
            Choice("`tensor([0.2500, nan])`", "…tensor([0.2500,    nan])"),
            Choice("`tensor([0.2500, inf])`", "…tensor([0.2500,    inf])"),
            Choice("`tensor([nan, nan])`", "…tensor([nan, nan])"),
        ),
        falls="""\
x = torch.tensor([4.0, -1.0], requires_grad=True)
y = torch.where(x > 0, torch.sqrt(x), 0)
print(y)
y.sum().backward()
print(x.grad)
""",
        mended="""\
x = torch.tensor([4.0, -1.0], requires_grad=True)
safe = torch.where(x > 0, x, 1)
y = torch.where(x > 0, torch.sqrt(safe), 0)
print(y)
y.sum().backward()
print(x.grad)
""",
        why=N_(
            "where computes both branches and then chooses. Backward sends 0 into the branch that was not "
            "chosen; but there the derivative of √x at −1 is NaN, and 0 · NaN = NaN."
        ),
        mending=N_(
            "Mend what goes in, not what comes out: give the root a harmless number where its result is not wanted."
        ),
    ),
    TrapRow(
        "vanishing",
        N_("Vanishing through depth"),
        N_("A number goes through sigmoid ten times. How steep is the result at the beginning?"),
        (
            Choice(N_("about 0.3"), "tensor(0.3"),
            Choice(N_("about 0.03"), "tensor(0.03"),
            Choice(N_("about 0.0000003"), "tensor(…e-07)"),
            Choice(N_("exactly 0"), "tensor(0.)"),
        ),
        falls="""\
x = torch.tensor(0.5, requires_grad=True)
h = x
for layer in range(10):
    h = torch.sigmoid(h)
h.backward()
print(x.grad)
""",
        mended="""\
x = torch.tensor(0.5, requires_grad=True)
h = x
for layer in range(10):
    h = torch.relu(h)
h.backward()
print(x.grad)
""",
        why=N_(
            "The slope of sigmoid is ¼ at most. The chain rule multiplies the slopes of all layers: ten of "
            "them give less than ¼¹⁰ ≈ 0.000001. The first layers of a deep network then hardly learn."
        ),
        mending=N_(
            "relu has the slope 1 wherever it lets something through. Below, with real layers: the weights "
            "matter as much as the activation."
        ),
        lab="depth",
    ),
    TrapRow(
        "exploding",
        N_("Exploding through depth"),
        N_(
            "Twenty layers of 64 × 64 random numbers with a spread of 1, nothing else. How large is the "
            "gradient at the beginning?"
        ),
        (
            Choice(N_("about 10"), "tensor(…e+01)"),
            Choice(N_("about 1,000"), "tensor(1"),
            Choice(N_("about 10¹⁸"), "tensor(…e+18)"),
            Choice("`inf`", "tensor(inf)"),
        ),
        falls="""\
x = torch.ones(1, 64, requires_grad=True)
h = x
for layer in range(20):
    w = torch.randn(64, 64)
    h = h @ w
h.sum().backward()
print(x.grad.norm())
""",
        mended="""\
x = torch.ones(1, 64, requires_grad=True)
h = x
for layer in range(20):
    w = torch.randn(64, 64) / 64 ** 0.5
    h = h @ w
h.sum().backward()
print(x.grad.norm())
""",
        why=N_(
            "Each element of `h @ w` is a sum of 64 products, so every layer makes the numbers √64 = 8 "
            "times as large, forward and backward: 8²⁰ ≈ 10¹⁸. A few layers more, and the loss is inf or "
            "NaN."
        ),
        mending=N_(
            "Divide by √64: then every layer leaves the size as it is. That is what Xavier's and Kaiming's "
            "initialization do."
        ),
        lab="depth",
    ),
    TrapRow(
        "clip_norm",
        N_("One step too far"),
        N_("The loss w₁⁴ + w₂⁴ is smallest at (0, 0). One step with lr = 0.1 from (10, 1): where does it lead?"),
        (
            Choice(N_("to about (0, 0)"), "tensor([4000.,    4.])\ntensor([0."),
            Choice(N_("to about (9, 0.9)"), "tensor([4000.,    4.])\ntensor([9."),
            Choice(N_("to about (−390, 0.6)"), "tensor([4000.,    4.])\ntensor([-390."),
        ),
        falls="""\
w = torch.tensor([10.0, 1.0], requires_grad=True)
loss = (w ** 4).sum()
loss.backward()
print(w.grad)
with torch.no_grad():
    w -= 0.1 * w.grad
print(w)
""",
        mended="""\
w = torch.tensor([10.0, 1.0], requires_grad=True)
loss = (w ** 4).sum()
loss.backward()
print(torch.nn.utils.clip_grad_norm_([w], max_norm=1.0))
print(w.grad, w.grad.norm())
with torch.no_grad():
    w -= 0.1 * w.grad
print(w)
""",
        why=N_(
            "The gradient at 10 is 4 · 10³ = 4000, and a tenth of that is 400: far across the valley. The "
            "next gradient is larger still, and after a few steps there is only inf and NaN."
        ),
        mending=N_(
            "`clip_grad_norm_` shortens the whole gradient to the length max_norm, and returns how long it "
            "was. It stands between backward and the step."
        ),
        also=Also(
            N_("In a training loop"),
            """\
w = torch.tensor([10.0, 1.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
optimizer.zero_grad()
loss = (w ** 4).sum()
loss.backward()
torch.nn.utils.clip_grad_norm_([w], max_norm=1.0)
optimizer.step()
print(w)
""",
        ),
        lab="clipping",
    ),
    TrapRow(
        "clip_value",
        N_("Clipped, but turned"),
        N_("The gradient is (30, 4). `clip_grad_value_` with 5: what is left of it?"),
        (
            Choice("`tensor([5.0000, 0.6667])`", "tensor([30.,  4.])\ntensor([5.0000, 0.6667])"),
            Choice("`tensor([5., 4.])`", "tensor([30.,  4.])\ntensor([5., 4.])"),
            Choice("`tensor([4.9561, 0.6608])`", "tensor([30.,  4.])\ntensor([4.9561, 0.6608])"),
            Choice("`tensor([5., 5.])`", "tensor([30.,  4.])\ntensor([5., 5.])"),
        ),
        falls="""\
w = torch.tensor([1.0, 1.0], requires_grad=True)
loss = 30 * w[0] + 4 * w[1]
loss.backward()
print(w.grad)
torch.nn.utils.clip_grad_value_([w], clip_value=5.0)
print(w.grad)
""",
        mended="""\
w = torch.tensor([1.0, 1.0], requires_grad=True)
loss = 30 * w[0] + 4 * w[1]
loss.backward()
print(w.grad)
torch.nn.utils.clip_grad_norm_([w], max_norm=5.0)
print(w.grad)
""",
        why=N_(
            "clip_grad_value_ cuts every number for itself at ±5. From (30, 4), almost along the first "
            "axis, it becomes (5, 4), almost the diagonal: the step goes another way."
        ),
        mending=N_(
            "`clip_grad_norm_` makes all numbers smaller by the same factor: the length changes, the direction stays."
        ),
        lab="clipping",
    ),
)

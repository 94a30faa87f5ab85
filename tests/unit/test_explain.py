"""Real mistakes: what PyTorch says word for word, which axes clash, and edits after which the program runs."""

import re
import traceback
import warnings
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from playground import translations
from playground.program import Limits, ProgramError, RunError, Span, check, run
from playground.program.explain import KINDS, Clash, explain, trying
from playground.program.explain.mistake import Mistake as Failure
from playground.program.explain.rules import COMPILED
from playground.translations import N_, Message


@dataclass(frozen=True)
class Mistake:
    """A program that fails; its kind; the axes that clash; code that an edit gives; words of the explanation."""

    program: str
    kind: str
    clashes: frozenset[tuple[str, int]] = frozenset()
    edit: str | None = None
    words: tuple[str, ...] = ()


def mistake(lines: str, kind: str, clashes: str = "", edit: str | None = None, *words: str) -> Mistake:
    """Read a row of the tables: lines are parted by a bar, clashes are written `A:1 B:0`."""
    pairs = [each.rpartition(":") for each in clashes.split()]
    program = "\n".join(line.removeprefix(" ").rstrip() for line in lines.split("|"))
    return Mistake(program, kind, frozenset((name, int(axis)) for name, _, axis in pairs), edit, words)


A = "A = torch.ones(2, 3) |"
AB = "A = torch.ones(2, 3) | B = torch.ones(2, 3) |"
LEAF = "w = torch.tensor([1.0, 2.0], requires_grad=True) |"
WHOLE = "a = torch.tensor([1, 2, 3]) |"
F = "torch.nn.functional."

SHAPES = [
    # products of matrices and vectors
    mistake(f"{AB} C = A @ B", "shape", "A:1 B:0", "C = A @ B.T", "(2, 3)", "A @ B"),
    mistake("A = torch.ones(3, 4) | B = torch.ones(2, 3) | C = A @ B", "shape", "A:1 B:0", "C = B @ A"),
    mistake(f"{AB} C = A.T @ B.T", "shape", "A.T:1 B.T:0", "A.T @ B"),
    mistake(f"{AB} C = torch.mm(A, B)", "shape", "A:1 B:0", "torch.mm(A.T, B)"),
    mistake(f"{AB} C = A.matmul(B)", "shape", "A:1 B:0", "A.matmul(B.T)"),
    mistake(f"{A} v = torch.ones(2) | y = A @ v", "shape", "A:1 v:0", "A.T @ v"),
    mistake(f"{A} v = torch.ones(2) | y = torch.mv(A, v)", "shape", "A:1 v:0", "torch.mv(A.T, v)"),
    mistake(f"{A} v = torch.ones(3) | y = torch.mm(A, v)", "shape", "", "torch.matmul(A, v)", "2-D"),
    mistake("v = torch.ones(3) | w = torch.ones(4) | y = torch.dot(v, w)", "shape", "v:0 w:0", "torch.dot(v, w[:3])"),
    mistake(f"{AB} y = torch.dot(A, B.T)", "shape", "", "torch.matmul(A, B.T)", "1-D"),
    mistake("X = torch.ones(2, 3, 4) | Y = torch.ones(2, 3, 4) | Z = torch.bmm(X, Y)", "shape", "X:2 Y:1",
            "Y.transpose(-2, -1)", "second-to-last"),
    mistake("X = torch.ones(2, 3, 4) | Y = torch.ones(3, 4, 5) | Z = X @ Y", "shape", "X:0 Y:0", "X @ Y[:2]"),
    mistake(f"{AB} Z = torch.bmm(A, B)", "shape", "", None, "3-D"),
    mistake(f"{A} s = torch.tensor(2.0) | y = A @ s", "shape", "", "A * s"),
    mistake("b = torch.ones(5) | A = torch.ones(2, 3) | B = torch.ones(5, 3) | y = torch.addmm(b, A, B)", "shape",
            "A:1 B:0", "torch.addmm(b, A, B.T)"),
    mistake("b = torch.ones(2) | A = torch.ones(2, 3) | B = torch.ones(3, 5) | y = torch.addmm(b, A, B)", "shape",
            "b:0", "b.unsqueeze(1)", "(2, 5)"),
    mistake(f"x = torch.ones(5, 3) | W = torch.ones(3, 4) | y = {F}linear(x, W)", "shape", "x:1 W:1", "linear(x, W.T)"),
    mistake(f"x = torch.ones(5, 3) | W = torch.ones(4, 3) | b = torch.ones(5) | y = {F}linear(x, W, b)", "shape",
            "b:0", "b.unsqueeze(1)"),
    # cell by cell
    mistake(f"{A} b = torch.ones(2) | C = A + b", "shape", "A:1 b:0", "A + b.unsqueeze(1)"),
    mistake(f"{A} B = torch.ones(3, 2) | C = A - B", "shape", "A:0 A:1 B:0 B:1", "A - B.T"),
    mistake(f"{A} B = torch.ones(3, 4) | C = A * B", "shape", "A:0 A:1 B:0 B:1", "A @ B"),
    mistake("a = torch.ones(3) | b = torch.ones(4) | C = torch.add(a, b)", "shape", "a:0 b:0", "a.unsqueeze(1)"),
    mistake(f"{A} b = torch.ones(6) | C = A * b", "shape", "A:1 b:0", "b.reshape(2, 3)"),
    mistake(f"{A} a = torch.ones(3) | a += A", "shape", "A:0", "a = a + A"),
    mistake(f"{A} m = torch.tensor([True, False]) | C = torch.where(m, A, 0.0)", "shape", "A:1 m:0",
            "torch.where(m.unsqueeze(1), A, 0.0)"),
    mistake(f"y = torch.ones(4) | t = torch.ones(3) | loss = {F}mse_loss(y, t)", "shape",
            "y:0 t:0", "mse_loss(y[:3], t)"),
    mistake(f"p = torch.rand(2, 1) | t = torch.ones(2) | loss = {F}binary_cross_entropy(p, t)", "shape",
            "p:0 p:1 t:0", "p.squeeze(1)"),
    # joining and taking apart
    mistake(f"{A} B = torch.ones(2, 4) | C = torch.cat([A, B])", "shape", "A:1 B:1", "dim=1"),
    mistake(f"{A} b = torch.ones(3) | C = torch.cat([A, b])", "shape", "", "[A, b.unsqueeze(0)]"),
    mistake("a = torch.tensor(1.0) | b = torch.tensor(2.0) | C = torch.cat([a, b])", "shape",
            "", "torch.stack([a, b])"),
    mistake("a = torch.ones(2) | b = torch.ones(3) | C = torch.stack([a, b])", "shape", "a:0 b:0", "torch.cat([a, b])"),
    mistake(f"{A} B = torch.ones(4, 3) | C = torch.hstack([A, B])", "shape", "A:0 B:0", "torch.vstack"),
    mistake("a = torch.arange(5) | b = torch.split(a, [2, 2])", "shape", "a:0", "torch.split(a, [2, 3])"),
    mistake("a = torch.ones(4, 3) | h, w = a", "shape", "", "h, w = a.shape", "(4, 3)"),
    mistake("a = torch.ones(2, 3) | x, y, z = a", "shape", "", "x, y, z = a.T"),
    # sizes
    mistake("A = torch.arange(6) | B = A.view(4, 2)", "shape", "", "A.view(3, 2)", "(4, 2)", "6"),
    mistake("A = torch.arange(6) | B = A.reshape(4, -1)", "shape", "", "A.reshape(3, -1)"),
    mistake("A = torch.arange(6) | B = torch.reshape(A, (-1, -1))", "shape", "", "(2, 3)"),
    mistake("A = torch.arange(6) | B = torch.unflatten(A, 0, (2, 2))", "shape", "A:0", "(2, 3)"),
    mistake("A = torch.ones(3) | B = A.expand(3, 2)", "shape", "A:0", "A.unsqueeze(1).expand(3, 2)"),
    mistake(f"{A} B = A.expand(4, 3)", "shape", "A:0", "A.repeat(2, 1)"),
    mistake(f"{A} B = A.repeat(2)", "shape", "", "A.repeat(1, 2)"),
    mistake("A = torch.ones(2, 3, 4) | B = A.t()", "shape", "", "A.mT"),
    mistake(f"{A} v = torch.ones(2) | A[0] = v", "shape", "A:1 v:0", "A[:, 0] = v"),
    mistake(f"{A} v = torch.ones(2) | A[A > 0] = v", "shape", "v:0"),
    mistake("a = torch.tensor([[1, 2], [3]])", "shape", "", "[[1, 2], [3, 0]]", "2, 1"),
    # one number wanted
    mistake("a = torch.tensor([1.0, 2.0]) | if a > 0: |     a = -a", "shape", "", "if (a > 0).any():", "a > 0"),
    mistake("a = torch.tensor([1.0, 2.0]) | b = (a > 0) and (a < 2)", "shape", "", "(a > 0) & (a < 2)"),
    mistake("a = torch.tensor([1.0, 2.0]) | b = 0 < a < 2", "shape", "", "(0 < a) & (a < 2)"),
    mistake("a = torch.tensor([1.0, 2.0]) | b = a.item()", "shape", "", "a.sum().item()"),
    mistake("a = torch.tensor([1.0, 2.0]) | b = float(a)", "shape", "", "a.tolist()"),
    # networks
    mistake(f"x = torch.ones(1, 8, 8, 3) | w = torch.ones(4, 3, 3, 3) | y = {F}conv2d(x, w)", "shape", "x:1 w:1",
            "x.permute(0, 3, 1, 2)"),
    mistake(f"x = torch.ones(1, 3, 2, 2) | w = torch.ones(4, 3, 3, 3) | y = {F}conv2d(x, w)", "shape",
            "x:2 x:3 w:2 w:3", "padding=1"),
    mistake(f"x = torch.ones(8, 8) | w = torch.ones(4, 1, 3, 3) | y = {F}conv2d(x, w)", "shape", "", "x.unsqueeze(0)"),
    mistake(f"x = torch.ones(1, 1, 2, 2) | y = {F}max_pool2d(x, 3)", "shape", "x:2 x:3", "max_pool2d(x, 2)"),
    mistake(f"x = torch.ones(3, 5) | t = torch.tensor([0, 1]) | y = {F}cross_entropy(x, t)", "shape", "x:0 t:0",
            "cross_entropy(x[:2], t)"),
    mistake(f"x = torch.ones(2, 5) | t = torch.tensor([[0], [1]]) | y = {F}cross_entropy(x, t)", "shape", "t:1",
            "t.squeeze(1)"),
    mistake(f"x = torch.ones(2, 4) | y = {F}layer_norm(x, (3,))", "shape", "x:1", "layer_norm(x, (4,))"),
    # linear algebra
    mistake(f"{A} B = torch.linalg.inv(A)", "shape", "A:0 A:1", "torch.linalg.pinv(A)"),
    mistake("A = torch.eye(2) | b = torch.ones(3) | x = torch.linalg.solve(A, b)", "shape", "A:0 b:0", "b[:2]"),
    mistake(f'{A} B = torch.ones(4, 3) | C = torch.einsum("ij,jk->ik", A, B)', "shape", "A:1 B:0",
            "torch.einsum(\"ij,jk->ik\", A, B.T)"),
    mistake("a = torch.ones(2) | b = torch.ones(2) | c = torch.cross(a, b)", "shape", "a:0 b:0"),
]  # fmt: skip

KINDS_OF_NUMBERS = [
    mistake(f"{A} n = torch.arange(3) | y = A @ n", "dtype", "", "A @ n.float()", "torch.int64"),
    mistake("v = torch.ones(3) | w = torch.tensor([1, 2, 3]) | y = torch.dot(v, w)", "dtype", "", "[1.0, 2.0, 3.0]"),
    mistake(f"{A} B = torch.ones(3, 2, dtype=torch.float64) | C = A @ B", "dtype", "", "A.double() @ B"),
    mistake(f"{WHOLE} m = a.mean()", "dtype", "", "a.float().mean()", "torch.int64"),
    mistake(f"{WHOLE} m = torch.softmax(a, dim=0)", "dtype", "", "torch.softmax(a.float(), dim=0)"),
    mistake("x = torch.tensor([1, 2, 3], requires_grad=True)", "dtype", "", "torch.tensor([1.0, 2.0, 3.0], requires"),
    mistake(f"{WHOLE} a.requires_grad = True", "dtype", "", "a = torch.tensor([1, 2, 3], dtype=torch.float32)"),
    mistake(f"{WHOLE} a += 0.5", "dtype", "", "a = a + 0.5"),
    mistake(f"{WHOLE} a.add_(0.5)", "dtype", "", "a = a.add(0.5)"),
    mistake(f"{WHOLE} a /= 2", "dtype", "", "a //= 2"),
    mistake(f"{WHOLE} b = a ** -1", "dtype", "", "a.float() ** -1"),
    mistake("m = torch.tensor([True, False]) | d = 1 - m", "dtype", "", "d = ~m"),
    mistake("m = torch.tensor([True, False]) | n = ~m | d = m - n", "dtype", "", "m ^ n"),
    mistake("a = torch.ones(3) | b = a & (a > 0)", "dtype", "", "(a > 0) & (a > 0)"),
    mistake("a = torch.ones(3) | b = ~a", "dtype", "", "~a.bool()"),
    mistake(f"{A} i = torch.tensor([0.0, 1.0]) | b = A[i]", "dtype", "", "A[i.long()]"),
    mistake(f"{A} i = torch.zeros(2, 1) | b = A.gather(1, i)", "dtype", "", "A.gather(1, i.long())"),
    mistake("A = torch.zeros(2, 3) | i = torch.zeros(2, 1).long() | s = torch.tensor([[1], [2]]) | A.scatter_(1, i, s)",
            "dtype", "", "A.scatter_(1, i, s.float())"),
    mistake(f"{A} m = torch.tensor([0, 1, 0]) | C = A.masked_fill(m, 0.0)", "dtype", "", "m.bool()"),
    mistake(f"t = torch.tensor([0.0, 1.0]) | y = {F}one_hot(t)", "dtype", "", "one_hot(t.long())"),
    mistake(f"x = torch.ones(2, 5) | t = torch.tensor([0.0, 1.0]) | y = {F}cross_entropy(x, t)", "dtype",
            "", "t.long()"),
    mistake(f"p = torch.rand(2) | t = torch.tensor([1, 0]) | y = {F}binary_cross_entropy(p, t)", "dtype",
            "", "t.float()"),
    mistake("x = torch.rand(2, dtype=torch.int64)", "dtype", "", "dtype=torch.float32"),
]  # fmt: skip

INDICES = [
    mistake(f"{A} B = A.sum(dim=2)", "dim", "", "A.sum(dim=1)", "(2, 3)"),
    mistake(f"{A} B = torch.softmax(A, 2)", "dim", "", "torch.softmax(A, 1)"),
    mistake(f"{A} B = A.unsqueeze(4)", "dim", "", "A.unsqueeze(2)"),
    mistake(f"{A} B = A.transpose(1, 2)", "dim", "", "A.transpose(1, 0)"),
    mistake(f"{A} B = torch.cat([A, A], dim=2)", "dim", "", "dim=1"),
    mistake("s = torch.tensor(5.0) | t = s.sum(dim=1)", "dim", "", "s.sum(dim=0)"),
    mistake(f"{A} B = A.permute(0, 1, 2)", "dim", "", "A.permute(1, 0)"),
    mistake(f"{A} B = A.permute(0, 0)", "dim", "", "A.permute(1, 0)"),
    mistake(f"{A} B = A.flatten(1, 0)", "dim", "", "A.flatten(0, 1)"),
    mistake("a = torch.arange(3) | b = a[3]", "index", "a:0", "a[2]", "(3,)"),
    mistake(f"{A} b = A[:, 3]", "index", "A:1", "A[:, -1]"),
    mistake(f"{A} A[2] = 1.0", "index", "A:0", "A[1] = 1.0"),
    mistake("a = torch.arange(3) | b = a[-4]", "index", "a:0", "a[-3]"),
    mistake("a = torch.arange(3) | i = 3 | b = a[i]", "index", "a:0", "a[2]"),
    mistake(f"{A} for i in range(3): |     b = A[i]", "index", "A:0", "range(A.shape[0])"),
    mistake(f"{A} b = A[0, 1, 2]", "index", "", "A[0, 1]"),
    mistake(f"{A} b = A[0][1][2]", "index", "", "A[0][1]"),
    mistake("s = torch.tensor(1.0) | n = len(s)", "index", "", "s.numel()"),
    mistake(f"{A} m = torch.tensor([True, False, True]) | b = A[m]", "index", "A:0 m:0", "A[:, m]"),
    mistake(f"{A} m = A.T > 0 | b = A[m]", "index", "A:0 m:0", "A[m.T]"),
    mistake(f"{A} b = A[2 / 2]", "index", "", "A[2 // 2]"),
    mistake("A = torch.arange(6) | b = A[::-1]", "index", "", "A.flip(0)"),
    mistake(f"{A} i = torch.tensor([0, 1]) | b = torch.gather(A, 1, i)", "shape", "", "i.unsqueeze(1)"),
    mistake(f"{A} i = torch.tensor([[0], [1], [2]]) | b = torch.gather(A, 1, i)", "shape", "A:0 i:0",
            "torch.gather(A, 1, i.T)"),
    mistake(f"{A} i = torch.tensor([[0, 3]]) | b = torch.gather(A, 1, i)", "index", "A:1", "[[0, 2]]"),
    mistake(f"{A} i = torch.tensor([0, 2]) | b = torch.index_select(A, 0, i)", "index", "A:0",
            "i = torch.tensor([0, 1])"),
    mistake(f"{A} i = torch.tensor([9]) | b = torch.take(A, i)", "index", "", "i.clamp(0, 5)"),
    mistake(f"W = torch.ones(4, 2) | i = torch.tensor([0, 4]) | y = {F}embedding(i, W)", "index", "W:0", "[0, 3]"),
    mistake(f"x = torch.ones(2, 5) | t = torch.tensor([0, 5]) | y = {F}cross_entropy(x, t)", "index", "x:1", "[0, 4]"),
    mistake(f"t = torch.tensor([0, 3]) | y = {F}one_hot(t, num_classes=3)", "index", "", "num_classes=4"),
    mistake("A = torch.ones(3, 4) | B = A.narrow(0, 2, 3)", "index", "A:0", "A.narrow(0, 2, 1)"),
    mistake("A = torch.ones(2) | n = A.shape[1]", "index", "", "A.shape[0]", "(2,)"),
    mistake("a = [1, 2] | b = a[2]", "index", "", "a[1]"),
]  # fmt: skip

MEMORY_AND_GRADIENTS = [
    mistake("A = torch.arange(6).reshape(2, 3) | B = A.T.view(6)", "view", "", "A.T.reshape(6)", "(1, 3)"),
    mistake("A = torch.arange(6).reshape(2, 3) | B = A.T | C = B.view(2, 3)", "view", "", "B.contiguous().view(2, 3)"),
    mistake(f"{LEAF} w += 1", "leaf", "", "with torch.no_grad():\n    w += 1"),
    mistake(f"{LEAF} for i in range(2): |     w -= 0.1 * w", "leaf", "", "w = w - 0.1 * w"),
    mistake(f"{LEAF} w.add_(1)", "leaf", "", "w = w.add(1)"),
    mistake(f"{LEAF} w[0] = 5.0", "leaf", "", "w = w.clone()\nw[0] = 5.0"),
    mistake(f"{LEAF} v = w[0] | v += 5.0", "leaf", "", "v = v + 5.0"),
    mistake(f"{LEAF} y = w * 2 | y.backward()", "gradient", "", "y.sum().backward()", "(2,)"),
    mistake(f"{LEAF} y = (w * w).sum() | y.backward() | y.backward()", "gradient", "", "y.backward(retain_graph=True)"),
    mistake("w = torch.tensor([1.0, 2.0]) | y = (w * w).sum() | y.backward()", "gradient", "", "requires_grad=True"),
    mistake(f"{LEAF} y = (w * w).detach().sum() | y.backward()", "gradient", "", "y = (w * w).sum()"),
    mistake(f"{LEAF} y = w.numpy()", "gradient", "", "w.detach().numpy()"),
    mistake(f"{LEAF} y = w.exp() | y += 1 | y.sum().backward()", "gradient", "", "y = y + 1"),
    mistake(f"{LEAF} y = w * 2 | y.requires_grad = False", "gradient", "", "y = y.detach()"),
    mistake(f"{LEAF} y = w * 2 | y.backward(torch.ones(3))", "shape", "torch.ones(3):0", "torch.ones_like(y)"),
    mistake(f"{LEAF} u = torch.ones(2, requires_grad=True) | y = w.sum() | g = torch.autograd.grad(y, u)", "gradient",
            "",
            "allow_unused=True"),
    mistake(f"{LEAF} y = (w * 2).sum() | w.grad.zero_()", "gradient", "", "if w.grad is not None:"),
    mistake(f"{LEAF} y = (w * 2).sum() | h = w.grad * 2", "gradient", "", "y.backward()\nh = w.grad * 2"),
    mistake(f"{LEAF} w.grad = torch.ones(3)", "shape", "torch.ones(3):0", "torch.ones_like(w)"),
]  # fmt: skip

OTHERS = [
    mistake('x = torch.ones(2, device="gpu")', "device", "", 'device="cpu"'),
    mistake('x = torch.ones(2) | y = x.to("float32")', "device", "", "x.to(torch.float32)"),
    mistake('x = torch.ones(2) | y = torch.ones(2, device="meta") | z = x + y', "device", "", "x.to(y.device) + y"),
    mistake('x = torch.ones(2, device="meta") | y = x.sum().item()', "device", "", 'device="cpu"'),
    mistake("A = torch.ones(2) | C = torch.cat(A, A)", "argument", "", "torch.cat([A, A])"),
    mistake("a = torch.tensor(1, 2, 3)", "argument", "", "torch.tensor([1, 2, 3])"),
    mistake(f"{A} s = A.sum(dims=0)", "argument", "", "A.sum(dim=0)"),
    mistake(f"{A} s = torch.argmax(A, k=0)", "argument", "", "torch.argmax(A)"),
    mistake("A = torch.zeros(2, -3)", "argument", "", "torch.zeros(2, 3)"),
    mistake(f"{A} B = torch.zeros(2, A)", "argument", "", None, "torch.zeros(2, A)"),
    mistake(f"{A} B = torch.vstack([A, [1.0, 2.0, 3.0]])", "argument", "", "[A, torch.tensor([1.0, 2.0, 3.0])]"),
    mistake("A = torch.zeros(6 / 2)", "argument", "", "torch.zeros(6 // 2)"),
    mistake(f"{A} y = A @ 2.0", "argument", "", "A * 2.0"),
    mistake("A = torch.ones(3) | B = A + [1, 2, 3]", "argument", "", "A + torch.tensor([1, 2, 3])"),
    mistake("A = [1.0, 2.0] | B = torch.exp(A)", "argument", "", "torch.exp(torch.tensor(A))"),
    mistake("A = [1, 2] | B = A * 2.0", "argument", "", "torch.tensor(A) * 2.0"),
    mistake("a = np.ones(3) | b = torch.exp(a)", "argument", "", "torch.exp(torch.from_numpy(a))"),
    mistake(f"{A} B = torch.topk(A, 5)", "argument", "A:1", "torch.topk(A, 3)"),
    mistake("a = torch.randint(5, 2, (3,))", "argument", "", "torch.randint(2, 5, (3,))"),
    mistake("a = torch.arange(5, 0)", "argument", "", "torch.arange(5, 0, step=-1)"),
    mistake("a = torch.linspace(0, 1)", "argument", "", None, "torch.linspace"),
    mistake(f"x = torch.ones(3) | y = {F}dropout(x, p=2.0)", "argument", "", "p=0.5"),
    mistake("A = [1, 2, 3] | s = A.shape", "name", "", "A = torch.tensor([1, 2, 3])"),
    mistake("a = 5 | b = a.sum()", "name", "", "a = torch.tensor(5)"),
    mistake("A = torch.ones(2) | A.append(1)", "name", "", None, "append"),
    mistake("if 1 > 2: |     loss = 1.0 | y = loss + 1", "name", "", None, "loss"),
    mistake("A = torch.tensor([[1.0, 2.0], [2.0, 4.0]]) | B = torch.linalg.inv(A)", "other",
            "", "torch.linalg.pinv(A)"),
    mistake("A = torch.tensor([[1.0, 2.0], [2.0, 1.0]]) | L = torch.linalg.cholesky(A)", "other", "", "A @ A.mT"),
    mistake("a = torch.tensor([1, 2]) | b = a // 0", "other", "", "a / 0"),
    mistake("A = torch.ones(0) | m = A.max()", "other", "", None, "A (0,)"),
]  # fmt: skip

MISTAKES = [*SHAPES, *KINDS_OF_NUMBERS, *INDICES, *MEMORY_AND_GRADIENTS, *OTHERS]
if not torch.cuda.is_available():
    MISTAKES.append(mistake('x = torch.ones(2).to("cuda")', "device", "", 'torch.ones(2).to("cpu")'))

mistakes = pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row.program.splitlines()[-1].strip())


def plainly(program: str) -> tuple[str, str, int] | None:
    """Return what plain Python raises: its type, its words, and the line of the program."""
    torch.manual_seed(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(program, "<program>", "exec"), {"torch": torch, "np": np})
    except Exception as error:  # noqa: BLE001 - whatever it raises is the answer
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<program>"]
        return type(error).__name__, str(error), frames[-1].lineno
    return None


@pytest.fixture(autouse=True)
def in_english():
    yield
    translations.use("en")


@pytest.fixture(autouse=True)
def without_hurry(monkeypatch):
    """What is offered does not hang on how busy this machine is."""
    monkeypatch.setattr(trying, "LIMITS", Limits(seconds=60))
    monkeypatch.setattr(trying, "TOGETHER", 60)


def explained(row):
    trace = run(row.program)
    return trace, explain(trace.error, trace.failed)


@mistakes
def test_pytorchs_own_message_is_kept_word_for_word(row):
    trace = run(row.program)
    assert (trace.error.type, trace.error.message, trace.error.span.line) == plainly(row.program)


@mistakes
def test_a_mistake_is_recognised_and_its_axes_are_marked(row):
    trace, explanation = explained(row)
    assert explanation.kind == row.kind
    operands = trace.failed.operands if trace.failed else ()
    assert {(operands[clash.operand].source, clash.axis) for clash in explanation.clashes} == row.clashes
    assert all(0 <= clash.axis < len(operands[clash.operand].value.shape) for clash in explanation.clashes)


@mistakes
def test_the_explanation_names_what_it_is_about_in_every_language(row):
    for language in translations.LANGUAGES:
        translations.use("en")
        _, explanation = explained(row)
        translations.use(language)
        text = explanation.message.text()
        assert not re.search(r"{\w*}", text)
        assert text
        assert all(name in text for name, _ in row.clashes)
        for edit in explanation.edits:
            assert not re.search(r"{\w*}", edit.label.text())
        if language == "en":
            assert all(word in text for word in row.words)


@mistakes
def test_every_edit_that_is_offered_mends_the_line(row):
    _, explanation = explained(row)
    _, _, line = plainly(row.program)
    sources = [edit.source for edit in explanation.edits]
    assert len(sources) <= 3
    assert len({row.program, *sources}) == len(sources) + 1
    if row.edit is not None:
        assert any(row.edit in source for source in sources)
    for source in sources:
        check(source)
        outcome = plainly(source)
        assert outcome is None or outcome[2] > line + source.count("\n") - row.program.count("\n")


@mistakes
def test_no_rule_stumbles(row):
    """`explain` hides what goes wrong inside it, so the rules are called here without it."""
    trace = run(row.program)
    failure = Failure(trace.error, trace.failed, 0)
    for pattern, rule in COMPILED:
        match = pattern.search(trace.error.message)
        found = rule(failure, match) if match else None
        if found is not None:
            list(found.candidates)
            break


def test_there_are_at_least_forty_mistakes_of_all_kinds():
    assert len({row.program for row in MISTAKES}) >= 40
    assert {row.kind for row in MISTAKES} == set(KINDS) - {"refused"}


def test_an_edit_leaves_the_rest_of_the_program_as_it_is():
    lines = [
        "# 行列の積",
        "行列 = torch.ones(2, 3)  # 2×3",
        "if True:",
        "\tB = (行列 +",
        "\t     1) @ 行列  # ここ",
        "C = B",
        "",
    ]
    program = "\r\n".join(lines)
    trace = run(program)
    edits = explain(trace.error, trace.failed).edits
    assert edits[0].source == program.replace("@ 行列", "@ 行列.T")
    assert edits[0].label.text() == "Transpose 行列: (行列 + 1) @ 行列.T"


# Programs that are not accepted

REFUSED = [
    mistake("import torch | A = torch.ones(2)", "refused", "", "A = torch.ones(2)"),
    mistake("import torch.nn.functional as F | import numpy as np | x = F.relu(torch.ones(3))", "refused", "",
            "x = torch.nn.functional.relu(torch.ones(3))"),
    mistake("from torch.nn.functional import relu | x = relu(torch.ones(3))", "refused", "",
            "x = torch.nn.functional.relu(torch.ones(3))"),
    mistake("x = torch.ones(3) | y = F.relu(x)", "name", "", "torch.nn.functional.relu(x)"),
    mistake("x = torch.ones(3) | y = nn.functional.relu(x)", "name", "", "torch.nn.functional.relu(x)"),
    mistake("x = torch.ones(3) | y = relu(x)", "name", "", "torch.relu(x)"),
    mistake(f"{A} s = A.shape()", "name", "", "s = A.shape"),
    mistake(f"{A} s = A.shape(0)", "name", "", "s = A.shape[0]"),
    mistake(f"{A} s = A.sum", "name", "", "s = A.sum()"),
    mistake(f"{A} s = A.reshpae(3, 2)", "name", "", "A.reshape(3, 2)"),
    mistake("A = torch.onse(2, 3)", "name", "", "torch.ones(2, 3)"),
    mistake("x = torch.Softmax(torch.ones(2), dim=0)", "name", "", "torch.softmax(torch.ones(2), dim=0)"),
    mistake("matrix = torch.ones(2, 3) | y = matrx + 1", "name", "", "y = matrix + 1"),
    mistake(f"{A} y = a + 1", "name", "", "y = A + 1"),
    mistake("x = torch.ones(2, requires_grad=true)", "name", "", "requires_grad=True"),
    mistake(f"{A} y = A(0)", "name", "", "y = A[0]"),
    mistake("A = torch.ones(2) | C = A.cat(A)", "name", "", "torch.cat([A, A])"),
    mistake("x = torch.ones(2).cuda()", "name", "", "x = torch.ones(2)"),
    mistake(f"{A} s = A.sum(dm=0)", "argument", "", "A.sum(dim=0)"),
    mistake("with torch.nograd(): |     x = 1", "name", "", "with torch.no_grad():"),
    mistake("x = [1, 2] | y = sum(i for i in x)", "refused", "", "sum([i for i in x])"),
    mistake("x = torch.ones(2) | print(f'sum {x.sum()}')", "refused", "", "print(x.sum())"),
    mistake("A = torch.tensor([1, 2", "refused", "", "A = torch.tensor([1, 2])"),
    mistake("for i in range(3) |     x = i", "refused", "", "range(3):"),
    mistake("x = 1 | if x = 1: |     x = 2", "refused", "", "if x == 1:"),
    mistake("A = torch.ones(2 3)", "refused", "", "torch.ones(2, 3)"),
    mistake("A = torch.ones(2))", "refused", "", "torch.ones(2)"),
    mistake("x = 1 | print x", "refused", "", "print(x)"),
    mistake("A = torch.ones（2，3）", "refused", "", "A = torch.ones(2,3)"),
    mistake("f = lambda x: x", "refused"),
    mistake("x = torch.nn.Linear(2, 3)", "name"),
]  # fmt: skip


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.program.splitlines()[-1].strip())
def test_a_program_that_is_not_accepted_is_explained_too(row, capsys):
    with pytest.raises(ProgramError) as caught:
        run(row.program)
    explanation = explain(caught.value)
    assert explanation.kind == row.kind
    assert not re.search(r"{\w*}", explanation.message.text())
    if row.edit is None:
        assert explanation.edits == ()
    else:
        assert any(row.edit in edit.source for edit in explanation.edits)
    for edit in explanation.edits:
        assert edit.label.text()
        check(edit.source)
        assert plainly(edit.source) is None


# What else can come


def test_what_the_playground_ends_itself_is_passed_on():
    trace = run("for i in range(5000):\n    x = i")
    explanation = explain(trace.error, trace.failed)
    assert explanation.kind == "refused"
    assert explanation.message == trace.error.refusal


def test_a_program_too_large_to_be_run_is_explained_by_its_shapes(monkeypatch):
    program = "A = torch.ones(9000, 3000)\nB = torch.ones(9000, 3000)\nC = A @ B"
    trace = run(program, limits=Limits(bytes=2**20))
    assert trace.shapes_only is not None
    explanation = explain(trace.error, trace.failed)
    assert explanation.kind == "shape"
    assert explanation.clashes == (Clash(0, 1), Clash(1, 0))
    assert "A has shape (9000, 3000)" in explanation.message.text()


def test_an_explanation_comes_for_every_error_and_every_call():
    """Words and operations that do not belong together, places that are not there, programs that are none."""
    traces = [run(row.program) for row in MISTAKES[::9]]
    for first in traces:
        for second in traces:
            found = explain(first.error, second.failed)
            assert found.kind in KINDS
            assert found.message.text()
    nowhere = Span("x", 99, 7, 99, 8)
    for program in ("", "x = 1", "((", "x = 1\x00", "  x\ny"):
        for call in (None, traces[0].failed):
            assert explain(RunError("RuntimeError", "no such words", nowhere, program), call).kind == "other"
    assert explain(ProgramError(N_("The program is nested too deeply."))).kind == "refused"
    assert explain(ProgramError("{x}", 7, 9, x=1), source="x = (").message == Message("{x}", {"x": 1})


def test_values_of_an_explanation_can_be_kept_as_json():
    _, explanation = explained(KINDS_OF_NUMBERS[0])
    for message in (explanation.message, *(edit.label for edit in explanation.edits)):
        assert all(isinstance(value, str | int) for value in message.values.values())

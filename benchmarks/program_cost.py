"""What it costs to record a program, against the same lines run plainly; and how soon a huge one is answered.

python -m benchmarks.program_cost
"""

import asyncio
import gc
import statistics
from collections.abc import Callable

import numpy as np
import torch

from benchmarks.clock import best
from benchmarks.common import reruns, server
from playground.program import run

TINY_LIMIT, LARGE_LIMIT, HUGE_LIMIT = 30, 1.2, 0.1
TINY = "A = torch.tensor([[1.0, 2.0], [3.0, 4.0]])\nB = torch.tensor([[5.0, 6.0], [7.0, 8.0]])\n"
LINES = ("C = A + B\n", "C = A @ B\n", "C = A.sum(0)\n", "C = torch.cat([A, B])\n", "C = A.T\n")
LARGE = """\
A = torch.randn(1000, 1000)
B = A @ A
C = torch.softmax(B, dim=1)
D = (C - C.mean(1, keepdim=True)).T
E = D @ A
s = E.sum()
"""
HUGE = "A = torch.randn(100_000, 100_000)\nB = A @ A.T\nC = B.sum()\n"
REFERENCE = """\
x = torch.linspace(-1.0, 1.0, 12).reshape(4, 3)
w = torch.randn(3, 5)
b = torch.zeros(5)
h = torch.relu(x @ w + b)
v = torch.randn(5, 2)
logits = h @ v
p = torch.softmax(logits, dim=1)
labels = torch.tensor([0, 1, 1, 0])
picked = p.gather(1, labels.unsqueeze(1))
loss = -picked.log().mean()
one_hot = torch.zeros(4, 2).scatter_(1, labels.unsqueeze(1), 1.0)
error = p - one_hot
grad_v = h.T @ error
grad_h = error @ v.T
grad_h[h <= 0] = 0
grad_w = x.T @ grad_h
w -= 0.1 * grad_w
v -= 0.1 * grad_v
both = torch.stack([p, one_hot], dim=0)
best = both.argmax(dim=2)
"""


def plainly(source: str) -> Callable[[], None]:
    compiled = compile(source, "plain", "exec")
    return lambda: exec(compiled, {"torch": torch, "np": np})


def compare(name: str, source: str, limit: float) -> None:
    recorded, plain = best(lambda: run(source)), best(plainly(source))
    ratio = recorded / plain
    print(f"  {name}: {1e6 * recorded:,.0f} µs against {1e6 * plain:,.0f}: {ratio:.1f} times (limit: {limit})")


if __name__ == "__main__":
    run("x = torch.zeros(3)")
    gc.collect()
    gc.freeze()  # as the server does
    print("tiny tensors")
    for calls in (10, 100):
        compare(f"{calls} calls, line by line", TINY + "".join(LINES[i % 5] for i in range(calls)), TINY_LIMIT)
    for turns in (2, 20, 200):
        looped = f"for i in range({turns}):\n" + "".join(f"    {line}" for line in LINES)
        compare(f"{5 * turns} calls in a loop", TINY + looped, TINY_LIMIT)
    print("1,000 × 1,000 matrices")
    compare("two products, softmax, differences", LARGE, LARGE_LIMIT)
    run(HUGE)
    seconds = statistics.median(best(lambda: run(HUGE), 1) for _ in range(15))
    print(f"100,000 × 100,000, shapes only: {1000 * seconds:.1f} ms, {seconds / HUGE_LIMIT:.2f} of the limit")
    traced = statistics.median(best(lambda: run(REFERENCE), 1) for _ in range(50))
    with server() as (address, _store):
        asyncio.run(reruns(address, "empty", 1, 5))
        empty = statistics.median(asyncio.run(reruns(address, "empty", 1, 60)))
        crowd = statistics.median(asyncio.run(reruns(address, "empty", 20, 5)))
    print(
        f"20-line reference program: {1000 * traced:.1f} ms against an empty page's rerun of {1000 * empty:.1f} ms "
        f"alone ({traced / empty:.2f}) and {1000 * crowd:.1f} ms with 20 visitors ({traced / crowd:.2f}); limit: 1"
    )

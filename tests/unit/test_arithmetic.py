"""Arithmetic shown beside a cell is worked out again, and gives that cell."""

import math
import re
import statistics
from typing import Any

import numpy as np
import pytest
import torch

from playground.program import arithmetic, run, sources, tensors
from playground.program.functions import FUNCTIONS, SAMPLES

F = "torch.nn.functional."

# What the signs mean in Python
SIGNS = (
    (r"\^", "**"), ("²", "**2"), ("xor", "^"), ("×", "*"), ("÷", "/"), ("−", "-"), ("≠", "!="), ("≤", "<="),
    ("≥", ">="), (r"√\(", "sqrt("), (r"√([\d.]+)", r"sqrt(\1)"), (r"\|([^|]*)\|", r"abs(\1)"), (r"(\d)i", r"\1j"),
    ("~(True|False)", r"not \1"),
)  # fmt: skip
NAMES: dict[str, Any] = {
    name: getattr(math, name)
    for name in """
        sqrt exp log log2 log10 sin cos tan asin acos atan atan2 tanh erf floor ceil trunc gcd lcm isnan isinf isfinite
        nan inf
    """.split()
} | {
    "Φ": statistics.NormalDist().cdf,
    "abs": abs, "round": round, "float": float, "double": float, "half": np.float16, "bfloat16": float, "int": int,
    "long": int, "short": int, "byte": int, "sign": np.sign, "Re": np.real, "Im": np.imag, "heaviside": np.heaviside,
    "conj": np.conj,
    "max": lambda *values: max(values),
    "min": lambda *values: min(values),
    "argmax": lambda *values: values.index(max(values)),
    "argmin": lambda *values: values.index(min(values)),
    "median": lambda *values: statistics.median_low(values),
    "mode": lambda *values: statistics.mode(values),
    "all": lambda *values: all(values),
    "any": lambda *values: any(values),
    "count_nonzero": lambda *values: sum(map(bool, values)),
}  # fmt: skip
PREPARED = compile(SAMPLES, "samples", "exec")


def worked_out(text: str) -> Any:
    """Return what the left side of ``4×2 + 5×5 = 33`` comes to."""
    for sign, python in SIGNS:
        text = re.sub(sign, python, text)
    names: dict[str, Any] = {"torch": torch}
    exec(PREPARED, names)
    value = eval(text, NAMES | names | {"__builtins__": {}})
    return value.item() if isinstance(value, torch.Tensor) else value


def shown(program: str, output: int = 0) -> tuple[tuple[str, ...], list[Any]]:
    """Return the texts for the last call of a program, and the numbers that they end with."""
    trace = run(SAMPLES + program)
    assert trace.error is None, trace.error
    call = trace.calls[-1]
    found = sources(call, output)
    assert found is not None
    data = tensors(call.output)[output].data
    assert data is not None
    return arithmetic(call, found), data.flatten().tolist()


def check(texts: tuple[str, ...], values: list[Any]) -> None:
    assert len(texts) == len(values)
    for text, value in zip(texts, values, strict=True):
        if text and "…" not in text:
            left, right = text.rpartition(": ")[2].rsplit(" = ", 1)  # after "200 + 100 = 300; uint8: "
            expected = value + 0 if isinstance(value, bool) else value
            assert worked_out(left) + 0 == pytest.approx(expected, rel=2e-3, abs=1e-4, nan_ok=True), text
            assert worked_out(right) + 0 == pytest.approx(expected, rel=1e-3, nan_ok=True), text


WITH_SOURCES = [name for name, row in FUNCTIONS.items() if row.origin != "none"]


@pytest.mark.parametrize("name", WITH_SOURCES)
def test_what_is_shown_beside_a_cell_is_true(name):
    row = FUNCTIONS[name]
    trace = run(SAMPLES + row.example)
    for output in range(len(tensors(trace.calls[-1].output))):
        texts, values = shown(row.example, output)
        check(texts, values)
        if row.arithmetic and output == 0:
            assert all(texts)


@pytest.mark.parametrize(
    ("program", "text"),
    [
        # operators, and numbers with a sign of their own
        ("A @ C", "4×1 + 2×3 + 7×5 = 45"),
        ("A @ -C", "4×(−1) + 2×(−3) + 7×(−5) = −45"),
        ("A + B", "4 + 6 = 10"),
        ("A += B", "4 + 6 = 10"),
        ("A + A", "4 + 4 = 8"),
        ("2 - A", "2 − 4 = −2"),
        ("A * -2", "4 × (−2) = −8"),
        ("-A - A", "(−4) − 4 = −8"),
        ("A ** 2", "4 ^ 2 = 16"),
        ("-(-A)", "−1 × (−4) = 4"),
        ("A == 4", "4 == 4 = True"),
        ("(A - B).abs()", "|−2| = 2"),
        ("(A - B).exp()", "exp(−2) = 0.1353"),
        (f"{F}relu6(A - B)", "min(max(0, −2), 6) = 0"),
        ("torch.maximum(A - B, -v)", "max(−2, −1) = −1"),
        ("c * c", "(3+4j) × (3+4j) = −7+24j"),
        ("c.abs()", "|3+4j| = 5"),
        ("A * 100000", "4 × 100000 = 400000"),
        ("v / 3", "1 ÷ 3 = 0.3333"),
        ("mask | mask", "True | True = True"),
        ("mask + mask", ""),  # True, not 2
        ("torch.tensor([250], dtype=torch.uint8) * 2", "250 × 2 = 500; uint8: 500 − 256 = 244"),
        ("torch.tensor([250], dtype=torch.uint8) * 4", "250 × 4 = 1000; uint8: 1000 − 3 × 256 = 232"),
        ("torch.tensor([-100], dtype=torch.int8) - 100", "(−100) − 100 = −200; int8: −200 + 256 = 56"),
        ("-torch.tensor([10, -3])", "−1 × 10 = −10"),
        ("torch.tensor([250], dtype=torch.uint8) + 5", "250 + 5 = 255"),
        ("torch.zeros(0).sum()", ""),
        # settings
        ("torch.add(A, B, alpha=2)", "4 + 2 × 6 = 16"),
        ("torch.sub(A, B, alpha=-2)", "4 − (−2) × 6 = 16"),
        ("torch.add(A, other=B)", "4 + 6 = 10"),
        ("torch.pow(A, exponent=2)", "4 ^ 2 = 16"),
        ("torch.clamp(A, min=5.0)", "max(4, 5) = 5"),
        ("torch.clamp(A, max=3.0)", "min(4, 3) = 3"),
        ("torch.clamp(A - B, min=-1, max=1)", "min(max(−2, −1), 1) = −1"),
        ("A.clamp(None, 3)", "min(4, 3) = 3"),
        ("torch.clamp(A, min=w)", "max(4, 4) = 4"),
        ("torch.lerp(v, w, weight=0.25)", "1 + 0.25 × (4 − 1) = 1.75"),
        (f"{F}leaky_relu(A - B, negative_slope=0.1)", "max(0, −2) + 0.1 × min(0, −2) = −0.2"),
        (f"{F}relu(A - B, inplace=False)", "max(0, −2) = 0"),
        ("torch.div(A, B, rounding_mode='floor')", ""),
        (f"{F}gelu(A, approximate='tanh')", ""),
        # sums, means, products, the largest
        ("A.sum()", "4 + 2 + 7 + 1 + 5 + 3 = 22"),
        ("A.sum(0, keepdim=True)", "4 + 1 = 5"),
        ("(A - B).mean(1)", "((−2) + (−7) + 5) ÷ 3 = −1.333"),
        ("torch.ones(10).sum()", "1 + 1 + 1 + 1 + 1 + 1 + … + 1 = 10"),
        ("A.max(dim=0)", "max(4, 1) = 4"),
        ("(A - B).amin(0)", "min(−2, −7) = −7"),
        ("A.cumsum(0)", "4 = 4"),
        ("mask.sum(1)", "True + False + True = 2"),
        ("torch.sum(A / 3, dim=0, dtype=torch.int64)", ""),  # cut off before they are added
        ("torch.index_add(v, 0, torch.tensor([0, 0]), w[:2])", "1 + 4 + 5 = 10"),
        ("torch.index_add(v, 0, torch.tensor([0, 0]), w[:2], alpha=2)", ""),
        # spread and length
        ("v.var()", "((1 − 2)² + (2 − 2)² + (3 − 2)²) ÷ 2 = 1"),
        ("v.var(correction=0)", "((1 − 2)² + (2 − 2)² + (3 − 2)²) ÷ 3 = 0.6667"),
        ("v.var(unbiased=False)", "((1 − 2)² + (2 − 2)² + (3 − 2)²) ÷ 3 = 0.6667"),
        ("v.std()", "√(((1 − 2)² + (2 − 2)² + (3 − 2)²) ÷ 2) = 1"),
        ("torch.norm(-v)", "√((−1)² + (−2)² + (−3)²) = 3.742"),
        ("torch.norm(-v, p=1)", "|−1| + |−2| + |−3| = 6"),
        ("torch.linalg.norm(-v, ord=torch.inf)", "max(|−1|, |−2|, |−3|) = 3"),
        ("torch.norm(v, p=3)", ""),
        ("torch.dist(v, -w)", "√((1 − (−4))² + (2 − (−5))² + (3 − (−6))²) = 12.45"),
        (f"{F}normalize(w, dim=0)", "4 ÷ √(4² + 5² + 6²) = 0.4558"),
        (f"{F}cosine_similarity(v, w, dim=0)", "(1×4 + 2×5 + 3×6) ÷ (√(1² + 2² + 3²) × √(4² + 5² + 6²)) = 0.9746"),
        (f"{F}layer_norm(v, (3,))", "(1 − 2) ÷ √(0.6667 + 1e−05) = −1.225"),
        (f"{F}layer_norm(v, (3,), weight=w, bias=v, eps=0.1)", "(1 − 2) ÷ √(0.6667 + 0.1) × 4 + 1 = −3.568"),
        # products with more to them
        ("torch.addmm(torch.ones(2, 2), A, C)", "1 + 4×1 + 2×3 + 7×5 = 46"),
        ("torch.addmm(torch.ones(2, 2), A, C, beta=3)", ""),
        (f"{F}linear(A, B, v[:2])", "4×6 + 2×9 + 7×2 + 1 = 57"),
        (f"{F}linear(A, B)", "4×6 + 2×9 + 7×2 = 56"),
        (f"{F}conv2d(image, torch.ones(1, 1, 2, 2), bias=v[:1])", "0×1 + 1×1 + 4×1 + 5×1 + 1 = 11"),
        (f"{F}conv2d(image, torch.ones(1, 1, 3, 3), padding=1)", "0×1 + 1×1 + 4×1 + 5×1 = 10"),
        ("torch.einsum('ij,ij->i', A, B)", "4×6 + 2×9 + 7×2 = 56"),
        ("torch.einsum('ij->j', A)", "4 + 1 = 5"),
        ("torch.einsum('i,j,k->', v, v, v)", ""),
        ("torch.einsum('i,j,k->ijk', w, v, v)", "4 × 1 × 1 = 4"),
        ("torch.tensordot(A, B.T, dims=([0, 1], [1, 0]))", ""),  # the pairs do not come in the same order
        ("torch.cross(v, w, dim=0)", "2×6 − 3×5 = −3"),
        ("torch.det(M[:2, :2])", "2×3 − 1×1 = 5"),
        # exponentials and losses
        ("torch.softmax(A, dim=1)", "exp(4) ÷ (exp(4) + exp(2) + exp(7)) = 0.04712"),
        ("torch.softmax(A * 1000, dim=1)", ""),  # not worked out like that
        (f"{F}log_softmax(A, dim=1)", "4 − log(exp(4) + exp(2) + exp(7)) = −3.055"),
        (f"{F}mse_loss(v, w)", "((1 − 4)² + (2 − 5)² + (3 − 6)²) ÷ 3 = 9"),
        (f"{F}mse_loss(v, w, reduction='sum')", "(1 − 4)² + (2 − 5)² + (3 − 6)² = 27"),
        (f"{F}l1_loss(v, w)", "(|1 − 4| + |2 − 5| + |3 − 6|) ÷ 3 = 3"),
        (f"{F}nll_loss(-A, torch.tensor([2, 0]))", "−((−7) + (−1)) ÷ 2 = 4"),
        (f"{F}avg_pool2d(image, 2)", "(0 + 1 + 4 + 5) ÷ 4 = 2.5"),
        # what was moved
        ("A.T", "A[0, 0] = 4"),
        ("(A + B)[1]", "(A + B)[1, 0] = 9"),
        ("A.T[1]", "A.T[1, 0] = 2"),
        ("A[mask] = w", "w[0] = 4"),
        ("A[1] = v", "A[0, 0] = 4"),
        ("A[0, 0] = 9.0", ""),
        ("torch.where(mask, A, B)", "A[0, 0] = 4"),
        ("torch.tensor(5.0).reshape(1)", "torch.tensor(5.0) = 5"),
        ("torch.tensor([1.0, 2.0, 3.0, 4.0]).reshape(2, 2)", "torch.tensor(…)[0] = 1"),
        ("torch.stack([A, B])", "A[0, 0] = 4"),
        ("A.clone()", "A[0, 0] = 4"),
        ("A.to(torch.float16)", "A[0, 0] = 4"),
        ("A.to(B)", "A[0, 0] = 4"),
        ("(A / 8).to(torch.int64)", ""),  # 0.5 became 0
        (f"{F}embedding(torch.tensor([2]), C)", "C[2, 0] = 5"),
    ],
)  # fmt: skip
def test_the_first_cell_reads(program, text):
    texts, values = shown(program)
    assert texts[0] == text
    if "A[mask] =" not in program and program != "A[1] = v":  # names of what has been changed since
        check(texts, values)


def test_places_are_not_taken_for_values():
    assert shown("torch.sort(n)", 1)[0] == ("", "", "")
    assert shown("n.topk(2)", 1)[0] == ("", "")
    assert shown("torch.max(n, dim=0)", 1)[0] == ("argmax(6, 10, 15) = 2",)
    assert shown("torch.min(A, dim=1)", 1)[0] == ("argmin(4, 2, 7) = 1", "argmin(1, 5, 3) = 0")


def test_a_matrix_of_halves_is_close_enough():
    texts, values = shown("(A / 3).half().sum(1)")
    assert texts[0] == "1.333 + 0.6665 + 2.334 = 4.332"
    check(texts, values)


def test_long_ones_are_cut_but_true():
    texts, values = shown("torch.full((900,), 2.0).sum()")
    assert texts == ("2 + 2 + 2 + 2 + 2 + 2 + … + 2 = 1800",)
    assert values == [1800]

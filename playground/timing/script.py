"""The script that measures by itself, in plain PyTorch: the very functions and statements that the page measures."""

from collections.abc import Iterable
from functools import cache

from playground.sources import source_of
from playground.timing.comparisons import Comparison
from playground.timing.measure import SECONDS, allocated_bytes, measured_times

MAIN = '''\
import os
import timeit
from contextlib import ExitStack
from statistics import quantiles

import torch
from torch.autograd.profiler import profile
from torch.utils.benchmark import Timer

SETUP = """
{setup}
"""
STATEMENTS = {{
{statements}
}}
SIZES = {sizes}
SECONDS = {seconds}  # for each statement and size, at least


{functions}

os.environ["KINETO_LOG_LEVEL"] = "6"  # PyTorch's profiler keeps quiet
torch.set_num_threads(1)
for n in SIZES:
    for label, statement in STATEMENTS.items():
        times = measured_times(statement, SETUP, n, SECONDS)
        lower, median, upper = quantiles(times, n=4, method="inclusive")
        allocated = allocated_bytes(statement, SETUP, n)
        print(
            f"n = {{n:>9,}}  {{label:<{width}}}{{median * 1e6:>14,.2f}} µs"
            f"  ({{lower * 1e6:,.2f}} to {{upper * 1e6:,.2f}}){{allocated:>14,}} bytes"
        )
'''


def script(comparison: Comparison, sizes: Iterable[int]) -> str:
    """Return a Python file that needs torch only and prints what the page shows for these sizes."""
    statements = "\n".join(f'    "{each.label}": {_typed(each.code)},' for each in comparison.statements)
    return MAIN.format(
        setup=comparison.setup,
        statements=statements,
        sizes=repr(tuple(sizes)),
        seconds=SECONDS,
        functions=_functions(),
        width=max(map(len, comparison.labels)),
    )


@cache
def _functions() -> str:
    return "\n\n".join(source_of(each) for each in (measured_times, allocated_bytes))


def _typed(code: str) -> str:
    """Return code as a text in Python: on its own lines where it has several."""
    if "\n" in code:
        return f'"""\n{code}\n"""'
    return repr(code) if '"' in code else f'"{code}"'

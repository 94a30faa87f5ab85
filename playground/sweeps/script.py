"""A sweep as plain Python: every combination trained by the playground's own command, one after the other."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playground.sources import imports, source_of
from playground.sweeps.brief import brief
from playground.sweeps.plan import Axis, Plan, check
from playground.sweeps.swept import NONE, Swept
from playground.sweeps.values import between, draw, spread
from playground.training.fields import Choice

_IMPORTS = """
import itertools
import json
import subprocess
import sys
from random import Random
"""

_TRAIN = '''
def best_score(config):
    """Train with these settings; return the best validation score, None where the run failed."""
    command = [sys.executable, "-m", "playground.training", "-"]
    done = subprocess.run(command, input=json.dumps(config), stdout=subprocess.PIPE, text=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or not events:
        return None  # it has said why
    return max(event["validation_score"] for event in events if event["type"] == "epoch")
'''

_MAIN = """
results = {{}}
for {names} in combinations:
    config = {config}
    results[{names}] = best_score(config)
    print({shown}, results[{names}])

trained = {{values: score for values, score in results.items() if score is not None}}
print("best:", max(trained, key=trained.get, default=None))
"""


class _Code(str):
    """A piece of code among values."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def script(plan: Plan) -> str:
    """Return a program that trains what `combinations(plan)` says and prints the best validation score of each."""
    settings = check(plan)
    names = _names([*settings])
    functions: tuple[Callable[..., Any], ...] = (between, draw) if plan.draws else (between, spread)
    if all(axis.values for axis in plan.axes):
        functions = ()
    main = _MAIN.format(
        names=", ".join(names.values()),
        config=_lines(_config(plan, settings, names)),
        shown=", ".join(f'"{name} ="' + f", {name}" for name in names.values()),
    )
    main = f"{_TRAIN}\n\n{_combinations(plan, settings)}\n{main}"
    sources = "".join(f"\n\n{source_of(function)}" for function in functions)
    return f"{imports(*functions, main=main, offered=_IMPORTS)}{sources}\n{main}"


def _names(settings: Sequence[str]) -> dict[str, str]:
    """Return what each setting is called in the program: by its last part, where no other is called so."""
    short = [name.split(".")[-1] for name in settings]
    return {
        name: last if short.count(last) == 1 else name.replace(".", "_")
        for name, last in zip(settings, short, strict=True)
    }


def _combinations(plan: Plan, settings: Mapping[str, Swept]) -> str:
    axes = [(axis, settings[axis.setting]) for axis in plan.axes]
    if plan.draws:
        each = ", ".join(_drawn(axis, setting) for axis, setting in axes)
        each = each if len(axes) == 1 else f"({each})"
        drawn = f"dict.fromkeys(\n    {each}\n    for _ in range({plan.draws})\n)  # each once"
        return f"random = Random({plan.seed})\ncombinations = {drawn}"
    values = [_values(axis, setting) for axis, setting in axes]
    product = "".join(f"\n    {each}," for each in values)
    return f"combinations = {values[0]}" if len(axes) == 1 else f"combinations = itertools.product({product}\n)"


def _values(axis: Axis, setting: Swept) -> str:
    if axis.values:
        return _choices(axis, setting)
    numbers = f"spread({axis.low!r}, {axis.high!r}, {axis.count}, log={axis.log})"
    return f"dict.fromkeys(map(round, {numbers}))" if isinstance(setting.parameter.default, int) else numbers


def _drawn(axis: Axis, setting: Swept) -> str:
    if axis.values:
        return f"random.choice({_choices(axis, setting)})"
    number = f"draw(random, {axis.low!r}, {axis.high!r}, log={axis.log})"
    return f"round({number})" if isinstance(setting.parameter.default, int) else number


def _choices(axis: Axis, setting: Swept) -> str:
    return repr([None if setting.row and value == NONE else value for value in axis.values])


def _config(plan: Plan, settings: Mapping[str, Swept], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that are not at their defaults, with names in the places of the sweep's values."""
    config: dict[str, Any] = json.loads(brief(plan.base))
    for name, setting in sorted(settings.items(), key=lambda item: item[1].row):
        code, (*parts, last) = _Code(names[name]), name.split(".")
        if setting.row:
            config[name] = _any_row(config.get(name), code, NONE in setting.parameter.choices)
        elif not parts:
            config[last] = code
        elif isinstance(choice := getattr(plan.base, parts[0]), Choice):
            given = config.get(parts[0], choice.name)
            own: dict[str, Any] = {"name": given, "parameters": {}} if isinstance(given, str) else given
            config[parts[0]] = own | {"parameters": own["parameters"] | {last: code}}
        else:
            config[parts[0]] = config.get(parts[0], {}) | {last: code}
    return config


def _any_row(given: Any, code: _Code, optional: bool) -> Any:
    """Return a choice of which several rows are tried; what is set of the base's own row counts for that alone."""
    if not isinstance(given, dict):
        return code
    swept = {name: value for name, value in given["parameters"].items() if isinstance(value, _Code)}
    own = {name: value for name, value in given["parameters"].items() if name not in swept}
    there = f"({own!r} if {code} == {given['name']!r} else {{}}) | {swept!r}"
    choice = {"name": code, "parameters": _Code(there) if own else swept}
    return _Code(f"{code} and {choice!r}") if optional else choice


def _lines(config: Mapping[str, Any]) -> str:
    lines = "".join(f"        {name!r}: {value!r},\n" for name, value in config.items())
    return "{\n" + lines + "    }"

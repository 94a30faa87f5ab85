"""The programs of what is tried out on the small network: the very functions that the page ran, to run anywhere."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from playground.datasets.digits import Digits
from playground.optimization.clipping import NAMES, flat, step_with
from playground.optimization.digit_network import digits, examine, network, one_step, train
from playground.optimization.groups import BATCH_SIZE, Grouping, parameter_groups
from playground.optimization.network_race import Training
from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.race import Racer, settings_given
from playground.optimization.racers import written
from playground.optimization.rates import RATES, distinct, without_rate
from playground.sources import imports, source_of

TRAINING = (Digits, digits, network, one_step, train, examine)

RACE = """\
racers = {{
{racers}
}}
for name, make in racers.items():
    for seed in range({seeds}):
        model, losses = train(make, seed=seed, epochs={epochs}, batch_size={batch_size})
        loss, accuracy = examine(model)
        print(f"{{name}} seed {{seed}}: {{len(losses)}} steps, loss {{loss:.4g}}, accuracy {{accuracy:.1%}}")
"""
SWEEP = """\
racers = {{
{racers}
}}
for name, make in racers.items():
    for lr in {rates}:
        losses = []
        for seed in range({seeds}):
            model, _ = train(lambda model: make(model, lr), seed=seed, epochs={epochs}, batch_size={batch_size})
            losses.append(examine(model)[0])
        print(f"{{name}} lr={{lr:g}}: loss {{sum(losses) / len(losses):.4g}}")
"""
GROUPS = """\
def make(model: nn.Module, everywhere: bool) -> list[optim.Optimizer]:
    groups = parameter_groups(
        model, lr={lr}, head_lr={head_lr}, weight_decay={weight_decay}, everywhere=everywhere
    )
    return [optim.{optimizer}(groups, lr={lr})]


for everywhere in (True, False):
    print("Weight decay everywhere" if everywhere else "No weight decay on norms and biases")
    model, losses = train(lambda model: make(model, everywhere), seed=0, epochs={epochs}, batch_size={batch_size})
    for name, parameter in model.named_parameters():
        print(f"    {{name:<14}} norm {{parameter.norm().item():.4f}}")
    print(f"    accuracy {{examine(model)[1]:.1%}}")
"""
CLIPPING = """\
clips = {{
    "{names[0]}": lambda parameters: None,
    "{names[1]}": lambda parameters: nn.utils.clip_grad_norm_(parameters, max_norm={max_norm}),
    "{names[2]}": lambda parameters: nn.utils.clip_grad_value_(parameters, clip_value={clip_value}),
}}
before = None
for name, clip in clips.items():
    gradients, loss = step_with(clip, outlier={outlier}, lr={lr})
    after = flat(gradients)
    before = after if before is None else before
    cosine = nn.functional.cosine_similarity(before, after, dim=0).item()
    print(f"{{name}}: norm {{after.norm().item():.4g}}, cosine {{cosine:.3f}}, loss after the step {{loss:.4g}}")
"""


def race_script(racers: Sequence[Racer], training: Training) -> str:
    """Return Python that runs the race and prints how each training ends."""
    lines = (f"    {written(racer)!r}: lambda model: {_made(racer)}," for racer in dict.fromkeys(racers))
    return _program(TRAINING, RACE, racers="\n".join(lines), **vars(training))


def sweep_script(racers: Sequence[Racer], training: Training) -> str:
    """Return Python that tries all rates and prints the loss at the end of each."""
    lines = (f"    {without_rate(racer)!r}: lambda model, lr: {_made(racer, 'lr')}," for racer in distinct(racers))
    return _program(TRAINING, SWEEP, racers="\n".join(lines), rates=RATES, **vars(training))


def groups_script(grouping: Grouping) -> str:
    """Return Python that trains with either weight decay and prints the norms of all parameters."""
    return _program((*TRAINING, parameter_groups), GROUPS, batch_size=BATCH_SIZE, **vars(grouping))


def clipping_script(outlier: float, max_norm: float, clip_value: float, lr: float) -> str:
    """Return Python that takes the step in three ways and prints what became of the gradient and of the loss."""
    functions = (Digits, digits, network, examine, step_with, flat)
    return _program(functions, CLIPPING, names=NAMES, outlier=outlier, max_norm=max_norm, clip_value=clip_value, lr=lr)


def _made(racer: Racer, lr: str = "") -> str:
    """Return the expression that makes a racer's optimizers; with `lr`, that is its rate."""
    row = ALL_OPTIMIZERS[racer.optimizer]
    settings = {name: _value(value) for name, value in settings_given(racer).items()} | ({"lr": lr} if lr else {})
    given = "".join(f", {name}={value}" for name, value in settings.items())
    if not row.matrix:
        return f"[optim.{row.name}(model.parameters(){given})]"
    return (
        f"[\n        optim.{row.name}([w for w in model.parameters() if w.ndim == 2]{given}),\n"
        "        optim.AdamW([w for w in model.parameters() if w.ndim != 2]),\n    ]"
    )


def _value(value: object) -> str:
    """Return a setting as Python code; a number that is infinite or none has no literal."""
    return f'float("{value}")' if isinstance(value, float) and not math.isfinite(value) else repr(value)


def _program(functions: tuple[Callable[..., Any], ...], main: str, **values: object) -> str:
    return "\n\n".join([imports(*functions), *map(source_of, functions), main.format(**values)])

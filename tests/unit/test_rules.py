"""The formulas that a race shows: worked out, they give the very steps that PyTorch took."""

import ast

import pytest
import torch

from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.race import Course, race
from playground.optimization.racers import read_racer
from playground.optimization.rules import RULES
from playground.optimization.working import FUNCTIONS, tree, worked

COURSE = Course("himmelblau", (-0.3, -1.0), 30, noise=0.5)
VARIED = [
    "SGD(lr=0.01)",
    "SGD(lr=0.005, momentum=0.9, weight_decay=0.1)",
    "SGD(lr=0.005, momentum=0.9, nesterov=True)",
    "SGD(lr=0.005, momentum=0.9, dampening=0.5)",
    "SGD(lr=0.0001, momentum=0.5, maximize=True)",
    "Adam(lr=0.1)",
    "Adam(lr=0.1, betas=(0.8, 0.9), amsgrad=True, weight_decay=0.1)",
    "Adam(lr=0.1, weight_decay=0.1, decoupled_weight_decay=True, maximize=True)",
    "AdamW(lr=0.1, amsgrad=True)",
    "NAdam(lr=0.1, momentum_decay=0.1, weight_decay=0.1, decoupled_weight_decay=True)",
    "RAdam(lr=0.1, betas=(0.9, 0.99), weight_decay=0.1)",
    "RMSprop(lr=0.05, weight_decay=0.1)",
    "RMSprop(lr=0.01, alpha=0.9, centered=True, momentum=0.8)",
    "Adagrad(lr=0.5, lr_decay=0.1, initial_accumulator_value=2.0)",
    "Adagrad(lr=0.5, weight_decay=0.1)",
    "Adadelta(lr=5.0, weight_decay=0.1)",
    "Adamax(lr=0.1, weight_decay=0.1)",
    "Adafactor(lr=0.1, weight_decay=0.1)",
    "Adafactor(lr=5.0, d=1.5, maximize=True)",
    "ASGD(lr=0.01, lambd=0.1, weight_decay=0.1, t0=10.0)",
    "Rprop(lr=0.1)",
    "Rprop(lr=0.1, etas=(0.3, 2.0), step_sizes=(0.01, 0.5))",
    "Muon(lr=0.1)",
    "Muon(lr=0.1, nesterov=False, adjust_lr_fn='match_rms_adamw')",
    "Muon(lr=0.1, adjust_lr_fn='spectral_unclamped', weight_decay=0.0)",
]


@pytest.mark.parametrize("text", VARIED)
def test_the_formulas_give_the_steps_that_were_taken(text):
    racer = read_racer(text)
    [path] = race(COURSE, [racer])
    lines = worked(racer, path)
    assert path.steps == COURSE.steps
    loose = 0.03 if racer.optimizer == "Muon" else 1e-6  # Muon orthogonalises in bfloat16
    last = {each.line.name: each.result for each in lines}
    torch.testing.assert_close(last["w_next"] - path.places[:-1], path.places.diff(dim=0), rtol=loose, atol=loose * 0.1)
    for name, state in RULES[racer.optimizer].states.items():
        if name in last:
            torch.testing.assert_close(last[name], path.states[state][1:], rtol=1e-6, atol=1e-9)


def test_every_optimizer_without_a_closure_has_formulas_with_known_signs_only():
    assert set(RULES) == {name for name, row in ALL_OPTIMIZERS.items() if not row.closure}
    for rule in RULES.values():
        for line in rule.lines:
            calls = {each.func.id for each in ast.walk(tree(line.formula)) if isinstance(each, ast.Call)}
            assert calls <= {*FUNCTIONS, "orthogonal"}

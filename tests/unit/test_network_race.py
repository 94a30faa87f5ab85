"""What is tried out on the small network: the race, the rates, groups of parameters, clipping."""

import io
import json
import math
import subprocess
import sys
from contextlib import redirect_stdout

import pytest
import torch
from torch import nn, optim

from playground.jobs import Job
from playground.optimization import network_race, rates
from playground.optimization.clipping import POINTS, steps
from playground.optimization.digit_network import digits, examine, network
from playground.optimization.groups import Grouping, outcome
from playground.optimization.network_race import Run, Training
from playground.optimization.network_script import clipping_script, groups_script, race_script, sweep_script
from playground.optimization.network_verdict import results, verdict
from playground.optimization.race import Racer
from playground.optimization.racers import read
from playground.optimization.rates import GUESSING, RATES, Tried, advice, distinct
from playground.translations import PlaygroundError


def racers(text: str) -> list[Racer]:
    return [entry.racer for entry in read(text) if entry.racer]


def output(script: str) -> str:
    """Run a script in a namespace of its own; return what it prints."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(script, "script", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def test_a_training_is_that_of_a_plain_loop():
    inputs, targets, *_ = digits()
    model = network(1)
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(1)
    losses = []
    for batch in torch.randperm(1500, generator=generator).split(128):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs[batch]), targets[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    done = network_race.run(Racer("Adam", (("lr", 0.01),)), 0, 1, Training(1, 1, 128))
    assert done.losses == pytest.approx(losses, rel=1e-3)
    assert (done.loss, done.accuracy) == pytest.approx(examine(model))


def test_the_same_seed_gives_the_same_network_whatever_was_drawn_before():
    first = network(3)
    torch.rand(5)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), network(3).parameters(), strict=True))
    assert not torch.equal(first.head.weight, network(4).head.weight)


def test_muon_steps_the_matrices_and_adamw_all_else():
    made = network_race.optimizers_of(Racer("Muon", (("lr", 0.1),)), network(0))
    shapes = [[len(weight.shape) for group in each.param_groups for weight in group["params"]] for each in made]
    assert [type(each) for each in made] == [optim.Muon, optim.AdamW]
    assert shapes == [[2, 2], [1, 1, 1, 1]]


def test_a_training_that_diverges_ends_and_says_so():
    done = network_race.run(Racer("SGD", (("lr", 1e6),)), 0, 0, Training(1, 1, 128))
    assert done.diverged
    assert len(done.losses) < 12


def test_racers_whose_seeds_overlap_are_not_told_apart():
    def run(racer, seed, loss):
        return Run(racer, seed, (2.0, 1.0), loss, 0.9)

    apart = [run(0, 0, 0.1), run(0, 1, 0.2), run(1, 0, 0.3), run(1, 1, 0.4)]
    assert "below all others" in verdict({0: "A", 1: "B"}, results(apart)).text()
    near = [run(0, 0, 0.1), run(0, 1, 0.35), *apart[2:]]
    assert "not certain to be better than **B**" in verdict({0: "A", 1: "B"}, results(near)).text()
    assert verdict({0: "A"}, results([run(0, 0, 0.1)])) is None
    assert verdict({0: "A", 1: "B"}, results([Run(i, 0, (2.0, None), None, 0.0) for i in range(2)])) is None


def test_too_much_is_refused_in_words():
    with pytest.raises(PlaygroundError, match="Take fewer racers"):
        rates.work(racers("; ".join(f"SGD(momentum=0.{i})" for i in range(1, 9))), Training(10, 5, 32))


def test_the_rates_tell_where_it_learns_and_where_it_diverges():
    training = Training(1, 1, 128)
    asked = distinct(racers("SGD(lr=0.1); SGD(lr=0.2); SGD(lr=0.1, momentum=0.9)"))
    assert [rates.without_rate(racer) for racer in asked] == ["SGD", "SGD(momentum=0.9)"]
    tried = sorted(rates.sweep(asked[:1], training), key=lambda each: each.lr)
    assert [each.lr for each in tried] == list(RATES)
    assert tried[0].fails  # it hardly moves: still the loss at the start
    assert min(tried, key=lambda each: each.loss).lr in (0.1, 0.3)
    assert tried[-1].diverged
    plain = rates.at_rate(asked[0], 0.3)
    assert tried[RATES.index(0.3)].losses == (network_race.run(plain, 0, 0, training).loss,)


def test_advice_follows_from_the_numbers():
    losses = {0.001: 2.0, 0.01: 0.5, 0.1: 0.4, 1.0: 0.9, 10.0: None}
    tried = [Tried(0, lr, (loss,)) for lr, loss in losses.items()]
    assert advice("SGD", tried).text() == (
        "**SGD** learns best at lr=0.1 (loss 0.4); from 0.01 to 0.1 its loss is at most twice that. "
        "At 10 it is no better than guessing, or diverges."
    )
    assert "bears all higher rates" in advice("SGD", tried[:3]).text()
    assert "no better than guessing at any" in advice("SGD", [Tried(0, 1.0, (GUESSING,))]).text()


def test_norms_and_biases_are_spared_the_weight_decay():
    parted = outcome(Grouping(lr=0.01, head_lr=0.003, weight_decay=0.5))
    decays = {line.name: line.weight_decay for line in parted.lines}
    assert {name for name, decay in decays.items() if decay == 0.5} == {"hidden.weight", "head.weight"}
    assert {line.lr for line in parted.lines if line.name.startswith("head")} == {0.003}
    assert len({line.group for line in parted.lines}) == 4
    together = outcome(Grouping(head_lr=0.01, everywhere=True))
    assert {(line.group, line.weight_decay) for line in together.lines} == {(0, 0.5)}
    [scale] = [line for line in parted.lines if line.name == "norm.weight"]
    assert scale.start == pytest.approx(math.sqrt(32))
    assert scale.everywhere < scale.apart


def test_clipping_by_norm_keeps_the_direction_and_by_value_does_not():
    as_it_is, by_norm, by_value = steps(100.0, 1.0, 0.05, 0.5)
    assert as_it_is.total == pytest.approx(math.hypot(*(norm for _name, norm in as_it_is.norms)))
    assert (by_norm.total, by_norm.cosine, by_norm.changed) == pytest.approx((1.0, 1.0, 1.0), abs=1e-5)
    factor = 1 / as_it_is.total
    assert [after for _before, after in by_norm.curve] == pytest.approx(
        [before * factor for before, _after in by_norm.curve], rel=1e-3
    )
    assert by_value.largest == pytest.approx(0.05)
    assert [after for _before, after in by_value.curve] == pytest.approx(
        [max(-0.05, min(0.05, before)) for before, _after in by_value.curve]
    )
    assert by_value.cosine < 0.9
    assert len(by_value.curve) == POINTS
    assert as_it_is.loss > by_norm.loss


def test_the_programs_print_what_the_page_shows():
    training = Training(1, 1, 128)
    asked = racers("SGD(lr=0.3); Muon(lr=0.1)")
    [sgd, muon] = network_race.network_race(asked, training)
    grouping, clipped = Grouping(epochs=1), steps(100.0, 1.0, 0.05, 0.5)
    told = output(race_script(asked, training)) + output(sweep_script(asked[:1], training))
    assert f"SGD(lr=0.3) seed 0: 12 steps, loss {sgd.loss:.4g}, accuracy {sgd.accuracy:.1%}" in told
    assert f"Muon(lr=0.1) seed 0: 12 steps, loss {muon.loss:.4g}" in told
    assert f"SGD lr=0.3: loss {sgd.loss:.4g}" in told
    told = output(groups_script(grouping)) + output(clipping_script(100.0, 1.0, 0.05, 0.5))
    for line in outcome(grouping).lines:
        assert f"{line.name:<14} norm {line.apart:.4f}" in told
    for step in clipped:
        assert f"norm {step.total:.4g}, cosine {step.cosine:.3f}, loss after the step {step.loss:.4g}" in told


def test_a_child_tells_a_line_for_each_training():
    work = network_race.work(racers("SGD(lr=0.3)"), Training(1, 2, 128))
    done = subprocess.run(
        [sys.executable, "-m", work.module, *work.arguments], capture_output=True, text=True, timeout=120, check=True
    )
    lines = tuple(json.loads(line) for line in done.stdout.splitlines())
    told = network_race.runs(Job(work, lines=lines))
    assert [run.seed for run in told] == [0, 1]
    assert len(lines) == work.total
    assert told[0] == network_race.run(racers("SGD(lr=0.3)")[0], 0, 0, Training(1, 2, 128))

"""The parts of a step, against formulas worked out by hand."""

import pytest
import torch

from playground.optimization import OPTIMIZERS
from playground.training import TrainConfig
from playground.training.assembly import assemble
from playground.training.dissection import FEW, take_step_in_parts
from playground.training.stepping import take_step


def parts_of(config: dict, steps: int = 1) -> tuple[list[dict], torch.Tensor, torch.Tensor]:
    """Return the phases of the last of so many steps, and its batch."""
    parts = assemble(TrainConfig.model_validate(config))
    batches = iter(parts.train)
    for batch in range(steps):
        inputs, targets = next(batches)
        if batch < steps - 1:
            take_step(parts, inputs, targets, batch)
    _loss, phases = take_step_in_parts(parts, inputs, targets, steps - 1)
    assert not parts.stepped_model._forward_hooks
    assert "zero_grad" not in vars(parts.optimizer)
    return phases, inputs, targets


LINE = {"data": "line", "optimizer": {"name": "SGD", "parameters": {"lr": 0.1}}, "loader": {"batch_size": 3}}


def test_the_step_of_a_line_is_what_the_closed_form_says():
    phases, inputs, targets = parts_of(LINE, steps=2)
    assert [phase["phase"] for phase in phases] == ["zero_grad", "forward", "loss", "backward", "update"]
    assert [phase["code"] for phase in phases] == [
        "optimizer.zero_grad()",
        "predictions = model(inputs)",
        "loss: Tensor = loss_fn(predictions, targets)",
        "loss.backward()",
        "optimizer.step()",
    ]
    cleared, forward, loss, backward, update = phases
    x, y = inputs.flatten().double(), targets.flatten().double()
    weight, bias = update["updates"]
    w, b = weight["before"]["values"][0], bias["before"]["values"][0]
    error = w * x + b - y
    slope_w, slope_b = (2 * error * x).mean().item(), (2 * error).mean().item()
    assert forward["inputs"]["values"] == pytest.approx(x.tolist())
    assert forward["predictions"]["values"] == pytest.approx((w * x + b).tolist(), rel=1e-4)
    assert loss["targets"]["values"] == pytest.approx(y.tolist())
    assert loss["loss"] == pytest.approx((error**2).mean().item(), rel=1e-4)
    assert [each["values"][0] for each in backward["gradients"]] == pytest.approx([slope_w, slope_b], rel=1e-4)
    assert backward["norm"] == pytest.approx((slope_w**2 + slope_b**2) ** 0.5, rel=1e-4)
    assert weight["after"]["values"] == pytest.approx([w - 0.1 * slope_w], rel=1e-4)
    assert bias["after"]["values"] == pytest.approx([b - 0.1 * slope_b], rel=1e-4)
    assert cleared["cleared"]
    assert [each["name"] for each in cleared["gradients"]] == ["linear.weight", "linear.bias"]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_rule_worked_out_gives_what_the_optimizer_did(optimizer):
    for steps in (1, 3):
        update = parts_of(LINE | {"optimizer": optimizer}, steps)[0][-1]
        for each in update["updates"]:
            if each["rule"]:
                assert each["rule"][-1]["name"] in ("w_next", "mu")
                last = next(line for line in reversed(each["rule"]) if line["name"] == "w_next")
                assert len(each["element"]) == len(each["after"]["shape"])
                assert last["result"] == pytest.approx(each["after"]["values"][0], rel=1e-4, abs=1e-6)
        assert any(each["rule"] for each in update["updates"])


def test_the_rule_is_worked_out_for_the_largest_gradient():
    phases = parts_of({"data": "circles", "model": {"name": "MLP", "parameters": {"hidden_size": 4}}})[0]
    for gradient, update in zip(phases[-2]["gradients"], phases[-1]["updates"], strict=True):
        shape = gradient["shape"]
        place = torch.tensor(gradient["values"]).reshape(shape)[tuple(update["element"])].item()
        assert abs(place) == pytest.approx(max(map(abs, gradient["values"])))
        after = torch.tensor(update["after"]["values"]).reshape(shape)[tuple(update["element"])].item()
        assert update["rule"][-1]["result"] == pytest.approx(after, rel=1e-4)


def test_a_larger_network_tells_shapes_lengths_and_its_first_numbers():
    phases, inputs, _ = parts_of({"data": "digits", "model": "MLP"})
    told = phases[1]["inputs"]
    assert told["shape"] == list(inputs.shape)
    assert len(told["values"]) == FEW
    assert told["norm"] == pytest.approx(inputs.norm().item(), rel=1e-5)


def test_clipping_and_batches_that_wait_for_the_next_are_seen():
    clipped = parts_of(LINE | {"technique": {"clip": "norm", "max_norm": 0.5}})[0]
    assert [phase["phase"] for phase in clipped][-3:] == ["backward", "clip", "update"]
    before, after = clipped[-2]["norms"]
    assert before > 0.5
    assert after == pytest.approx(0.5, rel=1e-4)
    waiting = parts_of(LINE | {"technique": {"accumulate": 2}})[0]
    assert [phase["phase"] for phase in waiting] == ["zero_grad", "forward", "loss", "backward"]
    assert [phase["phase"] for phase in parts_of(LINE | {"technique": {"accumulate": 2}}, 2)[0]][-1] == "update"

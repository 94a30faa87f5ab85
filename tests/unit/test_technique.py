"""Each technique against the same thing written out in plain PyTorch, and against what would not go together."""

import math

import numpy
import pytest
import torch
from pydantic import ValidationError
from sklearn.utils.class_weight import compute_class_weight
from torch import nn

from playground import translations
from playground.training import Control, TrainConfig, problems, script, train
from playground.training.assembly import assemble
from playground.training.augmenting import Augmented, transform_of
from playground.training.pieces import class_weights
from playground.training.plan import planned_rates
from playground.training.steering import change
from playground.training.stepping import take_step
from playground.training.technique import Technique

from .test_loop import StopAfter, numbers

MLP = {"name": "MLP", "parameters": {"hidden_size": 8, "dropout": 0.2}}
BASE = {"model": MLP, "loader": {"batch_size": 64}, "epochs": 2, "log_interval": 1}
SMALL = {"validation_fraction": 0.4, "test_fraction": 0.4}
WARM_UP = "SequentialLR([LinearLR(total_iters=1), CosineAnnealingLR()], milestones=[1])"


def config(**change) -> TrainConfig:
    return TrainConfig.model_validate(BASE | change)


def one_step(**technique):
    """Return the live objects of a run before and after its first step: gradients and weights."""
    parts = assemble(config(technique=technique))
    inputs, targets = next(iter(parts.train))
    take_step(parts, inputs, targets, 0)
    return parts, inputs, targets


def gradient(parts, inputs, targets) -> list[torch.Tensor]:
    """The gradient of the same batch for a network that was made alike, without any technique."""
    fresh = assemble(config())
    next(iter(fresh.train))
    nn.functional.cross_entropy(fresh.model(inputs), targets).backward()
    return [parameter.grad for parameter in fresh.model.parameters()]


def test_clipping_by_norm_shortens_the_whole_gradient_and_keeps_its_direction():
    parts, inputs, targets = one_step(clip="norm", max_norm=0.05)
    plain = gradient(parts, inputs, targets)
    length = math.sqrt(sum(float(each.square().sum()) for each in plain))
    assert length > 0.05
    for parameter, each in zip(parts.model.parameters(), plain, strict=True):
        torch.testing.assert_close(parameter.grad, each * 0.05 / length, rtol=1e-4, atol=1e-7)


def test_clipping_by_value_shortens_each_element():
    parts, inputs, targets = one_step(clip="value", clip_value=0.002)
    for parameter, each in zip(parts.model.parameters(), gradient(parts, inputs, targets), strict=True):
        torch.testing.assert_close(parameter.grad, each.clamp(-0.002, 0.002))


def test_four_small_batches_accumulated_are_a_large_one():
    same = {"model": {"name": "MLP", "parameters": {"hidden_size": 8}}, "epochs": 2}
    small = {"loader": {"batch_size": 16, "drop_last": True, "shuffle": False}, "technique": {"accumulate": 4}}
    large = {"loader": {"batch_size": 64, "drop_last": True, "shuffle": False}}
    losses = [
        [event.validation_loss for event in train(config(**same, **each)) if event.type == "epoch"]
        for each in (small, large)
    ]
    assert losses[0] == pytest.approx(losses[1], rel=2e-3)  # 78 batches make 19 groups of 4 and one of 2


def test_bfloat16_computes_in_16_bits_and_keeps_weights_and_loss_in_32():
    parts, inputs, targets = one_step(precision="bfloat16")
    seen = []
    parts.model.layers[1].register_forward_hook(lambda _module, _given, output: seen.append(output.dtype))
    loss = take_step(parts, inputs, targets, 1)
    assert seen == [torch.bfloat16]
    assert loss.dtype == torch.float32
    assert {parameter.dtype for parameter in parts.model.parameters()} == {torch.float32}


def test_float16_scales_the_loss_and_leaves_out_a_step_whose_gradient_overflows():
    parts = assemble(config())
    parts.technique = Technique(precision="float16", clip="norm", max_norm=0.05)
    inputs, targets = next(iter(parts.train))
    before = [parameter.clone() for parameter in parts.model.parameters()]
    parts.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**30)
    take_step(parts, inputs, targets, 0)
    assert all(torch.equal(a, b) for a, b in zip(before, parts.model.parameters(), strict=True))
    assert parts.scaler.get_scale() == 2.0**29
    parts.scaler = torch.amp.GradScaler("cpu", init_scale=64.0)
    take_step(parts, inputs, targets, 1)
    assert not torch.equal(before[0], next(parts.model.parameters()))
    length = nn.utils.get_total_norm([parameter.grad for parameter in parts.model.parameters()])
    assert float(length) == pytest.approx(0.05, rel=1e-3)  # unscaled before it was clipped


def test_weight_decay_spares_vectors_also_when_it_is_turned_while_the_run_goes_on():
    parts = assemble(config(optimizer="SGD", technique={"decay_norms_and_biases": False}))
    assert change(parts.optimizer, None, "weight_decay", 0.5) == 0.0
    [matrices, vectors] = parts.optimizer.param_groups
    assert (matrices["weight_decay"], vectors["weight_decay"]) == (0.5, 0.0)
    assert {parameter.ndim for parameter in matrices["params"]} == {2}
    assert {parameter.ndim for parameter in vectors["params"]} == {1}
    for parameter in parts.model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    before = [parameter.clone() for parameter in parts.model.parameters()]
    parts.optimizer.step()
    for parameter, old in zip(parts.model.parameters(), before, strict=True):
        torch.testing.assert_close(parameter, old * (1 - 0.1 * 0.5) if old.ndim == 2 else old)


def test_class_weights_are_scikit_learns_balanced_ones():
    targets = torch.tensor([0, 0, 0, 0, 1, 1, 2])
    expected = compute_class_weight("balanced", classes=numpy.arange(3), y=targets.numpy())
    assert class_weights(targets, 3).tolist() == pytest.approx(expected.tolist())
    assert class_weights(targets, 4)[3] == 7 / 4  # a class without a sample
    assert assemble(config(technique={"class_weights": True})).loss_fn.weight.shape == (10,)


def test_augmentation_changes_every_draw_of_the_training_part_only():
    parts = assemble(config(technique={"augmentation": "RandomAffine(degrees=20.0)"}))
    learned = parts.train.dataset
    assert isinstance(learned, Augmented)
    assert not torch.equal(learned[0][0], learned[0][0])
    assert len(learned) == len(learned.data)
    for other in (parts.validation, parts.test):
        assert torch.equal(other.dataset[0][0], other.dataset[0][0])
    left_out = transform_of("~RandomAffine(degrees=20.0)")
    assert torch.equal(left_out(learned.data[0][0]), learned.data[0][0])


def test_a_run_that_cannot_be_compiled_says_why_and_goes_on_uncompiled(monkeypatch):
    def no_compiler(_model):
        raise RuntimeError("No working C++ compiler found")

    monkeypatch.setattr(torch, "compile", lambda _model: no_compiler)
    events = list(train(config(technique={"compile": True})))
    [notice] = [event for event in events if event.type == "notice"]
    assert str(notice.message).endswith("without it: RuntimeError: No working C++ compiler found")
    assert numbers(events) == numbers(train(config()))


def test_a_compiled_network_takes_the_steps_and_the_plain_one_is_examined(monkeypatch):
    """Compiling takes a minute, so the compiler is stood in for by a wrapper that counts."""
    calls = []

    class Compiled(nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, inputs):
            calls.append(len(inputs))
            return self.model(inputs)

    monkeypatch.setattr(torch, "compile", Compiled)
    chosen = config(technique={"compile": True, "clip": "norm"})
    events = list(train(chosen))
    assert len(calls) == 1 + events[0].total_steps
    assert numbers(events) == numbers(train(config(technique={"clip": "norm"})))
    assert "compiled = torch.compile(model)" in script(chosen)
    assert "loss = loss_fn(compiled(inputs), targets)" in script(chosen)


def test_an_early_stop_ends_with_the_weights_of_the_best_epoch():
    settings = {"optimizer": {"name": "SGD", "parameters": {"lr": 2.0}}, "epochs": 30}
    events = list(train(config(**settings, technique={"patience": 2})))
    losses = [event.validation_loss for event in events if event.type == "epoch"]
    best = losses.index(min(losses)) + 1
    assert len(losses) == best + 2 < 30
    [notice] = [event for event in events if event.type == "notice"]
    assert f"The weights of epoch {best} are restored." in str(notice.message)
    until_best = list(train(config(**settings | {"epochs": best})))[-1]
    assert (events[-1].test_loss, events[-1].epoch) == (until_best.test_loss, len(losses))


def test_a_plateau_lowers_the_rate_as_by_hand():
    losing = {"schedule": "ReduceLROnPlateau(patience=1, threshold=0.5, factor=0.5)", "epochs": 5}
    events = list(train(config(**losing)))
    rates = [event.values["learning_rate"] for event in events if event.type == "metrics"]
    steps = events[0].steps_per_epoch
    optimizer = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=0.001)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1, threshold=0.5, factor=0.5)
    expected = []
    for event in (event for event in events if event.type == "epoch"):
        expected += [optimizer.param_groups[0]["lr"]] * steps
        scheduler.step(event.validation_loss)
    assert rates == expected
    assert len(set(rates)) > 1


@pytest.mark.parametrize(
    "settings",
    [
        {"schedule": WARM_UP},
        {"schedule": "ChainedScheduler([LinearLR(), OneCycleLR(max_lr=0.01)])  # per batch"},
        {"schedule": "OneCycleLR(max_lr=0.01)", "technique": {"accumulate": 3}},
        {"schedule": "ExponentialLR(gamma=0.5)  # per batch"},
    ],
    ids=str,
)
def test_the_run_has_the_rates_that_were_foretold(settings):
    chosen = config(**settings)
    events = list(train(chosen))
    rates = [event.values["learning_rate"] for event in events if event.type == "metrics"]
    steps, planned = planned_rates(chosen, events[0].total_steps)
    foretold = [planned[sum(first <= step for first in steps) - 1] for step in range(1, len(rates) + 1)]
    assert foretold == pytest.approx(rates)


def test_what_waits_for_the_loss_has_no_forecast():
    assert planned_rates(config(schedule="ReduceLROnPlateau()"), 40) == ((), ())


@pytest.mark.parametrize(
    "settings",
    [
        {"technique": {"accumulate": 4, "clip": "norm"}, "schedule": "OneCycleLR(max_lr=0.01)"},
        {"technique": {"patience": 1}, "optimizer": {"name": "SGD", "parameters": {"lr": 2.0}}, "epochs": 6},
        {"technique": {"augmentation": "RandomAffine(degrees=20.0)"}, "split": SMALL, "loader": {"batch_size": 32}},
        {"schedule": WARM_UP},
        {"schedule": "ReduceLROnPlateau(patience=0, threshold=1.0)"},
        {"schedule": "ChainedScheduler([LinearLR(), LambdaLR(lr_lambda=lambda epoch: 0.95 ** epoch)])"},
    ],
    ids=str,
)
@pytest.mark.parametrize("steps", [6, 27])
def test_a_run_continued_gives_the_numbers_of_an_unbroken_one(settings, steps, tmp_path):
    chosen = config(**settings)
    whole = list(train(chosen))
    steps = min(steps, whole[-1].step - 1)
    first = list(train(chosen, StopAfter(steps)))
    torch.save(first[-2].state, tmp_path / "state.pt")
    torch.rand(10)
    second = list(train(chosen, state=torch.load(tmp_path / "state.pt", weights_only=True)))
    assert numbers(first) + numbers(second) == numbers(whole)
    assert [str(e.message) for e in second if e.type == "notice"] == [
        str(e.message) for e in whole if e.type == "notice"
    ]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"schedule": "StepLR("}, "cannot be read"),
        ({"schedule": "StepLR(step_size=3)", "scheduler": "StepLR"}, "a run has one of them"),
        ({"schedule": "StepLR(step_size=0)"}, "ZeroDivisionError"),
        ({"schedule": "SequentialLR([LinearLR(), StepLR()], milestones=[1, 2])"}, "milestone points"),
        ({"schedule": "ChainedScheduler([ReduceLROnPlateau()])"}, "PyTorch does not accept these settings"),
        ({"schedule": "StepLR()  # too early"}, "after optimizer.step()"),
        ({"schedule": "ReduceLROnPlateau()  # per batch"}, "after each epoch only"),
        ({"schedule": "x" * 700}, "at most 600 characters"),
        ({"technique": {"clip": "both"}}, "technique.clip is 'both'; it must be one of: None, norm, value."),
        ({"technique": {"accumulate": 0}}, "technique.accumulate is 0; it must be a whole number"),
        ({"technique": {"precision": "float16"}, "device": "cpu"}, "float16 needs a CUDA GPU"),
        ({"technique": {"class_weights": True}, "data": "waves", "model": "LSTM"}, "MSELoss takes none"),
        ({"technique": {"decay_norms_and_biases": False}, "optimizer": "Rprop"}, "Rprop has no weight_decay"),
        ({"technique": {"augmentation": "Resize(size=4)"}}, "makes (1, 4, 4) float32 of a picture of shape (1, 8, 8)"),
        ({"technique": {"augmentation": "Resiz(size=4)"}}, "transform is 'Resiz'"),
        ({"technique": {"augmentation": "RandomCrop(size=20)"}}, "augmentation breaks on these pictures"),
        ({"technique": {"augmentation": "RandomAffine(degrees=5.0)"}, "data": "spirals"}, "changes pictures"),
    ],
)
def test_what_does_not_go_together_gets_a_sentence(settings, words):
    with pytest.raises(ValidationError) as caught:
        config(**settings)
    [problem] = problems(caught.value)
    assert words in problem.text()
    translations.use("ja")
    assert not problem.text().isascii()


@pytest.mark.parametrize(
    ("technique", "words"),
    [
        ({"accumulate": 1000}, "accumulate is 1000, but an epoch has 20 batches only"),
        pytest.param(
            {"precision": "float16"},
            "this run computes on cpu",
            marks=pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here"),
        ),
    ],
)
def test_what_only_the_run_can_know_ends_it_with_a_sentence(technique, words):
    [failed] = train(config(technique=technique), Control())
    assert words in str(failed.message)

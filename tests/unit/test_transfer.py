"""Transfer learning: what a network begins from, what of it moves, and that it is better than from scratch."""

import pytest
import torch
from pydantic import ValidationError
from torch import nn

from playground.datasets.digits import Digits, MovedDigits
from playground.networks.resnet import ResNet18
from playground.training import Control, TrainConfig, problems, train
from playground.training.assembly import assemble
from playground.training.beginnings import WEIGHTS
from playground.training.pieces import few_of_each, rate_groups
from playground.training.presets import PRESETS
from playground.training.transfer import scratch
from playground.training.views import moves

from .test_loop import StopAfter, numbers

TRANSFER = next(preset.config for preset in PRESETS if preset.config.transfer.begin_from == "digits 0-4")
FEW = {"split": {"validation_fraction": 0.05, "test_fraction": 0.05}, "loader": {"batch_size": 8}, "epochs": 1}
RESNET = FEW | {"data": "moved digits", "model": "ResNet18", "transfer": {"per_class": 2}}


def config(**transfer) -> TrainConfig:
    """A small network, quickly prepared."""
    model = {"name": "MLP", "parameters": {"hidden_size": 8}}
    return TrainConfig.model_validate(FEW | {"data": "digits", "model": model, "transfer": {"per_class": 3} | transfer})


def resnet(**transfer) -> TrainConfig:
    return TrainConfig.model_validate(RESNET | {"transfer": RESNET["transfer"] | transfer})


def test_what_was_learned_from_0_to_4_helps_with_5_to_9():
    first, second = list(train(TRANSFER)), list(train(scratch(TRANSFER)))
    transferred, alone = ([each.validation_score for each in run if each.type == "epoch"] for run in (first, second))
    assert first[0].samples == second[0].samples == {"train": 50, "validation": 359, "test": 359}
    assert all(better > worse for better, worse in zip(transferred[4:], alone[4:], strict=True))
    assert first[-1].test_score > second[-1].test_score + 0.02
    assert "learned the digits 0 to 4: 8 epochs of 901 pictures" in str(first[1].message)


def test_moved_digits_are_the_digits_somewhere_else():
    data, digits = MovedDigits(first=3, last=7, side=12), Digits()
    whole = digits.images[(digits.targets >= 3) & (digits.targets <= 7)]
    assert data.images.sum((1, 2, 3)).tolist() == pytest.approx(whole.sum((1, 2, 3)).tolist())
    assert data.targets.unique().tolist() == [0, 1, 2, 3, 4]
    assert data.classes == list("34567")
    assert torch.equal(MovedDigits(first=0, last=9, side=8).images, digits.images)


def test_few_of_each_are_the_first_of_each_class():
    labels = torch.tensor([0, 1, 1, 0, 2, 1, 0])
    assert few_of_each(labels, torch.tensor([6, 5, 4, 3, 2, 1]), 2).tolist() == [6, 3, 5, 2, 4]


def test_frozen_layers_stay_and_the_view_tells_how_far_the_others_move():
    parts = assemble(config(begin_from="digits 0-4", freeze=True))
    assert [each["learns"] for each in parts.task.scene(parts)["moves"]] == [False, False, True, True]
    assert moves.draw(parts)["moved"] == [0, 0, 0, 0]
    assert sum(len(group["params"]) for group in parts.optimizer.param_groups) == 2
    before = [each.detach().clone() for each in parts.model.parameters()]
    for inputs, targets in parts.train:
        parts.optimizer.zero_grad()
        parts.loss_fn(parts.model(inputs), targets).backward()
        parts.optimizer.step()
    after = [each.detach() for each in parts.model.parameters()]
    ways = [float((now - then).norm() / then.norm()) for now, then in zip(after, before, strict=True)]
    assert ways[:2] == [0, 0]
    assert min(ways[2:]) > 0
    assert moves.draw(parts)["moved"] == pytest.approx(ways, rel=1e-3)


def test_the_last_layer_begins_as_from_scratch_and_the_others_do_not():
    told, plain = assemble(config(begin_from="digits 0-4")), assemble(config())
    same = [torch.equal(a, b) for a, b in zip(told.model.parameters(), plain.model.parameters(), strict=True)]
    assert same == [False, False, True, True]
    assert plain.begun is None
    assert plain.beginning == ()


def test_rates_of_their_own_for_all_before_the_last_layer():
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    head, body = rate_groups([{"params": [*model.parameters()], "weight_decay": 0.5}], model, lr=0.2, body_rate=0.1)
    assert head["params"] == [*model[2].parameters()]
    assert body["params"] == [*model[0].parameters()]
    assert (head["lr"], body["lr"]) == (0.2, pytest.approx(0.02))
    assert head["weight_decay"] == body["weight_decay"] == 0.5


@pytest.mark.parametrize("transfer", [{"freeze": True}, {"body_rate": 0.1}])
def test_stopped_and_continued_it_gives_the_numbers_of_an_unbroken_run(transfer):
    chosen = config(begin_from="digits 0-4", **transfer)
    first = list(train(chosen, StopAfter(2)))
    second = list(train(chosen, state=first[-2].state))
    assert numbers(first) + numbers(second) == numbers(train(chosen))


def test_it_can_be_stopped_while_it_prepares_itself():
    class Never(Control):
        def ends(self) -> bool:
            return True

    assert [event.type for event in train(config(begin_from="digits 0-4"), Never())] == ["stopped"]


def test_frozen_batch_norms_neither_learn_nor_look_at_the_batch():
    model = ResNet18(num_classes=2, side=32)
    model.requires_grad_(False)
    model.train()
    before = model.resnet.bn1.running_mean.clone()
    model(torch.rand(4, 1, 12, 12))
    assert torch.equal(model.resnet.bn1.running_mean, before)
    model.requires_grad_(True).train()
    model(torch.rand(4, 3, 40, 40))
    assert not torch.equal(model.resnet.bn1.running_mean, before)


def test_resnet_takes_the_weights_that_lie_in_torch_home_but_for_the_last_layer(tmp_path, monkeypatch):
    from torchvision import models

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    there = tmp_path / "hub" / "checkpoints"
    there.mkdir(parents=True)
    kept = models.resnet18().state_dict()
    torch.save(kept, there / WEIGHTS)
    parts = assemble(resnet(begin_from="ImageNet", body_rate=0.1))
    own = parts.model.resnet.state_dict()
    assert all(torch.equal(own[name], each) for name, each in kept.items() if not name.startswith("fc."))
    assert own["fc.weight"].shape == (5, 512)
    assert [len(group["params"]) for group in parts.optimizer.param_groups] == [2, 60]
    assert "1.2 million" in str(parts.begun)
    (there / WEIGHTS).write_bytes(b"nothing of the kind")
    [failed] = train(resnet(begin_from="ImageNet"))
    assert "could not be had" in str(failed.message)


def test_without_the_internet_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr("torch.hub.urlopen", lambda *_args, **_kwargs: (_ for _ in ()).throw(OSError("no route")))
    [failed] = train(resnet(begin_from="ImageNet", freeze=True))
    assert "could not be had: no route" in str(failed.message)
    assert f"put the file {WEIGHTS} into the folder hub/checkpoints of TORCH_HOME" in str(failed.message)


def test_resnet_learns_from_scratch_without_the_internet():
    end = list(train(resnet()))[-1]
    assert end.type == "finished"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"transfer": {"begin_from": "all"}}, "must be one of: None, digits 0-4, ImageNet"),
        ({"transfer": {"begin_from": "ImageNet"}}, "are those of the model ResNet18"),
        ({"transfer": {"begin_from": "digits 0-4"}, "data": "spirals"}, "grey and square"),
        ({"transfer": {"begin_from": "digits 0-4"}, "data": "moved digits", "model": "ResNet18"}, "grey and square"),
        ({"transfer": {"per_class": 3}, "data": "waves"}, "those of waves have none"),
        ({"transfer": {"body_rate": 0.0}}, "transfer.body_rate is 0.0"),
        ({"transfer": {"body_rate": 0.1}, "scheduler": "OneCycleLR"}, "OneCycleLR gives all layers the same"),
    ],
)
def test_what_does_not_go_together_is_told(fields, words):
    with pytest.raises(ValidationError) as caught:
        TrainConfig.model_validate(fields)
    assert words in " ".join(map(str, problems(caught.value)))


def test_a_config_from_before_means_from_scratch():
    before = TrainConfig().as_json()
    del before["transfer"]
    assert TrainConfig.model_validate(before) == TrainConfig()

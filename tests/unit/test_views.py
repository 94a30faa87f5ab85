"""What can be watched while a network learns shows the network as it is, and leaves no trace in it."""

from base64 import b64decode

import pytest
import torch
from torch import nn

from playground.training import Control, TrainConfig, train
from playground.training.assembly import Assembly, assemble
from playground.training.tasks import TASKS
from playground.training.views import pictures, points
from playground.training.views.live import packed_signed


def parts_of(**fields: object) -> Assembly:
    return assemble(TrainConfig.model_validate(fields))


def numbers(text: str) -> torch.Tensor:
    return torch.tensor(list(b64decode(text)))


SPIRALS = {
    "data": "spirals",
    "model": {"name": "MLP", "parameters": {"hidden_size": 5, "hidden_layers": 2, "dropout": 0.5}},
    "epochs": 1,
}


def test_the_boundary_is_the_class_of_each_place():
    parts = parts_of(**SPIRALS | {"data": {"name": "blobs", "parameters": {"n_classes": 4}}})
    scene, drawn = points.scene(parts), points.draw_boundary(parts)
    parts.model.eval()
    (left, low), side, grid = scene["low"], scene["side"], points.GRID
    middles = [(i + 0.5) * side / grid for i in range(grid)]
    places = torch.tensor([[left + x, low + side - y] for y in middles for x in middles])  # from the top left
    probabilities = parts.model(places).softmax(dim=1)
    sure = probabilities.topk(2).values.diff().abs().flatten() > 1e-3  # else rounding decides
    assert len(scene["classes"]) == 4
    assert (numbers(drawn["classes"]) == probabilities.argmax(dim=1))[sure].all()
    assert (numbers(drawn["confidence"]) / 255 - probabilities.amax(dim=1)).abs().max() < 0.003


def test_a_neuron_is_seen_as_it_is_in_the_middle_of_each_square():
    parts = parts_of(**SPIRALS)
    scene = points.scene(parts)
    first, layer = points.draw_boundary(parts)["layers"]
    coarse = points.GRID // points.COARSER
    middles = points.places(torch.tensor(scene["low"]), scene["side"], coarse)
    upto_second = parts.model.layers[:6].eval()
    assert isinstance(upto_second[-1], nn.ReLU)
    expected = upto_second(middles).detach().T.reshape(5, coarse, coarse)
    assert (first["count"], layer["count"], layer["shown"]) == (5, 5, 5)
    assert layer["scale"] == pytest.approx(float(expected.abs().max()), rel=1e-4)
    seen = (numbers(layer["neurons"]).reshape(5, coarse, coarse) - 128) / 127 * layer["scale"]
    assert torch.allclose(seen, expected, atol=layer["scale"] / 250)


def test_every_point_is_in_the_plane_learned_from_or_held_out():
    parts = parts_of(**SPIRALS)
    scene = points.scene(parts)
    assert (len(scene["train"]), len(scene["held"])) == (280, 120)
    for x, y, number in scene["train"] + scene["held"]:
        assert all(0 < (at - low) / scene["side"] < 1 for at, low in zip((x, y), scene["low"], strict=True))
        assert number in (0, 1)
    x, y = parts.validation.dataset[0][0].tolist()
    assert [round(x, 4), round(y, 4), int(parts.validation.dataset[0][1])] in scene["held"]


def test_few_layers_and_neurons_of_a_large_network_are_shown():
    model = {"name": "MLP", "parameters": {"hidden_size": 40, "hidden_layers": 5}}
    layers = points.draw_boundary(parts_of(data="moons", model=model))["layers"]
    assert [(layer["shown"], layer["count"]) for layer in layers] == [(16, 40)] * 3
    straight = {"name": "MLP", "parameters": {"hidden_layers": 0}}
    assert points.draw_boundary(parts_of(data="moons", model=straight))["layers"] == []


@pytest.mark.parametrize(("model", "shape"), [("CNN", [32, 1, 3, 3]), ("MLP", [64, 1, 8, 8])])
def test_filters_are_the_weights_of_the_first_layer(model, shape):
    parts = parts_of(model=model)
    drawn = pictures.draw_filters(parts)
    weight = next(each for each in parts.model.parameters() if each.dim() > 1).detach()
    assert (drawn["shape"], drawn["count"]) == (shape, shape[0])
    assert drawn["scale"] == pytest.approx(float(weight.abs().max()))
    seen = (numbers(drawn["weights"]) - 128) / 127 * drawn["scale"]
    assert torch.allclose(seen, weight.flatten(), atol=drawn["scale"] / 250)


def test_answers_are_what_the_network_says_of_validation_pictures():
    parts = parts_of()
    scene, drawn = pictures.scene(parts), pictures.draw_answers(parts)
    assert set(scene["labels"]) == set(range(10))  # of 12 pictures, one at least is of each class
    shown = torch.stack([numbers(picture).reshape(scene["shape"]) / 255 for picture in scene["pictures"]])
    parts.model.eval()
    probabilities = parts.model(shown).softmax(dim=1)
    assert drawn["predictions"] == probabilities.argmax(dim=1).tolist()
    assert drawn["confidence"] == pytest.approx(probabilities.amax(dim=1).tolist(), abs=0.01)
    held = [parts.validation.dataset[i] for i in range(len(parts.validation.dataset))]
    assert all(
        any(torch.equal((picture * 255).round(), (given * 255).round()) for given, _ in held) for picture in shown
    )
    assert sum(map(sum, drawn["confusion"])) == scene["checked"] == 256
    right = sum(row[i] for i, row in enumerate(drawn["confusion"]))
    assert abs(right / 256 - parts.task.evaluate(parts.model, parts.loss_fn, parts.validation, parts.device)[1]) < 0.06


def test_numbers_that_ran_away_are_drawn_as_none():
    assert numbers(packed_signed(torch.tensor([-2.0, 0.0, 1.0, float("nan"), float("inf")]), 2.0)).tolist() == [
        1, 128, 192, 128, 255,
    ]  # fmt: skip
    parts = parts_of(**SPIRALS)
    nn.init.constant_(parts.model.layers[1].weight, float("nan"))
    assert set(numbers(points.draw_boundary(parts)["confidence"]).tolist()) == {0}


class Watching(Control):
    def wants_view(self, name: str, last: bool) -> bool:
        return True


DIGITS = {
    "model": {"name": "CNN", "parameters": {"channels": 2}},
    "loader": {"batch_size": 256},
    "epochs": 1,
}


@pytest.mark.parametrize("fields", [SPIRALS, DIGITS], ids=["points", "pictures"])
def test_looking_leaves_no_trace(fields):
    config = TrainConfig.model_validate(fields)

    def run(control: Control) -> list:
        events = list(train(config, control))
        told = [event.train_loss for event in events if event.type == "epoch"], events[-1].test_loss
        return [told, [event for event in events if event.type == "view"]]

    (watched, frames), (unwatched, none) = run(Watching()), run(Control())
    assert watched == unwatched
    assert none == []
    assert {frame.name for frame in frames} == {view.name for view in assemble(config).task.views}


@pytest.mark.parametrize("kind", ["points", "pictures"])
def test_after_a_look_the_network_is_as_it_was(kind):
    parts = parts_of(**SPIRALS if kind == "points" else {})
    TASKS[kind].scene(parts)
    state = torch.get_rng_state()
    for view in TASKS[kind].views:
        view.draw(parts)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(module.training and not module._forward_hooks for module in parts.model.modules())
    assert all(parameter.grad is None for parameter in parts.model.parameters())

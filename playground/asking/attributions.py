"""What a network looked at: how much each pixel counted for a class, in three ways, by Captum.

Captum takes more than half a second to load, so it is loaded only when it is asked for.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground.asking.loading import Asked
from playground.asking.work import multiplications
from playground.translations import N_, PlaygroundError

STEPS = 50  # of the path that integrated gradients go along, where the network is not too large for so many
LEAST_STEPS = 8
WORK = 6_000_000_000  # multiplications that a page need not wait for, about a second
BOTH_WAYS = 3  # times the multiplications of a forward pass are those of forward and backward
PARTS = 4  # a side of what is covered at a time goes so often into a side of the picture
AT_ONCE = 64  # covered pictures that the network is given together


@dataclass(frozen=True)
class Method:
    """A way to find out, by its name; `find` takes a network, a picture (1, C, H, W), the ground's value and a class,
    and returns what each pixel counted (H, W)."""

    name: str
    summary: str
    find: Callable[[nn.Module, Tensor, float, int], Tensor]


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each pixel counted for a class (H, W): above 0 it spoke for the class, below 0 against it.

    `difference` is the logit of the class for the picture less that for an empty one.
    """

    values: Tensor
    difference: float


def attribution(asked: Asked, picture: Tensor, ground: float, target: int, method: Method) -> Attribution:
    """Find out what in a picture (C, H, W) counted for the class `target`; `ground` is the value of empty pixels.

    Raises `PlaygroundError` where the network is none that the method is made for, or too large for it.
    """
    batch = picture[None].clone()
    with asked.lock, torch.enable_grad():
        values = method.find(asked.model, batch, ground, target).detach()
    with torch.no_grad():
        logits = asked.model(torch.cat([batch, torch.full_like(batch, ground)]))[:, target]
    return Attribution(values, float(logits[0] - logits[1]))


def _integrated_gradients(model: nn.Module, picture: Tensor, ground: float, target: int) -> Tensor:
    from captum.attr import IntegratedGradients

    steps = min(STEPS, _passes(model, picture, BOTH_WAYS, least=LEAST_STEPS))
    baseline = torch.full_like(picture, ground)
    found: Tensor = IntegratedGradients(model).attribute(picture, baseline, target=target, n_steps=steps)
    return found[0].sum(dim=0)


def _occlusion(model: nn.Module, picture: Tensor, ground: float, target: int) -> Tensor:
    from captum.attr import Occlusion

    channels, height, width = picture.shape[1:]
    window = (channels, max(1, height // PARTS), max(1, width // PARTS))
    steps = (channels, max(1, window[1] // 2), max(1, window[2] // 2))
    places = math.ceil(height / steps[1]) * math.ceil(width / steps[2])
    _passes(model, picture, least=places)
    found: Tensor = Occlusion(model).attribute(
        picture, window, strides=steps, baselines=ground, target=target, perturbations_per_eval=AT_ONCE
    )
    return found[0].mean(dim=0)  # covered in all channels at once, so it is the same in each


def _grad_cam(model: nn.Module, picture: Tensor, _ground: float, target: int) -> Tensor:
    from captum.attr import LayerAttribution, LayerGradCam

    last = next((each for each in reversed([*model.modules()]) if isinstance(each, nn.Conv2d)), None)
    if last is None:
        raise PlaygroundError(N_("Grad-CAM needs a convolution, and this network has none."))
    _passes(model, picture, BOTH_WAYS)
    cam = LayerGradCam(model, last).attribute(picture.requires_grad_(), target=target, relu_attributions=True)
    found: Tensor = LayerAttribution.interpolate(cam, tuple(picture.shape[-2:]), "bilinear")
    return found[0, 0]


def _passes(model: nn.Module, picture: Tensor, times: int = 1, least: int = 1) -> int:
    """Return how often a network can be asked about a picture (1, C, H, W) while a page waits, each time `times` as
    much work as a forward pass; raises `PlaygroundError` where that is less than `least`."""
    passes = WORK // (times * multiplications(model, picture))
    if passes < least:
        raise PlaygroundError(N_("This would take too long: the network is too large for it. Try the others."))
    return passes


METHODS = (
    Method(
        "IntegratedGradients",
        N_(
            "The gradient of the logit with respect to each pixel, averaged on the way from an empty picture to this "
            "one, times the pixel."
        ),
        _integrated_gradients,
    ),
    Method(
        "Occlusion",
        N_("A small window is covered, place after place: by how much does the logit fall?"),
        _occlusion,
    ),
    Method(
        "LayerGradCam",
        N_("The maps of the last convolution, each weighted with its mean gradient; only what speaks for the class."),
        _grad_cam,
    ),
)

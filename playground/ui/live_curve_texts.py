"""What the browser says over the curves of a run, and of its histograms. The browser fills in the numbers."""

from typing import Any

from playground.translations import _


def curve_texts() -> dict[str, Any]:
    """Return the texts of the controls over the curves and of the histograms below them."""
    return {
        "shown": _("Shown"),
        "toggle": {
            "loss": _("loss"),
            "score": _("score"),
            "rate": _("learning rate"),
            "norm": _("gradient norm"),
            "speed": _("speed"),
            "device": _("computer"),
        },
        "smoothing": _("Smoothing"),
        "log": _("logarithmic"),
        "zoom_out": _("Show everything"),
        "histograms": {
            "title": _("Inside the network: weights, gradients and activations by layer"),
            "what": _("What"),
            "weight": _("weights"),
            "gradient": _("gradients"),
            "activation": _("activations"),
            "says": _(
                "{layer} at step {step}: from {low} to {high}. Each column is a look into the network, darker where "
                "more of its numbers lie; beside it the newest look, or the one you point at. Activations are those "
                "of {samples} samples of the validation part."
            ),
            "waiting": _("Nobody has looked into this network yet."),
            "none": _("There is nothing of this kind yet: gradients come with the first step."),
            "remarks": {
                "none": _("All is well here: no dead units, and no vanishing or exploding gradients."),
                "dead": _(
                    "{count} of {units} units of {layer} are dead: 0 for each of the samples, so they get no gradient."
                ),
                "vanishing": _(
                    "The gradient vanishes on its way back: in {first} it is {times} times smaller than in {last}, so "
                    "the first layers hardly learn."
                ),
                "exploding": _(
                    "The gradient explodes: in {layer} its length is {length}. Lower the learning rate, or clip the "
                    "gradient."
                ),
            },
        },
    }

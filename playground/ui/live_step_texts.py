"""What a step in its parts says in the browser."""

from typing import Any

from playground.charts import AXIS_COLOURS, ink
from playground.translations import _


def step_texts() -> dict[str, Any]:
    """Return the words of `live_view_step.js`, a sentence for each phase by its name, and the colours of axes."""
    return {
        "title": _("One step in its parts"),
        "step": _("Step {step}"),
        "next": _("Next part"),
        "all": _("All parts"),
        "nothing_to_clear": _("There is no gradient yet, so nothing is to be cleared."),
        "zero_grad": _("The gradients of the last step are cleared; otherwise the new ones would be added to them."),
        "forward": _("The batch goes through the network: from inputs to predictions."),
        "loss": _("The loss sums up in one number how far the predictions are from the targets: {loss}."),
        "backward": _(
            "Autograd goes back from the loss and finds the gradient of every parameter. Their joint length is {norm}."
        ),
        "clip": _("Before the update the gradient is cut or scaled: its length goes from {before} to {after}."),
        "update": _("The optimizer moves every parameter by its rule, against the gradient."),
        "rule": _("{element}, worked out:"),
        "norm": _("length {norm}"),
        "left_out": _("… and {count} more tensors."),
        "axes": [[colour, ink(colour)] for colour in AXIS_COLOURS],
    }

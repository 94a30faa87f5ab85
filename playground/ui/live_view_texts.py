"""What the views of a run say in the browser."""

from typing import Any

from playground.translations import _


def view_texts() -> dict[str, Any]:
    """Return the words of the views (`live_view_*.js`)."""
    return {
        "line": _("The line among its points"),
        "bowl": _("The loss over w and b: the bluer, the larger"),
        "training": _("training"),
        "heldOut": _("validation and test"),
        "trueLine": _("true:"),
        "loss": _("training loss"),
        "start": _("start"),
        "now": _("now"),
        "forecast": _("Forecast of the test part"),
        "time": _("time"),
        "value": _("value"),
        "truth": _("truth"),
        "oneStep": _("one step ahead"),
        "rolledOut": _("rolled out by itself"),
        "before": _("training and validation"),
        "forecastError": _("One step ahead: off by {error} on average. Repeating the last value: {repeating}."),
        "written": _("What the network writes"),
        "begun": _("It goes on after:"),
        "boundary": _boundary(),
        "filters": _filters(),
        "answers": _answers(),
        "moves": _moves(),
    }


def _boundary() -> dict[str, str]:
    return {
        "title": _("The plane as the network sees it"),
        "answer": _("The network's answer after step {step}"),
        "layer": _("Hidden layer {layer}"),
        "some": _("{shown} of {count} neurons"),
        "neuron": _("Hidden layer {layer}, neuron {neuron}"),
        "signs": _(
            "What each neuron makes of the plane: blue above 0, orange below. "
            "Point at one to see it large; click to keep it."
        ),
        "none": _("This network has no hidden layer."),
        "place": "({x}, {y}): {name}, {share}",
        "value": _("({x}, {y}): activation {value}"),
        "label": _("The plane in the colours of the network's answers after step {step}. Shares: {shares}"),
    }


def _filters() -> dict[str, str]:
    return {
        "title": _("First-layer weights"),
        "signs": _("blue above 0, orange below"),
        "colours": _("weights of red, green and blue; grey is 0"),
        "some": _("{shown} of {count}"),
        "filter": _("Filter {number}: from {low} to {high}"),
        "label": _("{shown} filters of the first layer, {height}×{width} weights each, after step {step}."),
    }


def _answers() -> dict[str, str]:
    return {
        "title": _("Validation pictures: what the network says now"),
        "right": _("A {label}, read right with {share}"),
        "wrong": _("A {label}, read as {prediction} with {share}"),
        "summary": _("{right} of {count} right"),
        "some": _("{checked} of {validation} pictures"),
        "matrix": _("Confusion matrix after step {step}: {summary}"),
        "axes": _("row: what it is; column: what the network says"),
        "cell": _("is {label}, taken for {prediction}: {count}"),
    }


def _moves() -> dict[str, str]:
    return {
        "title": _("Which parameters move, and how far from where they began"),
        "summary": _("{learning} of {all} numbers learn"),
        "frozen": _("frozen"),
        "stays": _("It keeps its weights."),
        "says": _("The way from where it began is {share} of its length there."),
        "from_zero": _("from 0"),
    }

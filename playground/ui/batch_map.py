"""Which sample goes into which batch, as a map in the browser. Pointing at a batch never asks the server."""

import json
from hashlib import blake2b
from typing import Any

import numpy as np
import streamlit as st

from playground.charts.palette import CLASS_COLOURS, ink
from playground.datasets.batches import BatchPlan, batch_plan
from playground.datasets.loader_settings import LoaderSettings
from playground.datasets.unbalanced import DataChoice, samples
from playground.translations import _
from playground.ui.assets import script, style
from playground.ui.kept import kept
from playground.ui.shapes import chips

HEIGHT, TALLEST = 330, 620  # pixels: what cells are made to fit into, and from where on the map is scrolled

_component = st.components.v2.component(
    "playground_batch_map",
    html='<div class="pg-map"></div>\n',
    css=style("batch_map.css"),
    js=script("elements.js", "batch_map.js"),
)


def batch_map(
    choice: DataChoice,
    settings: LoaderSettings,
    epochs: int,
    *,
    key: str,
    height: int = HEIGHT,
    compact: bool = False,
    accent: int | None = None,
) -> None:
    """Show the plan of these settings, which can be made.

    Args:
        height: About that of the map, in pixels.
        compact: Do not list the samples of a batch.
        accent: A class that stands out.
    """
    _component(key=key, data=drawing(choice, settings, epochs, height, compact, accent))


@kept(16 * 2**20)
def drawing(
    choice: DataChoice, settings: LoaderSettings, epochs: int, height: int, compact: bool, accent: int | None
) -> bytes:
    """Return what the browser draws; see batch_map.js."""
    plan, found = batch_plan(choice, settings, epochs), samples(choice)
    left = [_left_out(plan, epoch) for epoch in range(len(plan.epochs))]
    kind = np.uint16 if plan.count <= 2**16 else np.uint32
    body = found.targets.numpy().astype(np.uint8).tobytes() + b"".join(
        np.concatenate(pair).astype(kind).tobytes() for pair in zip(plan.epochs, left, strict=True)
    )
    head: dict[str, Any] = {
        "count": plan.count,
        "wide": kind().itemsize,
        "batchSize": plan.batch_size,
        "batches": plan.batches,
        "used": plan.used,
        "left": len(left[0]),
        "epochs": len(plan.epochs),
        "height": height,
        "compact": compact,
        "accent": accent,
        "tallest": max(height, TALLEST),
        "classes": found.classes,
        "colours": [[colour, ink(colour)] for colour in CLASS_COLOURS],
        "chips": {"full": batch_chips(choice, plan.batch_size), "last": batch_chips(choice, plan.last)},
        "texts": _texts(plan),
    }
    head["id"] = blake2b(body + json.dumps(head).encode(), digest_size=8).hexdigest()
    text = json.dumps(head, ensure_ascii=False).encode()
    return len(text).to_bytes(4, "little") + text + body


def _left_out(plan: BatchPlan, epoch: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the indices that `drop_last` left out, where every sample would have come once."""
    indices = plan.epochs[epoch]
    missing = np.setdiff1d(np.arange(plan.count), indices) if plan.dropped else indices[:0]
    return missing if len(missing) == plan.dropped else indices[:0]


def batch_chips(choice: DataChoice, size: int) -> str:
    """Return the shapes of a batch's inputs and targets as HTML; the samples' axes keep their colours in any batch."""
    if not size:
        return ""
    inputs, target = samples(choice).shapes()
    return f"inputs&nbsp;{chips((size, *inputs))}&ensp; targets&nbsp;{chips((size, *target))}"


def _texts(plan: BatchPlan) -> dict[str, str]:
    return {
        "label": _(
            "A map of batches: {epochs} epochs, {batches} batches in each, {used} samples in each epoch."
        ).format(epochs=len(plan.epochs), batches=f"{plan.batches:,}", used=f"{plan.used:,}"),
        "hint": _("Point at a batch, tap it, or go with the arrow keys."),
        "epoch": _("epoch {epoch}"),
        "batch": _("Epoch {epoch}, batch {batch} of {batches}: size {count}"),
        "last": _("Epoch {epoch}, batch {batch} of {batches}, the last: size {count}"),
        "out": _("Epoch {epoch}, left out by drop_last: {count}"),
        "none": _("There is no batch to show."),
        "counts": _("Samples of each class: {counts}"),
        "sample": _("Sample {index}, class {name}, comes in {places}."),
        "where": _("epoch {epoch} batch {batch}"),
        "left": _("epoch {epoch} nowhere: left out"),
        "more": _("… and {count} more"),
    }

"""What happens inside a network of pictures: what leaves its layers, and what it looked at."""

import html

import streamlit as st
from torch import Tensor

from playground.asking.answers import Answer, Layer
from playground.asking.attributions import METHODS, attribution
from playground.asking.drawing import Framing
from playground.asking.loading import Asked
from playground.datasets.opened import png
from playground.translations import PlaygroundError, _
from playground.ui.heat import COLUMNS, heat_png, mosaic
from playground.ui.shapes import chips

LAYERS = 12  # that are shown
MAPS = 64  # of a layer that are shown
NEURONS = 256
MAP_SIDE = 46  # pixels on the screen
LOOK = "looked at"
_LAYER = (
    '<div style="margin:.5rem 0 .9rem"><div><code title="{text}">{name}</code> {shape} '
    '<span style="opacity:.7;font-size:.85rem">{note}</span></div>'
    '<img src="data:image/png;base64,{png}" alt="{alt}" '
    'style="width:{width}px;max-width:100%;image-rendering:pixelated;margin-top:.3rem"></div>'
)
_HEAT = (
    '<figure style="margin:0"><span style="display:block;position:relative;width:{side}px;height:{side}px">'
    '<img src="data:image/png;base64,{below}" alt="" style="position:absolute;inset:0;width:100%;height:100%;'
    'object-fit:contain;image-rendering:pixelated;opacity:.18;filter:grayscale(1)">'
    '<img src="data:image/png;base64,{png}" alt="{alt}" style="position:absolute;inset:0;width:100%;height:100%;'
    'object-fit:contain;image-rendering:pixelated;outline:1px solid rgb(128 128 128/.4)"></span></figure>'
)


def layers(found: Answer) -> None:
    """Show what left each layer, as small pictures."""
    with st.expander(_("Layer by layer"), icon=":material/layers:", expanded=True, key="asked layers"):
        st.caption(_("Blue is above 0, orange below; the stronger, the farther from 0, in each layer by itself."))
        if len(found.layers) > LAYERS:
            st.caption(
                _("{shown} of its {count} layers, from the first to the last.").format(
                    shown=LAYERS, count=len(found.layers)
                )
            )
        st.html(drawn_layers(found))


def drawn_layers(found: Answer) -> str:
    """Return what left each layer as HTML; of a deep network some layers, spread evenly."""
    count = len(found.layers)
    places = range(count) if count <= LAYERS else [i * (count - 1) // (LAYERS - 1) for i in range(LAYERS)]
    return "".join(_layer(found.layers[place]) for place in places)


def _layer(layer: Layer) -> str:
    values, note = layer.values, ""
    most = MAPS if values.dim() == 3 else NEURONS
    if len(values) > most:
        note = _("the first {shown} of {count}").format(shown=most, count=len(values))
    maps = values[:most] if values.dim() == 3 else values.flatten()[:most, None, None]
    side = MAP_SIDE if values.dim() == 3 else MAP_SIDE // 2
    return _LAYER.format(
        text=html.escape(layer.text),
        name=html.escape(layer.name),
        shape=chips((1, *values.shape), (0, 1, 2, 3) if values.dim() == 3 else (0, 4)),
        note=note,
        png=heat_png(mosaic(maps)),
        width=min(len(maps), COLUMNS) * side,
        alt=html.escape(
            _("{layer}: values from {low} to {high}").format(
                layer=layer.name, low=f"{float(values.min()):.3g}", high=f"{float(values.max()):.3g}"
            )
        ),
    )


def attributions(asked: Asked, picture: Tensor, framing: Framing, found: Answer) -> None:
    """Show, where it is asked for, what in the picture counted for a class."""
    if not st.toggle(_("What did it look at?"), key=LOOK, help=_("Three ways to find out, worked out by Captum.")):
        return
    classes = asked.opened.classes
    target = st.selectbox(
        _("Asked about the class"),
        [None, *range(len(classes))],
        key="looked at class",
        format_func=lambda i: _("its answer") if i is None else classes[i],
        width=240,
    )
    target = found.best if target is None else target
    ground = framing.ground if framing.plain else 0.0
    for column, method in zip(st.columns(len(METHODS)), METHODS, strict=True):
        with column:
            st.markdown(f"**{method.name}**")
            try:
                there = attribution(asked, picture, ground, target, method)
            except PlaygroundError as error:
                st.caption(error.message.text())
                continue
            alt = _("What counted for {name}, by {method}").format(name=classes[target], method=method.name)
            st.html(_HEAT.format(below=png(picture), png=heat_png(there.values), alt=html.escape(alt), side=170))
            st.caption(_(method.summary))
            if method is METHODS[0]:
                st.caption(
                    _("All pixels together: {total}. The logit, less that of an empty picture: {difference}.").format(
                        total=f"{float(there.values.sum()):.3f}", difference=f"{there.difference:.3f}"
                    )
                )
    st.caption(_("Blue spoke for the class, orange against it. The three need not agree: each asks another question."))

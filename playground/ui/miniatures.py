"""The home page's live miniatures: each a small piece of what the playground does, to try at once."""

import streamlit as st

from playground.charts import gradient
from playground.datasets.opened import open_row
from playground.networks.demonstrations import curve, product_shape
from playground.networks.demonstrations import slope as slope_at
from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.translations import _
from playground.ui.failures import in_words
from playground.ui.gallery import gallery
from playground.ui.live import live_chart
from playground.ui.meter import meter
from playground.ui.shapes import chips
from playground.ui.visitor import visitor_id


def train() -> None:
    """The visitor's newest run, live; or a button that starts the first."""
    st.subheader(_("A network that learns"), anchor=False)
    if st.button(_("Train a CNN now"), type="primary", icon=":material/play_arrow:", key="mini start"):
        with in_words():
            shared_store().create(visitor_id(), TrainConfig().as_json())
    with in_words():
        newest = shared_store().owned_by(visitor_id(), limit=1)
        live_chart(newest[0] if newest else None, key="mini live", compact=True)
        if newest:
            st.page_link(
                "../pages/train.py",
                label=_("Open this run"),
                icon=":material/open_in_full:",
                query_params={"run": newest[0].id},
            )
        else:
            st.caption(
                _("One click: a convolutional network learns to read handwriting, and its loss falls before your eyes.")
            )
            st.page_link("../pages/train.py", label=_("Choose everything yourself"), icon=":material/tune:")


def computer() -> None:
    """CPU, memory and GPUs, now."""
    st.subheader(_("This computer"), anchor=False)
    meter(key="mini meter")


def shapes() -> None:
    """Two matrices multiplied: chips, and PyTorch's words where they do not fit."""
    st.subheader(_("Shapes that fit, or not"), anchor=False)
    first, second, third = st.columns(3)
    rows = first.slider(_("rows of A"), 1, 6, 2, key="mini.rows")
    inner = second.slider(_("columns of A"), 1, 6, 3, key="mini.columns")
    other = third.slider(_("rows of B"), 1, 6, 3, key="mini.inner")
    shape = product_shape((rows, inner), (other, 4))
    left = f"A {chips((rows, inner), (0, 1))} <code>@</code> B {chips((other, 4), (1, 2))}"
    if isinstance(shape, str):
        st.html(f'<p style="font-size:1.15rem">{left} → ✗</p>')
        st.warning(
            _("The columns of A must be as many as the rows of B. PyTorch says: {words}").format(words=f"`{shape}`")
        )
    else:
        st.html(f'<p style="font-size:1.15rem">{left} → {chips(shape, (0, 2))}</p>')
        st.caption(_("The axis that both share is summed over and vanishes; the outer two remain."))


def pictures() -> None:
    """Real digits of one kind."""
    st.subheader(_("Real handwriting"), anchor=False)
    wanted = st.segmented_control(
        _("digit"), list(range(10)), default=3, key="mini.digit", required=True, width="stretch"
    )
    indices = open_row("digits", {}).of_class(wanted)[:16].tolist()
    gallery("digits", [(i, "", _("A handwritten {label}").format(label=wanted)) for i in indices], size=44)
    st.caption(_("8×8 pixels each, 1,797 in all: small enough to train in seconds, real enough to be hard."))


def slope() -> None:
    """A point on a curve with the slope that autograd finds."""
    st.subheader(_("Autograd finds the slope"), anchor=False)
    x = st.slider("x", -2.2, 2.2, 1.4, 0.1, key="mini.x")
    y, grad = slope_at(x)
    chart = gradient(*curve(-2.5, 2.5, 81), x, y, grad)
    alt = _("At x = {x} the slope is {slope}").format(x=f"{x:.1f}", slope=f"{grad:.2f}")
    st.plotly_chart(chart, key="mini slope", alt=alt, config={"displayModeBar": False})
    st.code(
        f"x = torch.tensor({x:.1f}, requires_grad=True)\n(x**3 / 3 - x).backward()\nx.grad  # {grad:.2f}",
        language="python",
    )

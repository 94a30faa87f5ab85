"""The chain as a strip of pictures: what each step makes, and where its place in the chain is changed by hand."""

import base64
import html
import io
import json
from typing import Any

import streamlit as st
from PIL import Image

from playground.datasets.transforms import ChainResult, Look, Source, Stage, Step, chain_result
from playground.translations import _
from playground.ui.assets import script, style
from playground.ui.kept import kept
from playground.ui.shapes import chips

CHAIN, CHOSEN = "chain", "chosen step"
_FILM, _HANDLED = "film", "film handled"
_CRISP = 64  # pixels; of smaller pictures the pixels are to be seen
_MOST = 320  # pixels of a side that are sent
_DRAWS = (
    '<div style="display:grid;grid-template-columns:repeat(auto-fill,minmax(max(4rem,11%),1fr));gap:.4rem">{}</div>'
)
_DRAW = '<img src="{src}" alt="{alt}" decoding="sync" style="width:100%;height:5.4rem;object-fit:contain;{crisp}">'

_component = st.components.v2.component(
    "playground_film",
    html='<div class="pg-film"></div>\n',
    css=style("transforms_film.css"),
    js=script("elements.js", "transforms_film.js"),
)


def film(steps: tuple[Step, ...], source: Source, index: int, seed: int, chosen: int) -> None:
    """Show the chain's steps with their pictures; moving them changes the text of the chain."""

    def changed() -> None:
        given = st.session_state[_FILM]["change"]
        state = st.session_state
        state[_HANDLED], state[CHOSEN], state[CHAIN] = given["number"], int(given["chosen"]), str(given["chain"])

    _component(
        key=_FILM,
        data={
            "film": _cards(steps, source, index, seed),
            "chosen": chosen + 1,
            "handled": st.session_state.get(_HANDLED, 0),
            "words": {
                "film": _("The chain: each step and its picture"),
                "back": _("Move {name} one step earlier").format(name="{name}"),
                "on": _("Move {name} one step later").format(name="{name}"),
                "leave": _("Leave {name} out for now").format(name="{name}"),
                "use": _("Use {name} again").format(name="{name}"),
                "remove": _("Remove {name}").format(name="{name}"),
            },
        },
        on_change_change=changed,
    )


@kept(24 * 2**20)
def _cards(steps: tuple[Step, ...], source: Source, index: int, seed: int) -> str:
    """Return the cards as JSON."""
    result = chain_result(steps, source, index, seed)
    return json.dumps([_card(stage, place, result) for place, stage in enumerate(result.stages)])


def _card(stage: Stage, place: int, result: ChainResult) -> dict[str, Any]:
    step, look = stage.step, stage.look
    broken = result.broken
    if step is not None and not step.on:
        state, sign = "off", "○"
    elif stage.problem:
        state, sign = "broken", "✗"
    else:
        state, sign = ("later", "…") if broken is not None and place > broken + 1 else ("done", "")
    return {
        "text": str(step) if step else "",
        "title": f"{place} {step.name}" if step else _("the picture"),
        "settings": step.settings() if step else "",
        "sign": sign,
        "src": address(look) if look else "",
        "alt": alt(look) if look else "",
        "crisp": look is not None and _crisp(look),
        "facts": facts(look) if look else "",
        "note": stage.problem.said if stage.problem else stage.note.text() if stage.note else "",
        "state": state,
    }


def facts(look: Look) -> str:
    """Return kind, shape, dtype and range of a picture as HTML."""
    if look.kind == "PIL.Image":
        lines = [
            f"<code>{look.kind}</code>",
            f"size {chips(look.shape, (2, 1))}",
            f"<code>{html.escape(look.dtype)}</code>",
        ]
    else:
        lines = [
            f"<code>{look.kind}</code>",
            f"shape {chips(look.shape)}",
            f"<code>{look.dtype.removeprefix('torch.')}</code>",
        ]
    lines[-1] += f" {number(look.low)} … {number(look.high)}"
    return "<br>".join(lines)


def number(value: float) -> str:
    """Return a value of a picture as it is read."""
    text = f"{value:.0f}" if value == int(value) and abs(value) < 1e6 else f"{value:.3g}"
    return text.replace("-", "−")


def alt(look: Look) -> str:
    """Return a text for those who cannot see the picture."""
    return _("{kind}, shape {shape}, values from {low} to {high}").format(
        kind=look.kind, shape=look.shape, low=number(look.low), high=number(look.high)
    )


def _crisp(look: Look) -> bool:
    return bool(max(look.pixels.shape[:2]) <= _CRISP)


def address(look: Look) -> str:
    """Return a picture as an address that holds it."""
    image, packed = Image.fromarray(look.pixels), io.BytesIO()
    if _crisp(look):
        image.save(packed, "PNG")
    else:
        image.thumbnail((_MOST, _MOST))
        image.save(packed, "JPEG", quality=88, subsampling=0)
    kind = "png" if _crisp(look) else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(packed.getvalue()).decode()}"


@kept(16 * 2**20)
def draws(steps: tuple[Step, ...], source: Source, index: int, seed: int) -> str:
    """Return what comes out when the whole chain is run several times, as HTML."""
    looks = chain_result(steps, source, index, seed).draws
    pictures = (
        _DRAW.format(
            src=address(look), alt=html.escape(alt(look)), crisp="image-rendering:pixelated" if _crisp(look) else ""
        )
        for look in looks
    )
    return _DRAWS.format("".join(pictures))

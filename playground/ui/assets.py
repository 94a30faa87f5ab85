"""The scripts and styles of browser components: files beside this module, and the Plotly.js of the plotly package.

Scripts are served by the app under names that change with their contents, so a browser fetches each once and no change
of a component carries its script again.
"""

import gzip
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import plotly
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FOLDER = Path(__file__).parent
_PLACE = "/api/scripts"
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Encoding": "gzip"}
_PLOTLY = f"plotly-{plotly.__version__}.min.js"
_scripts: dict[str, Callable[[], bytes]] = {}  # name to what packs it

# Streamlit calls the default export at every change, and what that returns at the end; but at once where another change
# came before it had returned, as it can while the script loads. The newer drawing must not be closed by that.
_LOADER = """const source = new URL("{address}", location.origin).href
const load = () => import(source).catch(() => import(source + "?again"))
const newest = new WeakMap()
let script
export default async component => {
  const { parentElement } = component
  const isNewest = () => newest.get(parentElement) === component
  newest.set(parentElement, component)
  script ??= await load()
  const close = isNewest() && script.default(component)
  return () => isNewest() && close && close()
}
"""


def root() -> str:
    """Return what the app's addresses begin with: nothing, unless it is served below a path."""
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"/{path}" if path else ""


def style(name: str) -> str:
    """Return the text of a style sheet."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def script(*names: str) -> str:
    """Return a module that loads the files, joined in this order; the last one's default export is the component."""
    text = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names).encode()
    name = f"{Path(names[-1]).stem}-{sha256(text).hexdigest()[:16]}.js"
    _scripts[name] = cache(lambda: gzip.compress(text))
    return _LOADER.replace("{address}", f"{root()}{_PLACE}/{name}")


def plotly_js() -> str:
    """Return the address of Plotly.js, so that no page needs the internet."""
    return f"{root()}{_PLACE}/{_PLOTLY}"


@cache
def _packed_plotly() -> bytes:
    return gzip.compress((Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes(), 6)


_scripts[_PLOTLY] = _packed_plotly


def warm() -> None:
    """Pack Plotly.js now rather than for the first visitor."""
    _packed_plotly()


async def _send(request: Request) -> Response:
    pack = _scripts.get(request.path_params["name"])
    if pack is None:
        return Response(status_code=404)
    return Response(pack(), media_type="text/javascript", headers=_FOREVER)


def route() -> Route:
    """Return the route that serves the scripts."""
    return Route(f"{root()}{_PLACE}/{{name:str}}", _send)

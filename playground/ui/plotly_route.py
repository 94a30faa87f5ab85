"""Plotly.js for the live chart: the file that the plotly package itself carries, so that no page needs the internet."""

import gzip
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = f"/api/plotly-{plotly.__version__}.min.js"  # the version is in the name, so browsers may keep it for ever
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def _packed() -> bytes:
    return gzip.compress((Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes(), 6)


async def _send(_request: Request) -> Response:
    headers = FOREVER | {"Content-Encoding": "gzip"}
    return Response(_packed(), media_type="text/javascript", headers=headers)


def route(prefix: str = "") -> Route:
    """Return the route that serves Plotly.js."""
    return Route(prefix + PATH, _send)


def warm() -> None:
    """Pack the file now rather than for the first visitor."""
    _packed()

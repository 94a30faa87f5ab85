"""Who is looking: a random name in a cookie, by which visitors find their runs again. It tells nothing else."""

import re
import secrets
from http.cookies import SimpleCookie

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "playground_visitor"
YEAR = 365 * 24 * 3600
NAME = re.compile(r"[\w-]{20,64}")


class VisitorCookie:
    """Gives each browser its cookie with the first page that it loads."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _known(scope):
            await self.app(scope, receive, send)
            return

        async def give(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _cookie())
            await send(message)

        await self.app(scope, receive, give)


def _known(scope: Scope) -> bool:
    sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    return bool(NAME.fullmatch(cookie_parser(sent).get(COOKIE, "")))


def _cookie() -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[COOKIE] = secrets.token_urlsafe(24)
    cookie[COOKIE].update({"path": "/", "max-age": str(YEAR), "httponly": "true", "samesite": "Lax"})
    return cookie[COOKIE].OutputString()


def visitor_id() -> str:
    """Return the name of the visitor whose page this is; a new one for each session where there are no cookies."""
    sent = str(st.context.cookies.get(COOKIE, ""))
    if NAME.fullmatch(sent):
        return sent
    return str(st.session_state.setdefault(COOKIE, secrets.token_urlsafe(24)))

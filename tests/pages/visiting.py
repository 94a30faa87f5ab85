"""A visit to a page without a browser, and what is on it."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Widget

from playground.catalogue import PAGES
from playground.ui.visitor import COOKIE

ROUTER = str(Path(__file__).parents[2] / "playground" / "router.py")
VISITOR = "somebody-somebody-somebody"
LOCALES = {"en": "en-US", "ja": "ja-JP"}


def visit(slug: str, language: str = "en", visitor: str = VISITOR, **query: str) -> AppTest:
    at = AppTest.from_file(ROUTER, default_timeout=30)
    at.context = {"locale": LOCALES[language], "timezone": "Asia/Tokyo"}
    at.session_state[COOKIE] = visitor
    for name, value in query.items():
        at.query_params[name] = value
    if slug != PAGES[0].slug:
        at.switch_page(f"../pages/{slug}.py")
    at.run()
    assert not at.exception
    return at


def newest(at: AppTest, key: str) -> str:
    """Return the key that a control has in Streamlit by now: the page may have made it anew, see `follow`."""
    counted = f"{key} made anew"
    number = at.session_state[counted] if counted in at.session_state else 0  # noqa: SIM401 - it has no get
    return f"{key} {number}" if number else key


def without_receipts(at: AppTest, block: Block | None = None) -> AppTest:
    """Let the browser not have heard of the page's last run, see `playground.ui.receipt`."""
    block = at._tree if block is None else block
    for place, node in list(block.children.items()):
        if isinstance(node, Block):
            without_receipts(at, node)
        elif isinstance(node, Widget) and str(node.key).startswith("receipt "):
            del block.children[place]
    return at


def title(at: AppTest) -> str:
    """Return the page's title."""
    return str(at.markdown[0].value).partition("\n")[0].removeprefix("# ")


def words(at: AppTest) -> str:
    return "\n".join(
        str(element.value) for kind in (at.error, at.warning, at.info, at.caption, at.markdown) for element in kind
    )


def html(at: AppTest) -> str:
    """Return the HTML on the page: shapes, tables."""
    return "\n".join(str(element.proto.body) for element in at.get("html"))


def grids(at: AppTest) -> list[dict]:
    """Return what each tensor grid of the page was given to draw."""
    return [json.loads(element.proto.bytes) for element in at.get("bidi_component") if element.proto.bytes]

"""The table of a visitor's runs: a page of rows, which the database finds, filters and sorts."""

from dataclasses import replace
from typing import Any

import streamlit as st

from playground.runs import ACTIVE, WAITING
from playground.runs.listing import PAGE, SORTS, Line, Listing, Shelf, Wish, listed
from playground.runs.store import shared_store
from playground.training.scores import say_score, score_of
from playground.translations import _
from playground.ui.assets import script, style
from playground.ui.follow import follow, when_changed
from playground.ui.history import in_link_or_before, mark, marked, put_into_link, title
from playground.ui.linked import linked
from playground.ui.live import status_names
from playground.ui.visitor import visitor_id

FIND, STATUS, DATA, TAG, SORT, PAGES = "find", "status", "of.data", "tag", "sort", "page"
KEY = "runs table"
LONGEST = 100  # characters of a search
FILTERS_FROM = 6  # runs: fewer are seen at a glance
ANY = ""
LARGEST_FIRST = ("best", "duration", "size", "started")  # when one begins to sort by them

_component = st.components.v2.component(
    "playground_history",
    html='<div class="pg-runs"></div>\n',
    css=style("history_table.css"),
    js=script("elements.js", "history_table.js"),
)


def table(shelf: Shelf, colours: dict[str, str]) -> None:
    """Show a visitor's runs with what filters, sorts and pages them; `colours` are those of the compared ones."""
    wish = _wish(shelf)
    found = listed(shared_store(), visitor_id(), wish)
    _component(
        key=KEY,
        data=_drawn(found, wish, colours),
        on_marked_change=_marked,
        on_sort_change=_sorted,
        on_tick_change=lambda: None,
    )
    if found.count > PAGE:
        _pages(found)


def _wish(shelf: Shelf) -> Wish:
    """Show what the runs are filtered by, where there are many; return what is wanted."""
    sort, page = in_link_or_before(SORT), in_link_or_before(PAGES)
    plain = Wish(
        sort=sort.removeprefix("-") or next(iter(SORTS)),
        down=sort.startswith("-") or not sort,
        page=int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    if shelf.count < FILTERS_FROM and not {FIND, STATUS, DATA, TAG} & {*st.query_params}:
        return plain
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        words = st.text_input(
            _("Search"),
            key=FIND,
            max_chars=LONGEST,
            bind="query-params",
            persist_state="session",
            placeholder=_("Search in names, tags, notes, models"),
            icon=":material/search:",
            label_visibility="collapsed",
            on_change=_first_page,
            live=True,
            width=320,
        )
        status = _filter(_("Status"), {ANY: _("any status")} | status_names(), STATUS)
        data = _among(shelf.data, _("Data"), _("any data"), DATA, least=2)
        tag = _among(shelf.tags, _("Tag"), _("any tag"), TAG, least=1)
    return replace(plain, find=words or "", status=status, data=data, tag=tag)


def _among(there: tuple[str, ...], label: str, any_of: str, key: str, least: int) -> str:
    """Show a choice between what occurs among the runs, from so many on; return it, or `ANY`."""
    asked = st.query_params.get(key)
    if len(there) < least and not asked:
        return ANY
    return _filter(label, {ANY: any_of} | {name: name for name in (*there, *([asked] if asked else []))}, key)


def _filter(label: str, names: dict[str, str], key: str) -> str:
    with linked(names, key):
        chosen = st.selectbox(
            label,
            list(names),
            format_func=lambda name: names.get(name, name),
            key=key,
            persist_state="session",
            label_visibility="collapsed",
            on_change=_first_page,
            width=170,
        )
    return chosen or ANY


def _first_page() -> None:
    put_into_link(PAGES, "")


def _pages(found: Listing) -> None:
    """Show the numbers of the pages."""

    widget = follow("page number", found.page)
    turned = when_changed(widget, lambda number: put_into_link(PAGES, str(number)))
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.pagination(-(-found.count // PAGE), key=widget, on_change=turned)


def _marked() -> None:
    given = st.session_state[KEY].get("marked")
    if isinstance(given, list):
        mark(given)


def _sorted() -> None:
    """Sort by the column that was clicked; by the one that already sorts, the other way round."""
    name, before = st.session_state[KEY].get("sort"), in_link_or_before(SORT) or f"-{next(iter(SORTS))}"
    if name in SORTS:
        first = f"-{name}" if name in LARGEST_FIRST else name
        turned = name if before == f"-{name}" else f"-{name}"
        sort = turned if before.removeprefix("-") == name else first
        put_into_link(SORT, "" if sort == f"-{next(iter(SORTS))}" else sort)
        _first_page()


def _drawn(found: Listing, wish: Wish, colours: dict[str, str]) -> dict[str, Any]:
    """Return what the browser draws; see history_table.js."""
    columns = {
        "status": _("status"),
        "name": _("name"),
        "data": _("data"),
        "model": _("model"),
        "best": _("best score"),
        "duration": _("duration"),
        "size": _("size"),
        "started": _("started"),
    }
    return {
        "lines": [_line(line) for line in found.lines],
        "marked": marked(),
        "colours": colours,
        "columns": columns,
        "largest_first": LARGEST_FIRST,
        "sort": wish.sort,
        "down": wish.down,
        "active": any(line.status in (WAITING, *ACTIVE) for line in found.lines),
        "text": {
            "label": _("Your runs: {count}").format(count=f"{found.count:,}"),
            "none": _("No run fits. Search for something else, or choose “any”."),
            "mark": _("Mark {name}"),
            "all": _("Mark all on this page"),
            "megabytes": _("{size} MB"),
            "short": _("{seconds} s"),
            "medium": _("{minutes} min {seconds} s"),
            "long": _("{hours} h {minutes} min"),
            "status": status_names(),
            "hint": _("Mark one run to open, name or continue it; mark several to compare or delete them."),
        },
    }


def _line(line: Line) -> dict[str, Any]:
    ended = line.started and line.ended
    return {
        "id": line.id,
        "status": line.status,
        "name": title(line),
        "named": bool(line.name),
        "tags": line.tags,
        "note": line.note[:200],
        "data": line.data,
        "model": line.model,
        "best": say_score(line.best, score_of(line.data)),
        "duration": max(0.0, line.ended - line.started) if line.started and line.ended else None,
        "bytes": line.bytes,
        "started": line.started or line.created,
        "share": line.step / line.total_steps if line.total_steps and not ended else None,
    }

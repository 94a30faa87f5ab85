"""A visitor's own pictures: uploaded, looked at in a process of their own, opened as a data set."""

import html
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from playground.datasets.opened import Opened, open_row
from playground.datasets.picture_folder import GREY, SIDE
from playground.jobs import LANES, Job, Work
from playground.translations import N_, PlaygroundError, _
from playground.ui.controls import control
from playground.ui.failures import in_words
from playground.ui.jobs import follow, state
from playground.ui.kept_uploads import kept_line, take, terms
from playground.ui.tables import table
from playground.ui.visitor import visitor_id
from playground.uploads import store
from playground.uploads.intake import class_name
from playground.uploads.limits import KEPT_SIDE, MOST_PICTURES, PICTURES

LANE = LANES["uploads"]
MODULE = "playground.uploads"
LAST = "pictures last"  # the work of this visitor's last upload
NAMED = 5  # pictures that are named with what is wrong with them
TYPES = [suffix.removeprefix(".") for suffix in PICTURES]


def uploaded_pictures() -> Opened | None:
    """Show the upload of pictures and what is kept of them; return their data set, where there is one."""
    visitor = visitor_id()
    job = _last(visitor)
    if job and not job.over:
        follow("uploads", job, _progress)
        st.button(_("Stop"), icon=":material/stop:", key="stop pictures", on_click=LANE.stop, args=(visitor, job.work))
    else:
        _form(visitor)
        if job and job.status != "finished":
            state(job, "")
    pictures = store.pictures_of(visitor)
    _report(visitor)
    if pictures is None:
        terms()
        return None
    _kept(pictures)
    with st.container(horizontal=True):
        settings = {each.name: control(each, f"PictureFolder.{each.name}") for each in (SIDE, GREY)}
    return open_row("PictureFolder", {"upload": pictures.upload, "file": "pictures", **settings})


def _last(visitor: str) -> Job | None:
    """Return the last upload as it stands; what nobody looks at any more is deleted."""
    work = st.session_state.get(LAST)
    waiting = [Work(MODULE, (str(batch),)) for batch in store.waiting(visitor)]
    for each in waiting:
        job = LANE.get(each)
        if job is None or job.over:  # stopped, failed, or of a server that has ended
            store.discard(Path(each.arguments[0]))
        else:
            work = each  # begun in another tab, or before a reload
    return LANE.get(work) if work else None


def _form(visitor: str) -> None:
    """Show the ways to bring pictures, and take them in when they are sent."""
    ways = {"zip": _("a zip file"), "folder": _("a folder"), "pictures": _("single pictures")}
    way = st.segmented_control(
        _("Bring"),
        list(ways),
        default="zip",
        required=True,
        format_func=ways.__getitem__,
        key="pictures way",
        persist_state="session",
    )
    with st.form("pictures form", clear_on_submit=True):
        label = ""
        if way == "pictures":
            label = st.text_input(_("Their class"), max_chars=40, placeholder=_("such as cat"), key="pictures class")
            files = st.file_uploader(_("Pictures of one class"), TYPES, accept_multiple_files=True, key="pictures some")
        elif way == "folder":
            told = _("A folder with one folder in it for each class")
            files = st.file_uploader(told, TYPES, accept_multiple_files="directory", key="pictures folder")
        else:
            told = _("Zip files with one folder in them for each class")
            files = st.file_uploader(told, "zip", accept_multiple_files=True, key="pictures zip")
        if st.form_submit_button(_("Add"), icon=":material/add_photo_alternate:", type="primary", key="pictures add"):
            with in_words():
                _send(visitor, files, label, needs_label=way == "pictures")
                st.rerun()


def _send(visitor: str, files: Sequence[UploadedFile], label: str, *, needs_label: bool) -> None:
    """Keep uploaded files and let them be looked at. Raises `PlaygroundError` where something is missing."""
    sent = [file for file in files if isinstance(file, UploadedFile)]
    if not sent:
        raise PlaygroundError(N_("Choose the files first, then press Add."))
    if needs_label and not class_name(label):
        raise PlaygroundError(N_("Write what the pictures show: it becomes the name of their class."))
    batch = store.bring_in(visitor, take(sent), label)
    st.session_state[LAST] = work = Work(MODULE, (str(batch),))
    LANE.ask(visitor, work)


def _progress(job: Job) -> None:
    taken = job.lines[-1]["taken"] if job.lines else 0
    state(job, _("{count} pictures looked at …").format(count=taken), share=min(1.0, taken / MOST_PICTURES))


def _report(visitor: str) -> None:
    """Tell what became of the last upload, unless all of it was taken."""
    report = store.report_of(visitor)
    if report is None:
        return
    lines = []
    if report.known:
        lines.append(_("Pictures that were there already: {count}.").format(count=report.known))
    if report.left_out:
        lines.append(_("Files that are no pictures, left out: {count}.").format(count=report.left_out))
    if report.refused:
        lines.append(_("Pictures that cannot be used: {count}.").format(count=len(report.refused)))
        lines += [
            "",
            *(f"- `{name[-60:].replace('`', '´')}`: {reason.text()}" for name, reason in report.refused[:NAMED]),
        ]
        if len(report.refused) > NAMED:
            lines.append(_("- and {count} more").format(count=len(report.refused) - NAMED))
    if not report.taken and not report.known:
        lines.insert(0, _("There was no picture in it that can be used."))
    if lines:
        st.warning("\n".join(lines), icon=":material/image_not_supported:")


def _kept(pictures: store.Pictures) -> None:
    """Show the classes that are there, and what was made of the pictures."""
    total = sum(count for _name, count in pictures.classes)
    told = _("**{pictures} pictures** in {classes} classes.")
    kept_line("pictures", told.format(pictures=f"{total:,}", classes=len(pictures.classes)))
    st.html(table([(html.escape(name), f"{count:,}") for name, count in pictures.classes], (_("class"), _("pictures"))))
    st.caption(
        _(
            "Kept at most {side} pixels a side, upright, and without what a camera writes into them (place, time). "
            "What was transparent is white."
        ).format(side=KEPT_SIDE)
    )
    if len(pictures.classes) == 1:
        st.info(_("There is one class alone: add pictures of another, so that there is something to tell apart."))

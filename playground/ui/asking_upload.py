"""A picture that is brought to be asked about: looked at in a process of its own, kept in the session alone."""

import base64

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from playground.jobs import LANES, Job, Work
from playground.translations import N_, Message, _
from playground.ui.failures import error_box, in_words
from playground.ui.jobs import follow, state
from playground.ui.visitor import visitor_id
from playground.uploads import store
from playground.uploads.limits import PICTURES

MODULE = "playground.uploads"
LANE = "uploads"
LAST = "asked upload work"  # (id of the file, its work)
KEPT = "asked upload kept"  # (id of the file, the picture)
TYPES = [suffix.removeprefix(".") for suffix in PICTURES]
REFUSED = N_("This picture cannot be used: {reason}.")


def uploaded() -> bytes | None:
    """Let a picture be brought; return it as a small PNG when it was looked at."""
    file = st.file_uploader(_("A picture"), TYPES, key="asked upload")
    if not isinstance(file, UploadedFile):
        st.caption(_("One object, or one digit in dark ink on light paper. It is not kept."))
        return None
    known, kept = st.session_state.get(KEPT, ("", b""))
    if known == file.file_id:
        return bytes(kept)
    job = _job(file)
    if job is None:
        return None
    if job.status == "finished":
        picture = base64.b64decode(job.lines[-1]["png"])
        st.session_state[KEPT] = (file.file_id, picture)
        return picture
    if job.status == "failed" and job.message:
        error_box(Message(REFUSED, {"reason": job.message.text()}))
    else:
        follow(LANE, job, lambda now: state(now, _("The picture is being looked at …")))
    return None


def _job(file: UploadedFile) -> Job | None:
    """Return the looking at a file as it stands; it is begun the first time."""
    known, work = st.session_state.get(LAST, ("", None))
    if known != file.file_id:
        work = None
        with in_words():
            work = Work(MODULE, ("--one", str(store.lay_down(visitor_id(), file.getvalue()))), total=1)
            LANES[LANE].ask(visitor_id(), work)
        st.session_state[LAST] = (file.file_id, work)
    return LANES[LANE].get(work) if work else None

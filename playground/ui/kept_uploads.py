"""What every upload has on its page: how long it is kept, how it is deleted, and a field that forgets what it took."""

import time
from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from playground.settings import settings
from playground.translations import _
from playground.ui.visitor import visitor_id
from playground.uploads import store


def kept_line(what: str, told: str) -> None:
    """Show what is kept of `what` ("table" or "pictures"), for how long, and a button that deletes it."""
    hours = max(1, round((store.expires(visitor_id()) - time.time()) / 3600))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(told + " " + _("Kept for {hours} more hours, for you alone.").format(hours=hours), width="stretch")
        given = visitor_id(), what
        st.button(_("Delete"), icon=":material/delete:", key=f"delete {what}", on_click=store.delete, args=given)


def terms() -> None:
    """Show what happens to an upload."""
    st.caption(
        _(
            "It stays on the computer that serves this page, only you can see it, and it is deleted {hours} hours "
            "after your last upload, or when you press Delete."
        ).format(hours=settings().upload_hours)
    )


def take(files: Sequence[UploadedFile]) -> list[tuple[str, bytes]]:
    """Return the names and contents of uploaded files, which Streamlit need not hold in memory any longer."""
    taken = [(file.name, file.getvalue()) for file in files]
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    return taken

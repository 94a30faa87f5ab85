"""A run taken home as files, where else it can be used, and its settings brought back."""

from collections.abc import Callable

import streamlit as st

from playground import translations
from playground.runs import ACTIVE, WAITING, Run, Store
from playground.runs.store import shared_store
from playground.takehome import settings_file
from playground.takehome.archive import as_zip
from playground.takehome.files import FILES, FileRow, name_of
from playground.translations import N_, PlaygroundError, _
from playground.ui.again import brought, settings_state
from playground.ui.failures import in_words
from playground.ui.filled import fill
from playground.ui.kept_uploads import take
from playground.ui.save_button import save_button
from playground.ui.training import DEFAULTS, PARAMETER

COLUMNS = (1, 2.6)  # the button, and what the file is
ROUND, TOLD = "settings round", "settings told"


def ways_on(run: Run) -> None:
    """Show the ways to the pages that use what a run has learned, once there is a checkpoint of it."""
    if run.checkpoint_step is None:
        return
    with st.container(horizontal=True, gap="small"):
        this = {PARAMETER: run.id}
        st.page_link("../pages/predict.py", label=_("Ask this network"), icon=":material/draw:", query_params=this)
        st.page_link(
            "../pages/export.py", label=_("Look into its files"), icon=":material/folder_open:", query_params=this
        )


def take_home_run(run: Run) -> None:
    """Show what a run can be downloaded as, in a box that is closed at first."""
    box = st.expander(_("Take this run home"), icon=":material/download:", key="take home run", on_change="rerun")
    if not box.open:
        return
    with box, st.container(gap="xsmall"), in_words():
        left, right = st.columns(COLUMNS, gap="small", vertical_alignment="center")
        with left:
            _button(f"{name_of(run)}.zip", "application/zip", as_zip, run, primary=True)
        right.markdown(_("All of it, with a README."))
        if run.status in (WAITING, *ACTIVE):
            st.caption(_("The run is not over: you get what there is of it at the moment of the click."))
        for row in FILES:
            _file(row, run)


def _file(row: FileRow, run: Run) -> None:
    reason = row.missing(run, shared_store())
    left, right = st.columns(COLUMNS, gap="small", vertical_alignment="center")
    with left:
        _button(row.base, row.mime, row.make, run, disabled=reason is not None)
    right.caption(reason.text() if reason else _(row.summary))


def file_button(name: str, run: Run) -> None:
    """Show the button of one file, a row of `FILES`, or why there is none; it is saved as `name_of_file` says."""
    row = next(each for each in FILES if each.name == name)
    reason = row.missing(run, shared_store())
    _button(row.base, row.mime, row.make, run, disabled=reason is not None)
    if reason:
        st.caption(reason.text())


def name_of_file(name: str, run: Run) -> str:
    """Return what a file of a run is saved as."""
    begin = name_of(run)
    return name if name.startswith(begin) else f"{begin}-{name}"


def _button(
    name: str,
    mime: str,
    make: Callable[[Run, Store], bytes],
    run: Run,
    *,
    primary: bool = False,
    disabled: bool = False,
) -> None:
    """Show a button that makes a file in a thread of its own when it is clicked."""
    language = translations.current()

    def made() -> bytes:
        translations.use(language)
        store = shared_store()
        now = store.get(run.id)  # it may have gone on since the page was shown
        if now is None:
            raise PlaygroundError(N_("There is no run {run_id} here. It may have been deleted."), run_id=run.id)
        return make(now, store)

    key = f"take {name.removeprefix(name_of(run))}"
    save_button(name, made, name_of_file(name, run), mime, key=key, primary=primary, disabled=disabled, width="stretch")


def bring_settings() -> None:
    """Let a visitor bring settings as a file; they fill the controls of the training page."""
    box = st.expander(_("Bring settings"), icon=":material/upload_file:", key="bring settings", on_change="rerun")
    told = st.session_state.pop(TOLD, None)
    if not box.open:
        return
    with box:
        number = st.session_state.setdefault(ROUND, 0)
        st.file_uploader(
            _("A config.json that was downloaded from a run"),
            "json",
            key=f"settings {number}",
            on_change=_bring,
            max_upload_size=1,
        )
        if told:
            st.success(told.text(), icon=":material/check:")


def _bring() -> None:
    """Fill the controls from the file, and put an empty field in the place of its own; a callback."""
    file = st.session_state[f"settings {st.session_state[ROUND]}"]
    if file is None:
        return
    [(name, contents)] = take([file])
    st.session_state[ROUND] += 1
    with in_words():
        config = settings_file.read(contents)
        fill(settings_state(config), DEFAULTS)
        told = N_("The settings of {name} are filled in.")
        if brought(config):
            told = N_(
                "The settings of {name} are filled in, but for its data: a visitor had brought them. Choose them again "
                "under *Data*."
            )
        st.session_state[TOLD] = translations.Message(told, {"name": name})

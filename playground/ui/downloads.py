"""Fetching a data set from the internet, as a page shows it."""

import streamlit as st

from playground.datasets import DatasetRow
from playground.datasets.downloads import clear, download, is_there
from playground.jobs import Job
from playground.translations import _
from playground.ui.jobs import buttons, follow, job_of, state

LANE = "downloads"
MEGABYTE = 1e6


def download_panel(row: DatasetRow) -> bool:
    """Return whether the files of a data set are there; if not, show how to fetch them, and how far that is."""
    if is_there(row):
        return True
    work = download(row)
    job = job_of(LANE, work)
    if job and job.over:
        clear(row)
    told = _(
        "**{name}** is not on this computer yet: {megabytes} MB from the internet, fetched once for all who use this "
        "server. Without internet, the data sets that come with the playground work as they are."
    )
    st.info(told.format(name=row.name, megabytes=f"{row.download / MEGABYTE:,.0f}"), icon=":material/cloud_download:")
    st.caption(
        _("Source: [{source} ↗]({address}). Licence: {licence}.").format(
            source=row.source, address=row.address, licence=_(row.licence)
        )
    )
    buttons(LANE, lambda: work, job, begin=_("Download"), icon="download", key=f"download {row.name}")
    if job:
        follow(LANE, job, lambda now: _show(row, now))
    return False


def _show(row: DatasetRow, job: Job) -> None:
    done = job.lines[-1]["bytes"] if job.lines else 0
    share = min(1.0, done / row.download)
    if not done:
        text = _("Looking for a server that has it …")
    elif share < 1:
        text = _("{done} of {total} MB")
    else:
        text = _("All is here; it is checked and unpacked …")
    text = text.format(done=f"{done / MEGABYTE:,.1f}", total=f"{row.download / MEGABYTE:,.1f}")
    state(job, text, share=share)

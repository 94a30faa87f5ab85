"""A network in other formats: what each is, then each made and measured; and a branch that a trace loses."""

import html
from collections.abc import Sequence

import streamlit as st
import torch

from playground.asking.loading import Asked
from playground.exporting.formats import FORMATS, Format
from playground.exporting.jobs import at_work, file_of, lay_down, measured, work
from playground.exporting.measured import BATCH_SIZES, Measured
from playground.exporting.script import script
from playground.jobs import Job, Work
from playground.runs import Run
from playground.translations import _
from playground.ui import jobs, measurements
from playground.ui.code import code_panel
from playground.ui.controls import DOCS
from playground.ui.export_branch import show_branch
from playground.ui.export_measures import measures, same, told
from playground.ui.kept import kept
from playground.ui.linked import linked_choice
from playground.ui.save_button import save_button
from playground.ui.shapes import chips
from playground.ui.tables import table

MOST_OPERATIONS = 14  # that are named
BEGUN = "formats begun"  # the settings and the run of the network that was converted last, and the work


_TEXT = '<span style="display:inline-block;min-width:10rem">{}</span>'  # on a phone the table scrolls
_MARK = (
    '<span style="background:#d55e00;color:#000;border-radius:.35em;padding:0 .45em;margin-left:.5em;font-size:.75rem">'
    "{}</span>"
)
_FILE = '<span style="font-family:var(--st-code-font,monospace);opacity:.75">{}</span>'


def show_formats(asked: Asked, run: Run | None) -> None:
    """Show the network in other formats, and below it what becomes of a branch; an untrained one has no run."""
    st.markdown(
        _(
            "A `state_dict` is of no use without the code of the network. These formats hold the operations too, so "
            "the network also runs where that code is not – or where there is no Python."
        )
    )
    job = _job(asked, run)
    begin = _("Convert and measure") if job is None or job.status != "finished" else _("Convert and measure again")
    jobs.buttons(
        measurements.LANE, lambda: _begun(asked, run), job, begin=begin, icon="swap_horiz", key="convert formats"
    )
    if job is None:
        st.html(_table(_heads(), None))
        st.caption(_("Each is made, read again, compared and timed in a process of its own; that takes half a minute."))
    else:
        measurements.follow(job, _results)
    _details(asked, job)
    show_branch()


def _begun(asked: Asked, run: Run | None) -> Work:
    made = lay_down(asked, run)
    st.session_state[BEGUN] = asked.config.key(), run.id if run else None, made
    return made


def _job(asked: Asked, run: Run | None) -> Job | None:
    """Return the work on a network; where there is none, what was begun with it when it had learned less."""
    job = measurements.job_of(work(asked, run))
    config, run_id, before = st.session_state.get(BEGUN, ("", None, None))
    if job or config != asked.config.key() or (run_id and (run is None or run.id != run_id)):
        return job
    job = measurements.job_of(before)
    if job:
        then = _("The network has learned on since you pressed the button; this is about the one from then.")
        st.info(then, icon=":material/history:")
    return job


def _heads() -> tuple[str, ...]:
    return _("format"), _("its answers"), _("what it holds"), _("to run it one needs")


def _results(job: Job) -> None:
    found = measured(job)
    st.html(_table(_heads(), found))
    _progress(job, len(found))
    if not found:
        return
    st.html(measures(found))
    if job.status == "finished":
        st.markdown("\n".join(f"- {sentence}" for sentence in told(found) if sentence))
    if job.over:
        st.caption(
            _(
                "Times: the median over blocks of executions, with one thread, on the computer that serves this page; "
                "the middle half of the blocks lies within the line. Reading: from the file to a network that answers; "
                "for the state_dict, the network is made anew for it. Answers: to batches of {sizes} fresh samples."
            ).format(sizes=", ".join(map(str, BATCH_SIZES)))
        )


def _progress(job: Job, done: int) -> None:
    row = at_work(job)
    text = _("A process of its own starts, with PyTorch in it …")
    if row:
        text = _("{format} is made, read again, compared and timed … ({done} of {all} are done)")
        text = text.format(format=row.title, done=done, all=len(FORMATS))
    waiting = _("Place {place} in the line: only one measurement goes on at a time, so that none disturbs another.")
    jobs.state(job, text, waiting=waiting)


@kept()
def _table(heads: tuple[str, ...], found: tuple[Measured, ...] | None) -> str:
    """Return what each format is, and from when it is being measured on, how far its answers are off."""
    by_name = {each.name: each for each in found or ()}
    rows = [
        (
            f"<b>{html.escape(row.title)}</b>{_mark(by_name.get(name))}<br>{_FILE.format(row.file)}",
            _TEXT.format(html.escape(same(by_name[name]))) if name in by_name else "–",
            _TEXT.format(html.escape(_(row.summary))),
            _TEXT.format(html.escape(_(row.needs))),
        )
        for name, row in FORMATS.items()
    ]
    if found is None:
        return table([(first, *rest) for first, _answers, *rest in rows], (heads[0], *heads[2:]))
    return table(rows, heads)


def _mark(found: Measured | None) -> str:
    return _MARK.format(html.escape(_("deprecated"))) if found and found.deprecated else ""


def _details(asked: Asked, job: Job | None) -> None:
    """Show one format closely: what PyTorch says of it, its file, its code."""
    st.subheader(_("One format closely"), anchor=False)
    row = FORMATS[linked_choice(_("Format"), {name: row.title for name, row in FORMATS.items()}, "format")]
    found = next((each for each in measured(job) if each.name == row.name), None) if job else None
    docs = _("PyTorch on it")
    st.markdown(f"{_(row.summary)} [{docs} ↗]({DOCS}{row.docs})")
    if job is None or found is None:
        _not_yet(asked)
    elif found.words:
        st.warning(_("PyTorch refuses this network, in its own words:"), icon=":material/block:")
        st.code(found.words, language=None, wrap_lines=True)
    else:
        _found(row, found)
        _download(row, job)
    st.caption(_("The code that did it, with random inputs; put the downloaded state_dict.pt beside it."))
    code_panel(script(asked.config, row), f"{row.name}.py", key="format.py", height=400)
    if row.name == "script":
        st.caption(_("Run it as a file: torch.jit.script reads the source of the class from there."))


def _not_yet(asked: Asked) -> None:
    shape = asked.opened.data[0][0].shape
    st.html(
        html.escape(_("The example that a conversion may look at: two samples of the training part,"))
        + f" {chips((2, *shape))}"
    )
    st.caption(_("Its file, what is in it and what PyTorch says of it come with **Convert and measure**."))


def _found(row: Format, found: Measured) -> None:
    if found.deprecated:
        version = torch.__version__.partition("+")[0]
        advice = _("PyTorch {version} advises against it:").format(version=version)
        st.warning("\n".join([advice, "", *(f"- {each}" for each in found.deprecated)]), icon=":material/history:")
    for each in found.doubts:
        doubt = _("While it was traced, PyTorch warned: “{words}” Compare the answers, as above.").format(words=each)
        st.info(doubt, icon=":material/info:")
    for batch in found.compared:
        if batch.difference is None:
            st.warning(_("To a batch of {size} it gives no answer:").format(size=batch.batch_size))
            st.code(batch.words, language=None, wrap_lines=True)
    if found.checked and found.valid:
        st.success(
            _("`onnx.checker` found nothing wrong: {facts}.").format(facts=found.checked), icon=":material/check:"
        )
    elif found.checked:
        st.error(_("`onnx.checker` found a mistake:"), icon=":material/error:")
        st.code(found.checked, language=None, wrap_lines=True)
    st.markdown(_operations(found.operations))


def _operations(names: Sequence[str]) -> str:
    if not names:
        return _("There are no operations in the file, only numbers: what is done with them stands in the code.")
    first = " → ".join(f"`{name}`" for name in names[:MOST_OPERATIONS])
    more = len(names) - MOST_OPERATIONS
    text = _("**{count} operations** are in the file: {names}").format(count=len(names), names=first)
    return text if more <= 0 else text + _(" … and {more} more.").format(more=more)


def _download(row: Format, job: Job) -> None:
    key = f"format file {row.name}"
    save_button(row.file, lambda: file_of(job.work, row), row.file, "application/octet-stream", key=key)

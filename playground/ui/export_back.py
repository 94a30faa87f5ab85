"""A file of weights brought back: looked at in a process of its own, compared with the network, used where it fits."""

import html
from collections.abc import Callable, Mapping
from typing import cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from playground.asking.loading import Asked
from playground.exporting.brought_back import lay_down, taken
from playground.exporting.brought_back_check import Checked, Row
from playground.exporting.brought_back_examples import EXAMPLES
from playground.exporting.brought_back_file import Brought
from playground.exporting.brought_back_used import Judged, Used, used
from playground.jobs import LANES, Job
from playground.runs import Run
from playground.training.scores import SCORES, say_score
from playground.translations import N_, Message, PlaygroundError, _
from playground.ui.failures import error_box, in_words
from playground.ui.jobs import follow, state
from playground.ui.shapes import chips
from playground.ui.tables import table
from playground.ui.visitor import visitor_id

LANE = "uploads"
TYPES = ["pt", "pth", "safetensors", "bin", "ckpt"]
FILE, EXAMPLE = "weights file", "example"
LAST = "brought work"  # (what is read, its work)
KEPT = "brought weights"  # (what was read, the weights in it)
REFUSED = N_("This file cannot be used: {reason}.")
VERDICTS: Mapping[str, str] = {
    "fits": N_("✓ fits"),
    "dtype": N_("✓ fits; {file} becomes {own}"),
    "shape": N_("✗ another shape: it cannot be loaded"),
    "missing": N_("✗ missing in the file: the network has it"),
    "unexpected": N_("✗ unexpected: the network has no such entry"),
}


def show_back(asked: Asked, run: Run | None) -> None:
    """Let a file be brought, and show how it fits the network."""
    st.markdown(
        _("Bring a state_dict, a checkpoint or a safetensors file: does it fit **{model}**, the network above?").format(
            model=type(asked.model).__name__
        )
    )
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        file = st.file_uploader(_("A file of weights"), TYPES, key=FILE)
        st.caption(
            _(
                "It is read in a process of its own with `weights_only=True`, and deleted at once. Whole modules and "
                "programs are refused."
            )
        )
        st.caption(_("Or take one that is made of the network on the spot:"))
        chosen = _examples()
    with right:
        if isinstance(file, UploadedFile):
            brought = _brought(file.file_id, file.getvalue)
        elif chosen:
            brought = _brought(
                f"{chosen} {run.id if run else asked.config.key()} {asked.step}", _example(chosen, asked)
            )
        else:
            _nothing_yet()
            return
        if brought:
            _report(brought, used(asked, brought))


def _examples() -> str:
    """Show the examples; return the name of the chosen one, "" where there is none."""
    titles = {name: _(each.title) for name, each in EXAMPLES.items()}
    chosen = st.pills(
        _("Examples"),
        list(titles),
        format_func=titles.__getitem__,
        key=EXAMPLE,
        label_visibility="collapsed",
        wrap=True,
    )
    st.caption(_(EXAMPLES[chosen].summary) if chosen else "&nbsp;")  # the line keeps its place
    return chosen or ""


def _nothing_yet() -> None:
    """Show what is going to be compared."""
    st.markdown(_("**What is going to happen**"))
    st.markdown(
        "\n".join(
            (
                _("1. What the file is, is told from its contents, not from its name."),
                _("2. Every entry is compared with the network's own: name, shape, dtype."),
                _(
                    "3. Where it fits, the network answers the test part once with its own weights and once with the "
                    "file's."
                ),
            )
        )
    )


def _example(name: str, asked: Asked) -> Callable[[], bytes]:
    def make() -> bytes:
        try:
            return EXAMPLES[name].make(asked)
        except (RuntimeError, ValueError, TypeError, KeyError) as error:  # not of this network
            raise PlaygroundError(
                N_("This example cannot be made of this network: {words}"), words=str(error)
            ) from None

    return make


def _brought(identity: str, contents: Callable[[], bytes]) -> Brought | None:
    """Return the weights in a file when it was read; the reading is begun the first time."""
    kept, brought = st.session_state.get(KEPT, ("", None))
    if kept == identity:
        return cast(Brought, brought)
    job = _job(identity, contents)
    if job is None:
        return None
    if job.status == "finished":
        found = taken(job.lines[-1])
        if found is None:  # another window of this visitor has it
            st.session_state.pop(LAST, None)
            error_box(Message(N_("The file was read already, and is gone. Bring it again.")))
            return None
        st.session_state[KEPT] = (identity, found)
        return found
    if job.status == "failed" and job.message:
        error_box(Message(REFUSED, {"reason": job.message.text()}))
    else:
        follow(LANE, job, lambda now: state(now, _("A process of its own reads it …")))
    return None


def _job(identity: str, contents: Callable[[], bytes]) -> Job | None:
    """Return the reading of a file as it stands."""
    known, work = st.session_state.get(LAST, ("", None))
    found = LANES[LANE].get(work) if work and known == identity else None
    if found is None:
        work = None
        with in_words():
            work = lay_down(visitor_id(), contents())
            LANES[LANE].ask(visitor_id(), work)
        st.session_state[LAST] = (identity, work)
        found = LANES[LANE].get(work) if work else None
    return found


def _report(brought: Brought, result: Used) -> None:
    checked = result.checked
    _verdict(checked)
    where = (
        _("The file is a state_dict.")
        if not brought.key
        else _("The weights lie under the key `{key}`.").format(key=brought.key)
    )
    if brought.key and brought.others:
        others = ", ".join(f"`{name}`" for name in brought.others)
        where += " " + _("Beside it: {others}.").format(others=others)
    st.markdown(_("Format: **{format}**.").format(format=brought.format) + " " + where)
    if checked.prefix:
        code = f'{{name.removeprefix("{checked.prefix}"): tensor for name, tensor in state.items()}}'
        st.info(
            _("All names in the file begin with `{prefix}`. Take that away and load it again:").format(
                prefix=checked.prefix
            )
            + f"\n\n`{code}`",
            icon=":material/lightbulb:",
        )
    _scores(result)
    if checked.words:
        st.caption(_("What `model.load_state_dict(state)` says:"))
        st.code(checked.words, language=None, wrap_lines=True, height=160)
    st.html(table(map(_row, checked.rows), (_("entry"), _("in the file"), _("in the network"))))
    left_out = sum(checked.counts.values()) - len(checked.rows)
    if left_out:
        st.caption(_("… and {count} more.").format(count=f"{left_out:,}"))


def _verdict(checked: Checked) -> None:
    counts = checked.counts
    fit, every = counts["fits"] + counts["dtype"], sum(counts.values())
    if not checked.words:
        st.success(_("All {count} entries fit: the file is loaded.").format(count=every), icon=":material/check:")
        return
    text = _(
        "{fit} of {all} entries fit; missing: {missing}, unexpected: {unexpected}, of another shape: {shape}."
    ).format(fit=fit, all=every, **{name: counts[name] for name in ("missing", "unexpected", "shape")})
    if checked.partly:
        more = _("With `strict=False` the fitting ones are loaded; the others keep the values that they had.")
        st.warning(text + " " + more, icon=":material/rule:")
    else:
        st.error(text + " " + _("The file is not used."), icon=":material/block:")


def _scores(result: Used) -> None:
    """Show how the network does with its own weights and with those of the file."""
    name = _(SCORES[result.score].word)
    rows = [(_("its own weights"), *_judged(result.before, result.score))]
    if result.after:
        theirs = html.escape(_("the weights of the file"))
        rows.append((f"<b>{theirs}</b>", *_judged(result.after, result.score)))
    st.html(table(rows, (_("{count} samples of the test part").format(count=f"{result.samples:,}"), _("loss"), name)))


def _judged(judged: Judged, score: str) -> tuple[str, str]:
    loss = _("not finite") if judged.loss is None else f"{judged.loss:.4f}"
    return loss, say_score(judged.score, score)


def _row(row: Row) -> tuple[str, str, str]:
    said = _(VERDICTS[row.verdict]).format(file=row.file_dtype, own=row.own_dtype)
    bold = said if row.verdict in ("fits", "dtype") else f"<b>{said}</b>"
    return (
        f"<code>{html.escape(row.name)}</code><br><small style='white-space:normal'>{bold}</small>",
        _facts(row.file_shape, row.file_dtype),
        _facts(row.own_shape, row.own_dtype),
    )


def _facts(shape: tuple[int, ...] | None, dtype: str) -> str:
    return "–" if shape is None else f"{chips(shape)} <small>{html.escape(dtype)}</small>"

"""The parts of the page on graphs: the program, what is to be played, the leaves, and the code to take home."""

import html
from collections.abc import Sequence

import streamlit as st
import torch

from playground.autograd.hooks import HOOKS
from playground.autograd.notes import broken_backward, broken_forward, cuts
from playground.autograd.numeric import Comparison
from playground.autograd.plan import wanting
from playground.autograd.played import Choice, Played, comparisons, played
from playground.autograd.presets import GRAPHS
from playground.autograd.records import Node
from playground.autograd.script import script
from playground.autograd.wording import label
from playground.program.outcomes import outcome
from playground.translations import N_, _
from playground.ui import programs
from playground.ui.editor import program_editor, program_text, set_program
from playground.ui.graph import graph_player
from playground.ui.graph_words import brief
from playground.ui.presets import program_presets
from playground.ui.shapes import chips
from playground.ui.stale import stale
from playground.ui.tables import table
from playground.ui.workbench import code_box, seed_field

KEY = "autograd"
CUTS = {
    "detach": N_("Line {line}: `{code}` cuts the path. Backward ends there, although numbers pass."),
    "no_grad": N_("Line {line}: `{code}` was worked out with autograd off. Backward does not pass there."),
    "steps": N_("Line {line}: `{code}` gives whole numbers or yes and no. There is no slope to follow."),
}
STARTS = (N_("all elements, added up"), N_("one element"), N_("what PyTorch does by itself"))


def presets() -> None:
    """Show the programs to start from."""
    program_presets(GRAPHS, KEY)


def program() -> tuple[Played, int, Choice]:
    """Show the editor with what is to be played; return what came of it."""
    source = program_text(KEY, GRAPHS[0].source)
    spot, below = st.container(), st.container()
    with below:
        seed = seed_field(source)
        plain = played(source, seed)
        choice = _choice(plain)
    shown = played(source, seed, choice)
    with spot:
        whole = outcome(source, seed)  # with what comes after its own backward
        program_editor(KEY, line=shown.plan.line, mistake=programs.mistake(whole))
        programs.problem(whole, key=KEY, edit=_write)
        printed = "".join(step.printed for step in whole.trace.steps) if whole.trace else ""
        if printed:
            st.code(printed.rstrip("\n"), language=None)
    with below:
        _notes(shown, explained=whole.explanation is not None)
    return shown, seed, choice


def _write(source: str) -> None:
    set_program(KEY, source)


def _choice(plain: Played) -> Choice:
    """Let the learner say where backward begins, with what, and what hangs in its way."""
    if plain.trace is None or plain.graph is None:
        return Choice()
    root, names = plain.root, list(plain.roots)
    if len(names) > 1:
        picked = st.selectbox(
            _("Backward begins at"), names, names.index(root) if root in names else 0, key=f"root {root} {names}"
        )
        root = picked or root
    start = _start(plain, root)
    hooks: tuple[tuple[str, str], ...] = ()
    box = st.expander(
        _("A hook in the way"),
        expanded="hook" in st.query_params,
        icon=":material/phishing:",
        key=f"{KEY} hook",
        on_change="rerun",
    )
    if box.open:
        with box:
            hooks = _hooks(plain)
    return Choice("" if root == plain.root else root, start, hooks)


def _start(plain: Played, root: str) -> int | None:
    assert plain.trace is not None
    tensor = plain.trace.namespace[root]
    if tensor.numel() == 1 or (plain.plan.gradient and root == plain.plan.root):
        return None
    words = [_(text) for text in STARTS]
    own = 2 if root == plain.plan.root else 0  # a program that calls backward() gets just that
    way = st.selectbox(
        _("{name} has several elements: the gradient of").format(name=root), words, own, key=f"start {root} {own}"
    )
    place = words.index(way) if way in words else 0
    if place == 1:
        return int(st.number_input(_("Which element, counted through"), 0, tensor.numel() - 1, 0, key="element") or 0)
    return -1 if place == 0 else None


def _hooks(plain: Played) -> tuple[tuple[str, str], ...]:
    assert plain.graph is not None
    assert plain.trace is not None
    held = plain.trace.namespace
    names = [node.name for node in plain.graph.nodes if node.kind != "constant" and node.name in held]
    names = list(dict.fromkeys(names))
    one, other = st.columns(2)
    name = one.selectbox(_("On"), names, len(names) // 2, key=f"hooked {names}")
    hook = other.selectbox(_("It makes of the gradient"), list(HOOKS), key="hook", bind="query-params")
    st.code(f"{name}.register_hook(lambda gradient: {hook})", language="python", wrap_lines=True)
    return ((name, hook),) if name and hook else ()


def _notes(shown: Played, *, explained: bool) -> None:
    """Say where paths are cut, where numbers break, and why backward failed, where that is not explained already."""
    trace, graph, back = shown.trace, shown.graph, shown.backward
    if trace is None:
        return
    programs.not_run(shown.outcome)
    for cut in cuts(trace)[:3]:
        st.caption(_(CUTS[cut.reason]).format(line=cut.call.line, code=cut.call.source))
    if graph is None:
        _no_graph(shown)
        return
    if back is None:
        return
    broken = broken_forward(graph)
    if broken is None:
        broken = broken_backward(back)
        words = N_("Going backward, `{code}` (line {line}) is the first node that makes NaN or infinity of numbers.")
    else:
        words = N_("`{code}` (line {line}) is the first that makes NaN or infinity of numbers.")
    if broken is not None:
        st.warning(_(words).format(code=label(graph, broken), line=graph.nodes[broken].line), icon=":material/warning:")
    if back.type and not explained:  # explained as the program's own line would be
        ending = f"{shown.plan.source.rstrip()}\n{shown.root}.backward()\n"
        programs.problem(outcome(ending), key=f"{KEY} backward", edit=_write)


def _no_graph(shown: Played) -> None:
    if shown.outcome.trace is None or shown.outcome.trace.shapes_only is not None or shown.outcome.trace.error:
        return
    st.info(
        _("No tensor here wants a gradient, so PyTorch keeps no graph. Write requires_grad=True where a leaf is made."),
        icon=":material/edit:",
    )
    wished = wanting(str(st.session_state[f"{KEY} text"]))
    if wished is not None:
        text, mended = wished
        st.button(
            programs.plain(text),
            key=f"{KEY} wants",
            icon=":material/build:",
            wrap=True,
            on_click=_write,
            args=(mended,),
        )


def graph(shown: Played, seed: int, choice: Choice) -> tuple[Played, Sequence[Comparison]] | None:
    """Show the graph that is played, of the last program that could be read; return it, with its leaves compared."""
    state = st.session_state
    source = str(state[f"{KEY} text"])
    if shown.graph is not None:
        state[f"{KEY} good"] = (source, seed, choice)
    elif f"{KEY} good" in state and (shown.trace is None or shown.trace.error is not None):
        stale()
        source, seed, choice = state[f"{KEY} good"]
        shown = played(source, seed, choice)
    else:
        st.caption(_("The graph will stand here."))
        return None
    if shown.drawn is not None and shown.drawn.folded is not None:
        st.caption(shown.drawn.folded.text())
    graph_player(source, seed, choice, key=f"{KEY} player", take=_write)
    return shown, comparisons(source, seed, choice)


def leaves(shown: Played, found: Sequence[Comparison]) -> None:
    """Show every named tensor: what autograd thinks of it, and for leaves the gradient from two sources."""
    assert shown.graph is not None
    assert shown.backward is not None
    compared = {each.node: each for each in found}
    after = {moment.node: moment.after for moment in shown.backward.moments}
    named = list({node.name: node for node in shown.graph.nodes if node.name}.values())  # as the name stands at the end
    named.sort(key=lambda node: node.kind != "leaf")
    heads = ("", _("shape"), "requires_grad", "is_leaf", "grad_fn", ".grad", _("finite difference"), _("apart by"))
    st.html(table([_row(node, after.get(node.number), compared.get(node.number)) for node in named[:40]], heads))
    reason = next((each.reason for each in found if each.reason is not None), None)
    if reason is not None:
        st.caption(_("No finite differences: {reason}").format(reason=reason.text()))
    elif found:
        st.caption(
            _(
                "Finite difference: the program is worked out again in float64 with an element moved by ±0.000001; "
                "the change of {root}, divided by 0.000002, is the slope, without any autograd."
            ).format(root=shown.root)
        )


def _row(node: Node, after: torch.Tensor | None, compared: Comparison | None) -> tuple[str, ...]:
    kept = _("None (not kept)") if node.kind == "operation" else "None"
    known = compared is not None and compared.differences is not None and compared.tried
    return (
        f"<b>{programs.code(node.name)}</b>",
        chips(node.shapes[0]) if node.shapes else "",
        str(node.kind != "constant"),
        str(node.kind != "operation"),
        html.escape(node.operation if node.kind == "operation" else "None"),
        programs.code(kept if after is None else brief(after, 44)),
        programs.code(brief(compared.differences, 44)) if known and compared else "",
        f"<span style='white-space:nowrap'>{compared.largest:.1e}</span>" if known and compared else "",
    )


def take_home(shown: Played, seed: int, choice: Choice) -> None:
    """Show the program with its backward, and hooks that print what comes by."""
    code_box(lambda: script(shown, seed, choice), KEY)

"""The gradient traps' own pieces: which trap, the prediction, and what PyTorch really did beside the mended program."""

import html

import streamlit as st

from playground.autograd.traps import THEMES, TRAPS, Theme, TrapRow, telling
from playground.translations import _
from playground.ui import programs
from playground.ui.address import write
from playground.ui.editor import set_program
from playground.ui.follow import follow
from playground.ui.kept import kept
from playground.ui.picked import when_picked
from playground.ui.shapes import chips
from playground.ui.tables import table
from playground.ui.workbench import take_home

TRAP = "gradient_trap"  # in the link
THEME = "theme of traps"
ANSWERS = "gradient trap answers"  # trap → place of the choice that was predicted
FIRST = next(iter(TRAPS))
FORESEEN, SEEN = "✓", "•"


def picker() -> TrapRow:
    """Show the themes, the traps of one, and how many are behind the learner; return the trap to look at."""
    trap = _current()
    theme = next(theme for theme in THEMES if trap in theme.traps)
    themes, traps = follow(THEME, theme.slug), follow(f"traps {theme.slug}", trap.slug)
    titles = {each.slug: _theme_title(each) for each in THEMES}
    labels = {each.slug: f"{_mark(each)} {_(each.title)}" for each in theme.traps}
    with st.container(gap="xsmall"):
        st.pills(
            _("Kind of trap"),
            list(titles),
            format_func=titles.__getitem__,
            key=themes,
            required=True,
            on_change=when_picked(themes, titles, _choose_theme),
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            st.segmented_control(
                _("Trap"),
                list(labels),
                format_func=labels.__getitem__,
                key=traps,
                required=True,
                on_change=when_picked(traps, labels, lambda slug: _go_to(TRAPS[slug])),
                label_visibility="collapsed",
                wrap=True,
            )
            _tally()
    return trap


def _current() -> TrapRow:
    """Return the trap that the link names, else the one that was looked at last.

    Streamlit would bind a choice to the link by its title, which is another one in every language.
    """
    state = st.session_state
    if st.query_params.get(TRAP) in TRAPS:
        state[TRAP] = st.query_params[TRAP]
    slug: str = state.setdefault(TRAP, FIRST)
    if slug != st.query_params.get(TRAP, FIRST):
        st.query_params[TRAP] = slug
    return TRAPS[slug]


def _answers() -> dict[str, int]:
    answers: dict[str, int] = st.session_state.setdefault(ANSWERS, {})
    return answers


def _foreseen(trap: TrapRow) -> bool:
    return _answers().get(trap.slug) == trap.right()


def _mark(trap: TrapRow) -> str:
    if trap.slug not in _answers():
        return ""
    return FORESEEN if _foreseen(trap) else SEEN


def _theme_title(theme: Theme) -> str:
    seen = sum(trap.slug in _answers() for trap in theme.traps)
    return f"{_(theme.title)} {seen}/{len(theme.traps)}" if seen else _(theme.title)


def _choose_theme(slug: str) -> None:
    """Go to the first trap of the theme that was not seen yet."""
    theme = next(theme for theme in THEMES if theme.slug == slug)
    new = [trap for trap in theme.traps if trap.slug not in _answers()]
    _go_to((new or theme.traps)[0])


def _go_to(trap: TrapRow) -> None:
    write(TRAP, trap.slug)


def _tally() -> None:
    answers = _answers()
    foreseen = sum(_foreseen(TRAPS[slug]) for slug in answers)
    st.caption(
        _("{seen} of {all} seen, {foreseen} foreseen").format(seen=len(answers), all=len(TRAPS), foreseen=foreseen),
        width="content",
    )


def card(trap: TrapRow) -> None:
    """Show a trap: the question and the choices; once predicted, what happened and how it is mended."""
    st.markdown(f"##### {_(trap.question)}")
    answer = _answers().get(trap.slug)
    if answer is None:
        _predict(trap)
    else:
        _verdict(trap, answer)
        _both(trap)
        _onward(trap)


def _predict(trap: TrapRow) -> None:
    code, ask = st.columns([1.35, 1], gap="medium")
    with code:
        st.code(trap.falls, language="python", line_numbers=True, wrap_lines=True)
    texts = [_(choice.text) for choice in trap.choices]
    with ask:
        place = st.radio(
            _("What do you predict?"),
            list(range(len(texts))),
            index=None,
            format_func=texts.__getitem__,
            key=f"prediction {trap.slug}",
            persist_state="page",
        )
        st.button(
            _("Run it"),
            type="primary",
            icon=":material/play_arrow:",
            key="run it",
            disabled=place is None,
            help=_("First choose what you predict.") if place is None else None,
            on_click=_answer,
            args=(trap, place),
        )


def _answer(trap: TrapRow, place: int | None) -> None:
    if place is not None:
        _answers()[trap.slug] = place


def _forget(trap: TrapRow) -> None:
    _answers().pop(trap.slug, None)
    st.session_state.pop(f"prediction {trap.slug}", None)


def _verdict(trap: TrapRow, answer: int) -> None:
    said, right = _(trap.choices[answer].text), _(trap.choices[trap.right()].text)
    if _foreseen(trap):
        st.success(_("You foresaw it: {said}.").format(said=said), icon=":material/check:")
    else:
        text = _("You predicted {said}. What happens: {right}. Many fall in here; see why.")
        st.info(text.format(said=said, right=right), icon=":material/lightbulb:")


def _both(trap: TrapRow) -> None:
    falls, mended = st.columns(2, gap="medium")
    with falls, st.container(border=True, gap="xsmall"):
        st.markdown("##### :red[✗] " + _("The trap"))
        _ran(trap.falls, _(trap.why), "falls")
    with mended, st.container(border=True, gap="xsmall"):
        st.markdown("##### :green[✓] " + _("Mended"))
        _ran(trap.mended, _(trap.mending), "mended")
        if trap.also:
            st.caption(_(trap.also.title))
            st.code(trap.also.code, language="python", wrap_lines=True)


def _ran(source: str, explained: str, key: str) -> None:
    """Show a program with what it told, word for word, why, and the tensors at its end."""
    told = telling(source)
    st.code(source, language="python", line_numbers=True, wrap_lines=True)
    if told.printed:
        st.caption(_("It prints:"))
        st.code(told.printed, language=None)
    for warning in told.warnings:
        st.caption(":orange[⚠] " + _("PyTorch warns:"))
        st.code(warning, language=None, wrap_lines=True)
    if told.error:
        st.caption(":red[✗] " + _("PyTorch says, in line {line}:").format(line=told.error.span.line))
        st.code(f"{told.error.type}: {told.error.message}", language=None, wrap_lines=True)
    st.markdown(explained)
    if told.endings:
        st.html(_endings(source))
    if st.button(_("Open in the scratch pad"), icon=":material/edit:", key=f"{key} scratch", type="tertiary"):
        open_in_scratch_pad(source)


def open_in_scratch_pad(source: str) -> None:
    """Go to the scratch pad with a program in it."""
    set_program("program", source)
    st.switch_page("../pages/program.py")


@kept()
def _endings(source: str) -> str:
    """Return the tensors at the end of a program as an HTML table."""
    rows = []
    for ending in telling(source).endings:
        value = ending.value
        kind = html.escape(value.grad_fn) if value.grad_fn else _("leaf") if value.requires_grad else _("not followed")
        grad = programs.code(ending.grad) if ending.grad else "–"
        rows.append(
            (programs.code(ending.name), chips(value.shape), programs.code(ending.shown), f"<b>{grad}</b>", kind)
        )
    return table(rows, (_("at the end"), _("shape"), _("value"), "grad", "grad_fn"))


def _onward(trap: TrapRow) -> None:
    """Show the way to the next trap that was not seen yet, and back to the question."""
    traps = list(TRAPS.values())
    place = traps.index(trap)
    others = traps[place + 1 :] + traps[:place]
    following = next((each for each in others if each.slug not in _answers()), others[0])
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Next: {title}").format(title=_(following.title)),
            type="primary",
            icon=":material/arrow_forward:",
            key="next trap",
            on_click=_go_to,
            args=(following,),
        )
        st.button(_("Predict again"), icon=":material/replay:", key="again", on_click=_forget, args=(trap,))


def home(trap: TrapRow) -> None:
    """Show the program to take home: the mended one, once the trap has been seen."""
    take_home(trap.mended if trap.slug in _answers() else trap.falls, 0, trap.slug)

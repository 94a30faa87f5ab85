"""Why a program failed, in words for a learner: which axes clash, what was expected, and edits that mend it.

PyTorch's own message is shown beside an explanation, never replaced by it. Each edit was run before it is offered.
"""

from playground.program.explain.joining import operands_text
from playground.program.explain.mistake import Mistake
from playground.program.explain.programs import explain_refused
from playground.program.explain.records import KINDS, Clash, Edit, Explanation, Finding
from playground.program.explain.rules import COMPILED
from playground.program.explain.trying import working
from playground.program.records import Call, ProgramError, RunError
from playground.translations import N_, Message

__all__ = ["KINDS", "Clash", "Edit", "Explanation", "explain"]


def explain(
    error: RunError | ProgramError, call: Call | None = None, *, source: str | None = None, seed: int = 0
) -> Explanation:
    """Return why a program failed and edits that mend it.

    Args:
        error: A trace's error, or what `check` raised.
        call: The operation that failed, if one did: the trace's `failed`.
        source: The program, where the error does not carry it.
        seed: What the program's random numbers were drawn with.
    """
    if isinstance(error, ProgramError):
        return _refused(error, source or "", seed)
    if error.refusal is not None:
        return Explanation("refused", error.refusal)
    try:
        mistake = Mistake(error, call, seed)
    except Exception:  # noqa: BLE001 - an explanation is an extra: it never hides the error that it is about
        return Explanation("other", Message(N_("{code} could not be done."), {"code": error.span.text}))
    found = _found(mistake)
    if found is None:
        return Explanation("other", _general(mistake))
    try:
        edits = working(mistake, found.candidates)
    except Exception:  # noqa: BLE001 - as above
        edits = ()
    edits = tuple(Edit(_plain(edit.label), edit.source) for edit in edits)
    return Explanation(found.kind, _plain(found.message), found.clashes, edits)


def _plain(message: Message) -> Message:
    """Return a message whose values are texts and numbers, so that it can be kept as JSON."""
    values = {name: value if isinstance(value, int) else str(value) for name, value in message.values.items()}
    return Message(message.template, values)


def _refused(error: ProgramError, source: str, seed: int) -> Explanation:
    try:
        return explain_refused(error, source, seed)
    except Exception:  # noqa: BLE001 - as above
        return Explanation("refused", error.message)


def _found(mistake: Mistake) -> Finding | None:
    """Return what the first rule says that finds something."""
    for pattern, rule in COMPILED:
        match = pattern.search(mistake.error.message)
        if match is None:
            continue
        try:
            found = rule(mistake, match)
        except Exception:  # noqa: BLE001 - as above
            found = None
        if found is not None:
            return found
    return None


def _general(mistake: Mistake) -> Message:
    if mistake.operands:
        template = N_("{code} could not be done with {operands}.")
        return Message(template, {"code": mistake.said, "operands": operands_text(mistake)})
    return Message(N_("{code} could not be done."), {"code": mistake.said})

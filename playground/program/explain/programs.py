"""Programs that are not accepted: what `check` refused, and what would be accepted."""

import ast
import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from playground.program.explain.arguments import ALIASES
from playground.program.explain.code import Code, Lines
from playground.program.explain.edits import USE
from playground.program.explain.reading import readable
from playground.program.explain.records import Candidate, Change, Explanation
from playground.program.explain.trying import LIMITS, offered
from playground.program.functions import FUNCTIONS
from playground.program.members import (
    ATTRIBUTE_NAMES,
    CALLABLES,
    CONSTANTS,
    CONTEXTS,
    KEYWORDS,
    METHOD_NAMES,
)
from playground.program.records import ProgramError
from playground.program.refusals import CALLED, closest
from playground.program.running import run
from playground.translations import N_, Message

# What programs elsewhere call a module, and how other languages write Python's constants
NAMES: Mapping[str, str] = {
    "F": "torch.nn.functional",
    "functional": "torch.nn.functional",
    "nn": "torch.nn",
    "linalg": "torch.linalg",
    "pt": "torch",
    "th": "torch",
    "numpy": "np",
    "true": "True",
    "false": "False",
    "none": "None",
    "null": "None",
    "nan": "torch.nan",
    "inf": "torch.inf",
    "pi": "torch.pi",
}
PLACES = ("torch", "torch.nn.functional", "torch.linalg")
CALL = N_("Call it: {code}")
READ = N_("Read it without brackets: {code}")

IMPORTS = (ast.Import, ast.ImportFrom)

Found = tuple[str, Message, Iterable[Candidate | None]]


def explain_refused(error: ProgramError, source: str, seed: int) -> Explanation:
    """Return what a refused program asked for, and edits after which it is accepted."""
    text = error.source or source
    try:
        code = Code(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found: Found = ("refused", error.message, readable(error, text))
        last, node = error.line, None
    else:
        node = code.node(error.span) if error.span else None
        found = _found(error, code, node)
        last = code.last_line(node) if node is not None else error.line
    kind, message, candidates = found
    lines, count = Lines(text), text.count("\n")

    def works(edited: str) -> bool:
        return _accepted(edited, last + edited.count("\n") - count, seed, isinstance(node, IMPORTS))

    edits = offered(text, candidates, works, lambda changes: _lines(lines, changes))
    return Explanation(kind, message, (), edits)


def _accepted(source: str, last: int, seed: int, step: bool) -> bool:
    """Tell whether a program is accepted and runs beyond its line `last`; `step`: whether it is refused only later."""
    try:
        trace = run(source, seed=seed, limits=LIMITS)
    except ProgramError as error:
        return step and error.line > last
    except Exception:  # noqa: BLE001 - worse
        return False
    return trace.error is None or trace.error.span.line > last


def _lines(lines: Lines, changes: Sequence[Change]) -> tuple[int, int]:
    """Return where the lines stand that are changed."""
    starts, end = lines.starts[:-1] or [0], lines.starts[-1]
    first = max(start for start in starts if start <= changes[0].start or start == 0)
    return first, next((start for start in lines.starts if start >= changes[-1].end and start > first), end)


def _found(error: ProgramError, code: Code, node: ast.AST | None) -> Found:
    parent = code.parents.get(node) if node is not None else None
    match node:
        case ast.Import() | ast.ImportFrom():
            return "refused", error.message, _without_imports(code)
        case ast.Name(name, ast.Load()) if isinstance(parent, ast.Call) and parent.func is node:
            return _called(error, code, node, parent)
        case ast.Name(name, ast.Load()):
            return "name", error.message, _other_name(code, name)
        case ast.Attribute(_, name, ast.Load()) if "__" not in name:
            return "name", error.message, _other_attribute(code, node)
        case ast.expr() if isinstance(parent, ast.keyword):
            return "argument", error.message, _other_keyword(code, parent)
        case _:
            return "refused", error.message, _rewritten(code, node)


def _put(code: Code, node: ast.AST, text: str, label: str = USE) -> Candidate:
    return Candidate(label, (Change(*code.place(node), text),))


def near(name: str, known: Iterable[str], count: int = 2, cutoff: float = 0.6) -> list[str]:
    """Return the names that are closest to one: those that are almost as close as the closest."""
    choices = sorted(known)
    same = [each for each in choices if each.lower() == name.lower() and each != name]
    close = difflib.get_close_matches(name, choices, count, cutoff)
    likeness = [difflib.SequenceMatcher(None, name, each).ratio() for each in close]
    best = [each for each, ratio in zip(close, likeness, strict=True) if ratio > likeness[0] - 0.08]
    return list(dict.fromkeys([*same, *best]))[:count]


def _without_imports(code: Code) -> Iterator[Candidate]:
    """Leave out every import, and write in full what was imported under a short name."""
    changes, names = list[Change](), dict[str, str]()
    for node in code.walk(ast.stmt):
        if isinstance(node, ast.Import):
            names |= {each.asname or each.name: each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
        else:
            continue
        start, end = code.place(node)
        rest = re.match(r"[ \t]*(;[ \t]*|\r?\n)?", code.text[end:])
        changes.append(Change(start, end + (rest.end() if rest else 0), ""))
    names = {name: _ours(full) for name, full in names.items() if name != _ours(full)}
    changes += [Change(*code.place(node), names[node.id]) for node in code.walk(ast.Name) if node.id in names]
    yield Candidate(N_("Leave out the import"), tuple(changes))


def _ours(name: str) -> str:
    return "np" + name.removeprefix("numpy") if name.split(".")[0] == "numpy" else name


def _bound(code: Code) -> set[str]:
    return {each.id for each in code.walk(ast.Name) if isinstance(each.ctx, ast.Store)}


def _called(error: ProgramError, code: Code, node: ast.Name, call: ast.Call) -> Found:
    """A name with brackets that is no function."""
    name = node.id
    if name in _bound(code):
        inside = ", ".join(code.source(each) for each in call.args)
        candidates = [_put(code, call, f"{name}[{inside}]" if inside else name)]
        return "name", Message(CALLED, {"name": name, "code": f"{name}[{inside or '…'}]"}), candidates
    return "name", error.message, [_put(code, node, each) for each in _elsewhere(f"torch.{name}", CALLABLES)]


def _other_name(code: Code, name: str) -> Iterator[Candidate]:
    """Replace a name that is unknown, wherever it stands."""
    everywhere = [each for each in code.walk(ast.Name) if each.id == name and isinstance(each.ctx, ast.Load)]
    known = [NAMES[name]] if name in NAMES else [f"torch.{name}"] if f"torch.{name}" in CONSTANTS else []
    for choice in (*known, *near(name, _bound(code), 3, 0.5)):
        yield Candidate(USE, tuple(Change(*code.place(each), choice) for each in everywhere))


def _other_attribute(code: Code, node: ast.Attribute) -> Iterator[Candidate]:
    """A member that is called and should not be, or the other way round, or does not exist."""
    full, end, parent = code.source(node), code.place(node)[1], code.parents.get(node)
    call = parent if isinstance(parent, ast.Call) and parent.func is node else None
    root = full.split(".")[0]
    if root in NAMES and root not in _bound(code):
        yield from _other_name(code, root)
    elif not re.fullmatch(r"(torch|np)(\.\w+)+", full):
        yield from _other_member(code, node, call)
    elif call is None:
        if full in CALLABLES:
            yield Candidate(CALL, (Change(end, end, "()"),))
        yield from (_put(code, node, each) for each in _elsewhere(full, {**CONSTANTS, **CALLABLES}))
    else:
        if full in CONSTANTS:
            yield Candidate(READ, (Change(end, code.place(call)[1], ""),))
        yield from (_put(code, node, each) for each in _elsewhere(full, {**CALLABLES, **CONTEXTS}))


def _elsewhere(full: str, known: Collection[str]) -> list[str]:
    """Return where else a function lives, and the names closest to it."""
    short = full.rpartition(".")[2]
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", short).lower()
    same = [f"{place}.{name}" for name in (short, short.lower(), snake) for place in PLACES]
    found = [each for each in dict.fromkeys(same) if each in known]
    return found or closest(full, known, 2)


def _other_member(code: Code, node: ast.Attribute, call: ast.Call | None) -> Iterator[Candidate]:
    name, end = node.attr, code.place(node)[1]
    start = end - len(name)
    if call is None:
        if name in METHOD_NAMES:
            yield Candidate(CALL, (Change(end, end, "()"),))
        yield from (Candidate(USE, (Change(start, end, each),)) for each in near(name, ATTRIBUTE_NAMES))
        yield from (Candidate(USE, (Change(start, end, f"{each}()"),)) for each in near(name, METHOD_NAMES, 1, 0.8))
        return
    last = code.place(call)[1]
    if name in ATTRIBUTE_NAMES and call.args:
        yield Candidate(READ, (Change(end, end + 1, "["), Change(last - 1, last, "]")))
    if name in ATTRIBUTE_NAMES:
        yield Candidate(READ, (Change(end, last, ""),))
    if name == "cuda":
        yield Candidate(N_("Stay on the CPU: {code}"), (Change(start - 1, last, ""),))
    yield from _as_function(code, node, call)
    yield from (Candidate(USE, (Change(start, end, each),)) for each in near(name, METHOD_NAMES))
    yield from (Candidate(USE, (Change(start, last, each),)) for each in near(name, ATTRIBUTE_NAMES, 1, 0.8))


def _as_function(code: Code, node: ast.Attribute, call: ast.Call) -> Iterator[Candidate]:
    """`A.cat(B)` is not there, but `torch.cat([A, B])` is."""
    inside = [code.source(each) for each in (node.value, *call.args)]
    named = [code.source(each) for each in call.keywords]
    for place in PLACES:
        row = FUNCTIONS.get(f"{place}.{node.attr}")
        if row is not None and not row.method:
            given = [f"[{', '.join(inside)}]"] if row.category == "joining" else inside
            yield _put(code, call, f"{row.name}({', '.join([*given, *named])})")


def _other_keyword(code: Code, keyword: ast.keyword) -> Iterator[Candidate]:
    """An argument by a name that no function takes."""
    start, name, call = code.place(keyword)[0], keyword.arg or "", code.parents.get(keyword)
    for each in dict.fromkeys([*([ALIASES[name]] if name in ALIASES else []), *near(name, KEYWORDS, 3)]):
        yield Candidate(USE, (Change(start, start + len(name), each),))
    if isinstance(call, ast.Call):
        kept = [code.source(each) for each in (*call.args, *call.keywords) if each is not keyword]
        yield _put(code, call, f"{code.source(call.func)}({', '.join(kept)})", N_("Leave it out: {code}"))


def _rewritten(code: Code, node: ast.AST | None) -> Iterator[Candidate]:
    """Other things that a program here does differently."""
    match node:
        case ast.JoinedStr(parts):
            inner = [code.source(each.value) for each in parts if isinstance(each, ast.FormattedValue)]
            if inner:
                yield _put(code, node, ", ".join(inner))
        case ast.GeneratorExp():
            text, (start, _) = code.source(node), code.place(node)
            shared = text.startswith("(") and code.text[start - 1 : start].isidentifier()  # with those of the call
            yield _put(code, node, f"([{text[1:-1]}])" if shared else f"[{text[1:-1]}]")
        case ast.Constant(str() as text) if f"torch.{text}" in CONSTANTS:
            yield _put(code, node, f"torch.{text}")
        case ast.Constant(str() as text) if re.fullmatch(r"-?\d+(\.\d*)?", text):
            yield _put(code, node, text)
        case ast.Delete() | ast.Assert() | ast.Global():
            yield _put(code, node, "pass", N_("Leave out the line"))

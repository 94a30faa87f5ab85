"""Linear algebra: square, invertible, and index notation."""

import re
from collections.abc import Iterator

from playground.program.explain.broadcasting import both
from playground.program.explain.edits import USE, after, argument, instead, turned, whole
from playground.program.explain.matrices import transposed
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Clash, Finding
from playground.translations import N_, Message

PSEUDO = N_("Use the pseudoinverse: {code}")


def singular(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A matrix that has no inverse."""
    if not m.operands or (node := m.operand_node(0)) is None:
        return None
    template = N_(
        "{name} with shape {shape} is singular: one of its rows is a combination of the others, its determinant is 0. "
        "Such a matrix has no inverse."
    )
    text = m.code.wrapped(node)
    candidates = list(_pseudo(m, text))
    size = m.shapes[0][-1]
    candidates.append(instead(m, 0, f"{text} + 0.01 * torch.eye({size})", N_("Add a little to the diagonal: {code}")))
    return Finding("other", Message(template, {"name": m.name(0), "shape": m.shapes[0]}), (), candidates)


def _pseudo(m: Mistake, text: str) -> Iterator[Candidate | None]:
    if m.function.endswith(("inv", "inverse")):
        yield whole(m, f"torch.linalg.pinv({text})", PSEUDO)
    if m.function.endswith("solve") and len(m.operands) == 2 and (other := m.operand_node(1)) is not None:
        yield whole(m, f"torch.linalg.pinv({text}) @ {m.code.wrapped(other)}", PSEUDO)


def not_square(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A matrix with more rows than columns, or fewer."""
    if not m.operands or len(m.shapes[0]) < 2 or (node := m.operand_node(0)) is None:
        return None
    shape, text = m.shapes[0], m.code.wrapped(node)
    template = N_(
        "{name} has shape {shape}. {function} wants a square matrix: its last two axes, {n} and {m}, must be equal."
    )
    values = {"name": m.name(0), "shape": shape, "function": m.function, "n": shape[-2], "m": shape[-1]}
    clashes = (Clash(0, len(shape) - 2), Clash(0, len(shape) - 1))
    square = instead(m, 0, f"{text} @ {text}.mT", N_("Make it square: {code}"))
    return Finding("shape", Message(template, values), clashes, [*_pseudo(m, text), square])


def solved(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A right side with another number of rows than the matrix."""
    if len(m.operands) < 2 or len(m.shapes[0]) < 2 or not m.shapes[1]:
        return None
    a, b = m.shapes[:2]
    axis = len(b) - 2 if len(b) > 1 else 0
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. The equation {a} x = {b} wants as many rows on both "
        "sides: axis {i} of {a} is {n} long, axis {j} of {b} is {m} long."
    )
    values = both(m, 0, 1) | {"i": len(a) - 2, "j": axis, "n": a[-2], "m": b[axis]}
    candidates = [turned(m, 1) if len(b) == 2 and transposed(b)[0] == a[-2] else None]
    candidates.append(after(m, 1, f"[:{a[-2]}]") if b[axis] > a[-2] and axis == 0 else None)
    return Finding("shape", Message(template, values), (Clash(0, len(a) - 2), Clash(1, axis)), candidates)


def not_positive(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A matrix that cholesky cannot take apart."""
    if not m.operands or (node := m.operand_node(0)) is None:
        return None
    template = N_(
        "{name} with shape {shape} is not positive-definite: not all of its eigenvalues are above 0. Only then is "
        "there a Cholesky decomposition."
    )
    text = m.code.wrapped(node)
    candidates = [instead(m, 0, f"{text} @ {text}.mT", N_("Make it positive-definite: {code}"))]
    return Finding("other", Message(template, {"name": m.name(0), "shape": m.shapes[0]}), (), candidates)


def subscripts(m: Mistake, match: re.Match[str]) -> Finding | None:
    """einsum: a letter that stands for axes of different lengths."""
    setting = m.setting("0", "equation")
    if setting is None:
        return None
    letter = match[1]
    terms = [term.strip() for term in setting[1].strip("'\"").split("->")[0].split(",")]
    found = [
        (place, term.index(letter)) for place, term in enumerate(terms) if letter in term and place < len(m.operands)
    ]
    found = [(place, axis) for place, axis in found if axis < len(m.shapes[place])]
    lengths = ", ".join(f"{m.name(place)}: {m.shapes[place][axis]}" for place, axis in found)
    template = N_(
        "The letter {letter} stands for axes of different lengths ({lengths}). The same letter means the same axis, so "
        "they must be equally long."
    )
    clashes = tuple(Clash(place, axis) for place, axis in found)
    message = Message(template, {"letter": letter, "lengths": lengths})
    candidates = [turned(m, k) for k in range(len(m.operands) - 1, -1, -1) if len(m.shapes[k]) == 2]
    return Finding("shape", message, clashes, [*candidates, _turned_term(m, setting, terms, match)])


def _turned_term(m: Mistake, setting: tuple[str, str], terms: list[str], match: re.Match[str]) -> Candidate | None:
    """Exchange the two letters of the operand that does not fit."""
    place = int(match[2]) if match[2] and int(match[2]) < len(terms) else len(terms) - 1
    if len(terms[place]) != 2:
        return None
    turned = [term[::-1] if k == place else term for k, term in enumerate(terms)]
    equation = setting[1].strip("'\"")
    text = ",".join(turned) + equation[equation.find("->") :] if "->" in equation else ",".join(turned)
    return argument(m, setting[0], f'"{text}"', USE)


def number_of_letters(m: Mistake, match: re.Match[str]) -> Finding | None:
    """einsum: other letters than axes."""
    setting, place = m.setting("0", "equation"), int(match[3])
    if setting is None or place >= len(m.operands):
        return None
    template = N_(
        "{name} has shape {shape}, that is {count} axes, but the equation gives it {letters} letters: one for each "
        "axis."
    )
    values = {"name": m.name(place), "shape": m.shapes[place], "count": int(match[2]), "letters": int(match[1])}
    equation = setting[1].strip("'\"")
    dots = "->".join(",".join("..." + term.strip() for term in side.split(",")) for side in equation.split("->"))
    label = N_("Let ... stand for the other axes: {code}")
    return Finding("shape", Message(template, values), (), [argument(m, setting[0], f'"{dots}"', label)])


def of_three(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """The cross product of what does not have three coordinates."""
    if not m.operands:
        return None
    template = N_("{operands}: the cross product exists only for vectors with 3 coordinates, along an axis 3 long.")
    text = ", ".join(f"{m.name(place)} {m.shapes[place]}" for place in range(len(m.operands)))
    clashes = tuple(Clash(place, len(shape) - 1) for place, shape in enumerate(m.shapes) if shape)
    return Finding("shape", Message(template, {"operands": text}), clashes)


def contracted(m: Mistake, match: re.Match[str]) -> Finding | None:
    """tensordot over axes of different lengths."""
    if len(m.operands) < 2:
        return None
    n, i, k, j = (int(number) for number in match.groups())
    i, j = i % len(m.shapes[0]), j % len(m.shapes[1])
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. Summed over together, axis {i} of {a} ({n}) and axis {j} "
        "of {b} ({m}) must be equally long."
    )
    message = Message(template, both(m, 0, 1) | {"i": i, "j": j, "n": n, "m": k})
    candidates = [turned(m, place) for place in (1, 0) if len(m.shapes[place]) == 2]
    return Finding("shape", message, (Clash(0, i), Clash(1, j)), candidates)

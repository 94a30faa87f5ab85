"""Formulas in Python notation as MathML, which browsers draw: with symbols, or with places for numbers."""

import ast
from collections.abc import Callable, Mapping
from functools import partial

Leaf = Callable[[str], str]

_GREEK = {
    "beta": "β",
    "eta": "η",
    "alpha": "α",
    "rho": "ρ",
    "mu": "μ",
    "eps": "ε",
    "lambd": "λ",
}
_BEFORE = "<mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow>"
_SPECIAL = {
    "w": f"<msub><mi>w</mi>{_BEFORE}</msub>",
    "w_next": "<msub><mi>w</mi><mi>t</mi></msub>",
    "g": "<msub><mi>g</mi><mi>t</mi></msub>",
    "t": "<mi>t</mi>",
    "rho_inf": "<msub><mi>ρ</mi><mn>∞</mn></msub>",
    "mu_next": "<msub><mi>μ</mi><mrow><mi>t</mi><mo>+</mo><mn>1</mn></mrow></msub>",
    "lr_now": "<msub><mtext>lr</mtext><mi>t</mi></msub>",
}
# How tightly signs bind; what binds less within what binds more needs brackets
_STRENGTH: Mapping[type[ast.AST], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 4, ast.Pow: 3}
_SIGNS: Mapping[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "⋅",
    ast.Gt: "&gt;",
    ast.Lt: "&lt;",
    ast.Eq: "=",
}
_ATOM = 5


def symbol(name: str, setting: bool = False) -> str:
    """Return a name as a mathematical symbol; settings keep the names that they have in PyTorch."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    base, _, kind = name.partition("_")
    stem, digits = base.rstrip("12"), base[len(base.rstrip("12")) :]
    if setting and stem not in _GREEK:
        return f"<mtext>{name}</mtext>"
    sign = f"<mi>{_GREEK.get(stem, stem)}</mi>"
    if digits:
        return f"<msub>{sign}<mn>{digits}</mn></msub>"
    if setting:
        return sign
    if kind == "hat":
        sign = f"<mover accent='true'>{sign}<mo>^</mo></mover>"
    return f"<msub>{sign}{_BEFORE if kind == 'prev' else '<mi>t</mi>'}</msub>"


def mathml(formula: ast.expr, leaf: Leaf) -> str:
    """Return a formula as MathML; `leaf` gives what stands for a name."""
    return _drawn(formula, leaf)[0]


def _drawn(formula: ast.expr, leaf: Leaf) -> tuple[str, int]:
    """Return MathML, and how tightly it holds together."""
    draw = partial(_drawn, leaf=leaf)
    match formula:
        case ast.Constant(value=float() | int() as number):
            return f"<mn>{number}</mn>", _ATOM
        case ast.Name(id=name):
            return leaf(name), _ATOM
        case ast.UnaryOp(operand=operand):
            return f"<mrow><mo>−</mo>{_within(draw(operand), 2)}</mrow>", 1
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return f"<mfrac><mrow>{draw(left)[0]}</mrow><mrow>{draw(right)[0]}</mrow></mfrac>", _STRENGTH[ast.Div]
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"<msup>{_within(draw(left), _ATOM)}<mrow>{draw(right)[0]}</mrow></msup>", _STRENGTH[ast.Pow]
        case ast.BinOp(left=left, op=sign, right=right):
            strength = _STRENGTH[type(sign)]
            right_side = _within(draw(right), strength + isinstance(sign, ast.Sub))
            return f"<mrow>{_within(draw(left), strength)}<mo>{_SIGNS[type(sign)]}</mo>{right_side}</mrow>", strength
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return f"<mrow>{draw(left)[0]}<mo>{_SIGNS[type(sign)]}</mo>{draw(right)[0]}</mrow>", 0
        case ast.IfExp():
            return _cases(formula, leaf), _ATOM
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument]):
            return f"<msqrt>{draw(argument)[0]}</msqrt>", _ATOM
        case ast.Call(func=ast.Name(id="abs"), args=[argument]):
            return f"<mrow><mo>|</mo>{draw(argument)[0]}<mo>|</mo></mrow>", _ATOM
        case ast.Call(func=ast.Name(id=name), args=arguments):
            inner = "<mo>,</mo>".join(draw(each)[0] for each in arguments)
            return f"<mrow><mtext>{name}</mtext><mo>(</mo>{inner}<mo>)</mo></mrow>", _ATOM
    raise TypeError(ast.dump(formula))


def _within(drawn: tuple[str, int], strength: int) -> str:
    text, own = drawn
    return text if own >= strength else f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"


def _cases(formula: ast.expr, leaf: Leaf) -> str:
    """Return ``a if p else b if q else c`` with a brace: a line for each, and when it counts."""
    rows = []
    while isinstance(formula, ast.IfExp):
        rows.append(f"<mtr><mtd>{_drawn(formula.body, leaf)[0]}</mtd><mtd>{_drawn(formula.test, leaf)[0]}</mtd></mtr>")
        formula = formula.orelse
    rows.append(f"<mtr><mtd>{_drawn(formula, leaf)[0]}</mtd><mtd></mtd></mtr>")
    return f"<mrow><mo stretchy='true'>{{</mo><mtable columnalign='left left'>{''.join(rows)}</mtable></mrow>"

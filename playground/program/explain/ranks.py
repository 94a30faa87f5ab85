"""How many axes a function wants its tensors to have."""

import re
from collections.abc import Iterator, Mapping

from playground.program.explain.edits import AXIS, TRANSPOSE, after, called, operator, several, swapped, whole
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Finding
from playground.translations import N_, Message

MANY = 99

EXACT = N_("{name} has shape {shape}: it is {count}-D. {function} wants a {least}-D tensor there.")
LEAST = N_("{name} has shape {shape}: it is {count}-D. {function} wants a tensor there that is at least {least}-D.")
MOST = N_("{name} has shape {shape}: it is {count}-D. {function} wants a tensor there that is at most {most}-D.")
BETWEEN = N_("{name} has shape {shape}: it is {count}-D. {function} wants a {least}-D or {most}-D tensor there.")

# How many axes each operand may have: the least and the most
AXES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "torch.mm": ((2, 2), (2, 2)),
    "torch.mv": ((2, 2), (1, 1)),
    "torch.dot": ((1, 1), (1, 1)),
    "torch.bmm": ((3, 3), (3, 3)),
    "torch.matmul": ((1, MANY), (1, MANY)),
    "torch.addmm": ((0, 2), (2, 2), (2, 2)),
    "torch.addmv": ((0, 1), (2, 2), (1, 1)),
    "torch.baddbmm": ((0, 3), (3, 3), (3, 3)),
    "torch.outer": ((1, 1), (1, 1)),
    "torch.cdist": ((2, MANY), (2, MANY)),
    "torch.cartesian_prod": ((1, 1), (1, 1), (1, 1)),
    "torch.repeat_interleave": ((0, MANY), (0, 1)),
    "torch.Tensor.fill_": ((0, MANY), (0, 0)),
    "torch.Tensor.masked_fill": ((0, MANY), (0, MANY), (0, 0)),
    "torch.Tensor.masked_fill_": ((0, MANY), (0, MANY), (0, 0)),
    "torch.trace": ((2, 2),),
    "torch.t": ((0, 2),),
    "torch.Tensor.t_": ((0, 2),),
    "torch.Tensor.mT": ((2, MANY),),
    "torch.diag": ((1, 2),),
    "torch.tril": ((2, MANY),),
    "torch.triu": ((2, MANY),),
    "torch.fliplr": ((2, MANY),),
    "torch.flipud": ((1, MANY),),
    "torch.multinomial": ((1, 2),),
    "torch.linalg.det": ((2, MANY),),
    "torch.det": ((2, MANY),),
    "torch.linalg.slogdet": ((2, MANY),),
    "torch.linalg.inv": ((2, MANY),),
    "torch.inverse": ((2, MANY),),
    "torch.linalg.pinv": ((2, MANY),),
    "torch.linalg.solve": ((2, MANY), (1, MANY)),
    "torch.linalg.lstsq": ((2, MANY), (1, MANY)),
    "torch.linalg.matrix_norm": ((2, MANY),),
    "torch.linalg.matrix_rank": ((2, MANY),),
    "torch.linalg.eigh": ((2, MANY),),
    "torch.linalg.eigvalsh": ((2, MANY),),
    "torch.linalg.qr": ((2, MANY),),
    "torch.linalg.svd": ((2, MANY),),
    "torch.linalg.svdvals": ((2, MANY),),
    "torch.linalg.cholesky": ((2, MANY),),
    "torch.matrix_power": ((2, MANY),),
    "torch.nn.functional.conv1d": ((2, 3), (3, 3)),
    "torch.nn.functional.conv2d": ((3, 4), (4, 4)),
    "torch.nn.functional.max_pool2d": ((3, 4),),
    "torch.nn.functional.avg_pool2d": ((3, 4),),
}
WIDER = {
    "torch.mm": "torch.matmul",
    "torch.mv": "torch.matmul",
    "torch.bmm": "torch.matmul",
    "torch.dot": "torch.matmul",
}


def number_of_axes(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """An operand with too many or too few axes for the function."""
    for place, (least, most) in enumerate(AXES.get(m.row, ())[: len(m.operands)]):
        shape = m.shapes[place]
        if not least <= len(shape) <= most:
            break
    else:
        return None
    template = EXACT if least == most else LEAST if most == MANY else MOST if not least else BETWEEN
    values = {"name": m.name(place), "shape": shape, "count": len(shape), "function": m.function}
    values |= {"least": least, "most": most}
    return Finding("shape", Message(template, values), (), _mended(m, place, least, most))


def _mended(m: Mistake, place: int, least: int, most: int) -> Iterator[Candidate | None]:
    shape, node = m.shapes[place], m.operand_node(place)
    yield from _other_function(m)
    if m.row in ("torch.t", "torch.Tensor.t_") and node is not None:
        yield whole(m, f"{m.code.wrapped(node)}.mT", TRANSPOSE, name=m.name(place))
    if len(shape) < least:
        missing = least - len(shape)
        yield after(m, place, ".unsqueeze(0)" * missing, AXIS)
        if shape:
            yield after(m, place, ".unsqueeze(1)" * missing, AXIS)
        yield _all_longer(m)
    elif most == 1:
        yield after(m, place, ".flatten()", N_("Lay out all elements of {name} in one row: {code}"))
    elif 1 in shape:
        yield after(m, place, ".squeeze()", N_("Remove the axes of length 1 of {name}: {code}"))
    if len(shape) > most:
        yield after(m, place, "[0]", N_("Take only the first part of {name}: {code}"))


def _all_longer(m: Mistake) -> Candidate | None:
    """Give every operand the axes that it lacks."""
    lacking = [(place, least - len(m.shapes[place])) for place, (least, _) in enumerate(AXES[m.row][: len(m.operands)])]
    candidates = [after(m, place, ".unsqueeze(0)" * count) for place, count in lacking if count > 0]
    return several(N_("Give them axes of length 1: {code}"), *candidates)


def _other_function(m: Mistake) -> Iterator[Candidate | None]:
    if m.row in WIDER:
        yield called(m, WIDER[m.row])
    if m.row == "torch.mv":
        yield swapped(m, 0, 1)
    if m.function == "@":
        yield operator(m, "*", N_("Multiply by a single number with *: {code}"))

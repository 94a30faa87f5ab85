"""Devices that are not there, and tensors on different ones."""

import ast
import difflib
import re

from playground.program.explain.edits import after, replaced, several
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Finding
from playground.program.members import DTYPES
from playground.translations import N_, Message

KNOWN = ("cpu", "cuda", "mps", "meta")
ON_CPU = N_("Compute on the CPU: {code}")


def no_gpu(m: Mistake, _match: re.Match[str]) -> Finding:
    """A GPU is asked for where there is none."""
    template = N_(
        "{code} asks for an NVIDIA GPU (cuda), but PyTorch finds none on the computer that this page runs on. The same "
        "program runs on the CPU."
    )
    nodes = _texts(m, "cuda")
    candidates = [several(ON_CPU, *(replaced(m, node, '"cpu"') for node in nodes))] if nodes else []
    return Finding("device", Message(template, {"code": m.said}), (), candidates)


def _texts(m: Mistake, start: str) -> list[ast.Constant]:
    """Return the texts in the program that begin so: in what failed, or else everywhere."""
    for within in (m.node, None):
        found = [
            node
            for node in m.code.walk(ast.Constant, within)
            if isinstance(node.value, str) and node.value.startswith(start)
        ]
        if found:
            return found
    return []


def unknown(m: Mistake, match: re.Match[str]) -> Finding:
    """A device that does not exist."""
    name = match["name"]
    template = N_("{name} is not a device. Devices are {known}, and cuda:0, cuda:1, … where there are several GPUs.")
    nodes = _texts(m, name)
    closest = difflib.get_close_matches(name, KNOWN, 1, cutoff=0.6)
    if f"torch.{name}" in DTYPES:
        template = N_("{name} is a dtype, not a device: write it as torch.{name}, without quotes.")
        choices = [f"torch.{name}"]
    else:
        choices = [f'"{each}"' for each in dict.fromkeys([*closest, "cpu"])]
    values = {"name": name, "known": ", ".join(KNOWN)}
    candidates = [replaced(m, node, choice) for choice in choices for node in nodes[:1]]
    return Finding("device", Message(template, values), (), candidates)


def different(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Operands on different devices."""
    devices = [str(operand.value.device) for operand in m.operands]
    pair = next(((0, k) for k in range(1, len(devices)) if devices[k] != devices[0]), None)
    if pair is None:
        return None
    a, b = pair
    template = N_("{a} is on device {a_device} and {b} is on {b_device}. {code} wants all tensors on the same device.")
    values = {"a": m.name(a), "b": m.name(b), "a_device": devices[a], "b_device": devices[b], "code": m.said}
    label = N_("Copy {name} to the other device: {code}")
    candidates: list[Candidate | None] = [
        after(m, each, f".to({m.name(other)}.device)", label)
        for each, other in ((b, a), (a, b))
        if isinstance(m.operand_node(other), ast.Name)
    ]
    return Finding("device", Message(template, values), (), [*candidates, *_real(m)])


def without_values(m: Mistake, _match: re.Match[str]) -> Finding:
    """A value is asked of a tensor on the meta device."""
    template = N_("{name} is on device meta: such a tensor has a shape and a dtype, but no values.")
    name = m.name(0) if m.operands else m.said
    return Finding("device", Message(template, {"name": name}), (), _real(m))


def _real(m: Mistake) -> list[Candidate | None]:
    """Put what was made on the meta device on the CPU."""
    nodes = _texts(m, "meta")
    return [several(ON_CPU, *(replaced(m, node, '"cpu"') for node in nodes))] if nodes else []

"""One real backward, written down node by node as the engine runs it."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from playground.autograd.graph import ACCUMULATE, graph_of, operation, roots, start, walk
from playground.autograd.records import Arrival, Backward, Graph, Moment, copied
from playground.program import Trace
from playground.program.running import alone
from playground.translations import N_, Message, PlaygroundError

SECONDS = 2.0  # a backward may take
BYTES = 64 * 2**20  # that may be written down of one
TOO_LONG = N_("This backward takes longer than {seconds} seconds. Make the tensors smaller.")
TOO_LARGE = N_("This backward moves too many numbers to be written down. Make the tensors smaller.")
NO_ROOT = N_("{name} is not a tensor that autograd has followed.")


def backward(
    trace: Trace,
    root: str,
    gradient: Tensor | None = None,
    *,
    hooks: Mapping[str, Callable[[Tensor], Tensor]] | None = None,
    graph: Graph | None = None,
) -> Backward:
    """Run backward from the tensor that a program calls `root`, and write down what every node did.

    The program's tensors are left as they were: `.grad` is put back, the graph is kept. Numbers of nodes are those
    of `graph_of(trace, root)`.

    Args:
        gradient: What to begin with, in the shape of `root`; without it 1, which PyTorch grants a single number only.
        hooks: What is to be hung on tensors before: name → hook.
        graph: That of `graph_of(trace, root)`, where it is there already.
    """
    if root not in roots(trace):
        return Backward(-1, None, (), refusal=Message(NO_ROOT, {"name": root}))
    with alone(0):
        return _Play(trace, root, graph or graph_of(trace, root)).run(gradient, hooks or {})


class _Play:
    """One backward, from the hooks hung up to the hooks taken down."""

    def __init__(self, trace: Trace, root: str, graph: Graph) -> None:
        named = roots(trace)
        self.tensor, self.root = named[root], graph.roots[root]
        self.functions, self.leads = walk([start(self.tensor)])
        numbers = [node.number for node in graph.nodes if node.kind != "constant"]
        self.number = {id(each): numbers[place] for place, each in enumerate(self.functions)}
        self.named = {name: each for name, each in named.items() if id(start(each)) in self.number}
        self.keeping = {
            self.number[id(each)]: each.variable for each in self.functions if operation(each) == ACCUMULATE
        }
        self.keeping |= {self.number[id(start(each))]: each for each in self.named.values() if each.retains_grad}
        self.arrivals: dict[int, list[Arrival]] = {}
        self.gradients: dict[int, tuple[Tensor | None, ...]] = {}
        self.sent: dict[int, tuple[Tensor | None, ...]] = {}
        self.working = -1
        self.deadline, self.left = time.perf_counter() + SECONDS, BYTES

    def run(self, gradient: Tensor | None, hooks: Mapping[str, Callable[[Tensor], Tensor]]) -> Backward:
        before = {number: each.grad for number, each in self.keeping.items()}
        kept = {number: None if grad is None else grad.detach().clone() for number, grad in before.items()}
        begun = gradient
        if begun is None and self.tensor.numel() == 1:
            begun = torch.ones_like(self.tensor)
        if begun is not None:
            self.arrivals[self.root] = [Arrival(-1, self.tensor.output_nr, self._note(begun))]
        failure: Exception | None = None
        undo: list[Callable[[], None]] = []
        try:
            for number, each in self.keeping.items():
                each.grad = None if (grad := kept[number]) is None else grad.clone()
            undo += [self.named[name].register_hook(hook).remove for name, hook in hooks.items() if name in self.named]
            for function, leads in zip(self.functions, self.leads, strict=True):
                undo += self._watch(function, leads)
            self.tensor.backward(gradient, retain_graph=True)
        except Exception as error:  # noqa: BLE001 - whatever PyTorch says is told to the visitor
            failure = error
        finally:
            for take_down in undo:
                take_down()
            after = {number: each.grad for number, each in self.keeping.items()}
            for number, each in self.keeping.items():
                each.grad = before[number]
        moments = tuple(self._moment(number, kept.get(number), after.get(number)) for number in self.gradients)
        if isinstance(failure, PlaygroundError):
            return Backward(self.root, begun, moments, refusal=failure.message)
        if failure is not None:
            return Backward(self.root, begun, moments, type(failure).__name__, str(failure), self.working)
        return Backward(self.root, begun, moments)

    def _watch(self, function: Any, leads: Sequence[tuple[Any, int]]) -> list[Callable[[], None]]:
        """Hang up what writes down a node's work; return what takes it down again."""
        number = self.number[id(function)]
        targets = [None if each is None else (self.number[id(each)], output) for each, output in leads]

        def begins(gradients: tuple[Tensor | None, ...]) -> None:
            self.working = number
            if time.perf_counter() > self.deadline:
                raise PlaygroundError(TOO_LONG, seconds=SECONDS)
            self.gradients[number] = tuple(self._note(each) for each in gradients)

        def ends(sent: tuple[Tensor | None, ...], _gradients: tuple[Tensor | None, ...]) -> None:
            self.sent[number] = tuple(self._note(each) for each in sent)
            for target, gradient in zip(targets, self.sent[number], strict=False):
                if target is not None and gradient is not None:
                    self.arrivals.setdefault(target[0], []).append(Arrival(number, target[1], gradient))
            self.working = -1

        return [function.register_prehook(begins).remove, function.register_hook(ends).remove]

    def _note(self, gradient: Tensor | None) -> Tensor | None:
        if gradient is None:
            return None
        note = copied(gradient)
        self.left -= 0 if note.is_meta else note.nbytes
        if self.left < 0:
            raise PlaygroundError(TOO_LARGE)
        return note

    def _moment(self, number: int, before: Tensor | None, after: Tensor | None) -> Moment:
        return Moment(
            number,
            tuple(self.arrivals.get(number, ())),
            self.gradients[number],
            self.sent.get(number, ()),
            None if before is None else copied(before),
            None if after is None else copied(after),
        )

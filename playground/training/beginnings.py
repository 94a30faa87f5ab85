"""What a network can begin from instead of weights drawn by chance, and what is done before its training begins."""

import pickle
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.utils.data import DataLoader

from playground.datasets.digits import MovedDigits
from playground.networks import DataFacts, facts_of
from playground.training.pieces import freeze_all_but_last, last_layer, learn_first, load_imagenet
from playground.translations import N_, Message, PlaygroundError

if TYPE_CHECKING:
    from playground.training.config import TrainConfig

NOTHING, DIGITS, IMAGENET = "None", "digits 0-4", "ImageNet"
RESNET = "ResNet18"
FIRST, LAST, BATCH_SIZE, EPOCHS, RATE = 0, 4, 16, 8, 0.003
CLASSES = LAST - FIRST + 1
WEIGHTS = "resnet18-f37072fd.pth"
WAIT_SECONDS = 20.0  # for a server that does not answer
UNREADABLE = (OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError)

Ends = Callable[[], bool]


class Ended(Exception):
    """The run is to end before it has begun."""


@dataclass(frozen=True)
class Beginning:
    """What a network can begin from.

    Attributes:
        suits: Whether it fits data and model.
        needs: What to tell where it does not.
        begin: (model, facts, seed, device, ends) brings it about, and returns what to tell; `ends` is asked now and
            then whether to give up, by raising `Ended`.
        pieces: The functions and classes that the code needs.
        code: Lines for the exported script; ``{model}``, ``{seed}`` and ``{side}`` are filled in.
    """

    suits: Callable[[DataFacts, str], bool]
    needs: str
    begin: Callable[[nn.Module, DataFacts, int, torch.device, Ends], Message]
    pieces: tuple[Callable[..., Any], ...]
    code: str


@dataclass(frozen=True)
class _Heeding:
    """Batches, until somebody wants the run to end."""

    batches: DataLoader[Any]
    ends: Ends

    def __iter__(self) -> Iterator[Any]:
        for batch in self.batches:
            if self.ends():
                raise Ended
            yield batch


def _digits(model: nn.Module, facts: DataFacts, seed: int, device: torch.device, ends: Ends) -> Message:
    began = time.perf_counter()
    before = MovedDigits(first=FIRST, last=LAST, side=facts.shape[-1])
    generator = torch.Generator().manual_seed(seed)
    batches = DataLoader(before, batch_size=BATCH_SIZE, shuffle=True, generator=generator)
    accuracy = learn_first(model, _Heeding(batches, ends), CLASSES, EPOCHS, RATE, device)
    return Message(
        N_(
            "Before its first step the network learned the digits 0 to 4: {epochs} epochs of {samples} pictures in "
            "{seconds} s, {share} % right in the last."
        ),
        {
            "epochs": EPOCHS,
            "samples": len(before),
            "seconds": f"{time.perf_counter() - began:.1f}",
            "share": f"{accuracy * 100:.1f}",
        },
    )


def _imagenet(model: nn.Module, _facts: DataFacts, _seed: int, _device: torch.device, _ends: Ends) -> Message:
    try:
        with _patience():
            load_imagenet(model)
    except UNREADABLE as error:
        raise PlaygroundError(
            N_(
                "The weights that ResNet-18 learned from ImageNet could not be had: {words}. They come from the "
                "internet, when they are needed for the first time. Without it, put the file {file} into the folder "
                "hub/checkpoints of TORCH_HOME on the computer of the playground, or choose None at begin_from."
            ),
            words=str(error).strip("<>"),
            file=WEIGHTS,
        ) from None
    return Message(
        N_("The network began with the weights that torchvision's ResNet-18 learned from 1.2 million photographs."), {}
    )


@contextmanager
def _patience() -> Iterator[None]:
    """Let the block wait for servers so long and no longer; for a process that does nothing else meanwhile."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(WAIT_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _is_small_and_grey(facts: DataFacts, model: str) -> bool:
    channels, height, width = facts.shape if facts.kind == "pictures" else (0, 0, 0)
    return channels == 1 and height == width >= 8 and model != RESNET


BEGINNINGS: Mapping[str, Beginning] = {
    DIGITS: Beginning(
        _is_small_and_grey,
        N_(
            "A network can begin with the digits 0 to 4 where its pictures are grey and square, with at least 8 pixels "
            "a side, and it is not ResNet18, which would need minutes for them. Choose the data moved digits and "
            "another model, or None at begin_from."
        ),
        _digits,
        (MovedDigits, last_layer, learn_first),
        f"""\
before = MovedDigits(first={FIRST}, last={LAST}, side={{side}})
before_loader = DataLoader(
    before, batch_size={BATCH_SIZE}, shuffle=True, generator=torch.Generator().manual_seed({{seed}})
)
known = learn_first({{model}}, before_loader, classes={CLASSES}, epochs={EPOCHS}, lr={RATE}, device=device)
print(f"digits {FIRST} to {LAST}: {{{{known:.1%}}}} right")
""",
    ),
    IMAGENET: Beginning(
        lambda _facts, model: model == RESNET,
        N_(
            "The weights from ImageNet are those of the model ResNet18. Choose this model, or another beginning at "
            "begin_from."
        ),
        _imagenet,
        (load_imagenet,),
        "load_imagenet({model})\n",
    ),
}
NAMES = (NOTHING, *BEGINNINGS)


def check_beginning(config: "TrainConfig") -> DataFacts:
    """Raise `PlaygroundError` where data and model do not fit what they are to begin from; return the data's facts."""
    beginning, facts = BEGINNINGS[config.transfer.begin_from], facts_of(config.data.name, config.data.parameters)
    if not beginning.suits(facts, config.model.name):
        raise PlaygroundError(beginning.needs)
    return facts


def prepare(model: nn.Module, config: "TrainConfig", device: torch.device, ends: Ends) -> Message | None:
    """Bring about what `model` begins from, and freeze what is not to learn; return what to tell of it.

    Raises `PlaygroundError` where that cannot be had, `Ended` where `ends` says so meanwhile.
    """
    told = None
    if config.transfer.begin_from != NOTHING:
        facts = check_beginning(config)
        told = BEGINNINGS[config.transfer.begin_from].begin(model, facts, config.seed, device, ends)
    if config.transfer.freeze:
        freeze_all_but_last(model)
    return told


def pieces(config: "TrainConfig") -> list[Callable[..., Any]]:
    """Return the functions and classes that `lines` need."""
    used = list(BEGINNINGS[config.transfer.begin_from].pieces) if config.transfer.begin_from != NOTHING else []
    if config.transfer.freeze:
        used += [last_layer, freeze_all_but_last]
    return list(dict.fromkeys(used))


def lines(config: "TrainConfig", model: str = "model") -> str:
    """Return Python that does the same with a network that is called `model`."""
    code = ""
    if config.transfer.begin_from != NOTHING:
        side = facts_of(config.data.name, config.data.parameters).shape[-1]
        code += BEGINNINGS[config.transfer.begin_from].code.format(model=model, seed=config.seed, side=side)
    return code + (f"freeze_all_but_last({model})\n" if config.transfer.freeze else "")

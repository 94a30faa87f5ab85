"""Sequences of unequal length: why the default collate fails, and what pads and packs them.

The sequences are words: each a tensor with the number of every letter.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader

from playground.parameters import Parameter
from playground.translations import N_, PlaygroundError

WORDS = "deep networks learn from many small batches"
WORDS_MOST, LETTERS_MOST = 12, 24


@dataclass(frozen=True)
class RaggedSettings:
    """The words, and the arguments of the functions that put them together, as their names say."""

    words: tuple[str, ...] = tuple(WORDS.split())
    batch_size: int = 4
    batch_first: bool = True
    padding_value: int = 0
    padding_side: str = "right"
    enforce_sorted: bool = False


FIRST = RaggedSettings()
WORDS_BATCH_SIZE = Parameter(
    "batch_size", FIRST.batch_size, N_("How many words come at once."), minimum=1, maximum=WORDS_MOST
)
BATCH_FIRST = Parameter(
    "batch_first",
    FIRST.batch_first,
    N_("Samples in the first axis, as elsewhere; False: time first, as recurrent layers have it."),
)
PADDING_VALUE = Parameter(
    "padding_value",
    FIRST.padding_value,
    N_("What stands where a sequence has already ended."),
    minimum=-999,
    maximum=999,
)
PADDING_SIDE = Parameter(
    "padding_side",
    FIRST.padding_side,
    N_("Where the padding goes: after a sequence or before it."),
    choices=("right", "left"),
)
ENFORCE_SORTED = Parameter(
    "enforce_sorted",
    FIRST.enforce_sorted,
    N_("True: you promise that the longest sequence comes first. False: PyTorch sorts them, and remembers how."),
)


@dataclass(frozen=True)
class Padded:
    """A batch that was padded.

    Attributes:
        words: What is in it.
        inputs: The padded sequences (B, L), or (L, B) with time first.
        lengths: How long each sequence is (B,).
        padding: The flat indices of the cells of `inputs` that are padding.
    """

    words: tuple[str, ...]
    inputs: Tensor
    lengths: Tensor
    padding: frozenset[int]


@dataclass(frozen=True)
class Ragged:
    """What becomes of words.

    Attributes:
        sequences: A tensor for each word.
        refusal: What PyTorch says of the first batch with the default collate; empty where all are of one length.
        batches: All batches, padded by `collate_fn`.
        packed: The first batch, packed; or None, and in `packing_refusal` what PyTorch says.
    """

    sequences: tuple[Tensor, ...]
    refusal: str
    batches: tuple[Padded, ...]
    packed: PackedSequence | None
    packing_refusal: str


def read_words(text: str) -> tuple[str, ...]:
    """Return the words of a text.

    Raises:
        PlaygroundError: there are none, too many, or one is too long.
    """
    words = tuple(text.split())
    if not words:
        raise PlaygroundError(N_("There are no words; type some, with blanks between them."))
    if len(words) > WORDS_MOST or max(map(len, words)) > LETTERS_MOST:
        raise PlaygroundError(
            N_(
                "At most {words} words with {letters} letters each can be shown; "
                "there are {count}, and the longest has {longest}."
            ),
            words=WORDS_MOST,
            letters=LETTERS_MOST,
            count=len(words),
            longest=max(map(len, words)),
        )
    return words


def ragged(settings: RaggedSettings) -> Ragged:
    """Return what a `DataLoader` makes of words, without and with a `collate_fn`, and what packing makes of it."""
    sequences = [torch.tensor([ord(letter) for letter in word]) for word in settings.words]

    def collate_fn(samples: list[Tensor]) -> tuple[Tensor, Tensor]:
        lengths = torch.tensor([len(sample) for sample in samples])
        inputs = pad_sequence(samples, settings.batch_first, settings.padding_value, settings.padding_side)
        return inputs, lengths

    refusal = ""
    try:
        next(iter(DataLoader(sequences, batch_size=settings.batch_size)))  # type: ignore[arg-type]
    except RuntimeError as error:
        refusal = f"RuntimeError: {error}"
    loader: Any = DataLoader(sequences, batch_size=settings.batch_size, collate_fn=collate_fn)  # type: ignore[arg-type]
    batches = list(loader)
    packed, packing_refusal = None, ""
    try:
        inputs, lengths = batches[0]
        packed = pack_padded_sequence(inputs, lengths, settings.batch_first, settings.enforce_sorted)
    except RuntimeError as error:
        packing_refusal = f"RuntimeError: {error}"
    size = settings.batch_size
    words = [settings.words[first : first + size] for first in range(0, len(settings.words), size)]
    padded = (_padded(*each, settings) for each in zip(words, batches, strict=True))
    return Ragged(tuple(sequences), refusal, tuple(padded), packed, packing_refusal)


def _padded(words: tuple[str, ...], batch: tuple[Tensor, Tensor], settings: RaggedSettings) -> Padded:
    inputs, lengths = batch
    place = torch.arange(int(lengths.max()))
    if settings.padding_side == "left":
        place = place.flip(0)
    over = place >= lengths.unsqueeze(1)  # (B, L)
    cells = (over if settings.batch_first else over.T).flatten().nonzero().flatten()
    return Padded(words, inputs, lengths, frozenset(cells.tolist()))


SCRIPT = '''\
import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader

words = {words}
sequences = [torch.tensor([ord(letter) for letter in word]) for word in words]


def collate_fn(samples: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Return a batch of sequences, padded to the length of its longest, and their lengths."""
    lengths = torch.tensor([len(sample) for sample in samples])
    inputs = pad_sequence(samples, {padding})
    return inputs, lengths


loader = DataLoader(sequences, batch_size={batch_size}, collate_fn=collate_fn)
for inputs, lengths in loader:
    print(tuple(inputs.shape), lengths.tolist())
    print(inputs)

inputs, lengths = next(iter(loader))
packed = pack_padded_sequence(inputs, lengths, {packing})
print(packed.data, packed.batch_sizes, sep="\\n")
'''


def ragged_script(settings: RaggedSettings) -> str:
    """Return a Python file that pads and packs the same words."""
    padding = {name: getattr(settings, name) for name in ("batch_first", "padding_value", "padding_side")}
    packing = {name: getattr(settings, name) for name in ("batch_first", "enforce_sorted")}
    return SCRIPT.format(
        words=list(settings.words),
        batch_size=settings.batch_size,
        padding=", ".join(f"{name}={value!r}" for name, value in padding.items()),
        packing=", ".join(f"{name}={value!r}" for name, value in packing.items()),
    )

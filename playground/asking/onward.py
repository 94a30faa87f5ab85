"""A network that goes on by itself: a series beyond its end, a text beyond its beginning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from playground.asking.answers import answers, finite
from playground.asking.loading import Asked
from playground.networks.recurrent import CharacterModel
from playground.training.examination import roll_out
from playground.translations import N_, PlaygroundError

MOST_CHARACTERS = 300
WORK = 1_500_000_000  # multiplications, about a second
NAMED = 60  # characters that are named where a text has some that the network does not know


@dataclass(frozen=True)
class Forecast:
    """A series that is foretold from `begin`, a place in it: `values` are the answers, each from those before it."""

    begin: int
    values: tuple[float, ...]


def window_of(asked: Asked, back: int) -> Tensor:
    """Return the window (1, L, 1) that ends `back` values before the end of the series."""
    begin = len(asked.opened.series) - back
    return asked.opened.series[begin - asked.opened.length : begin].reshape(1, -1, 1)


def forecast(asked: Asked, back: int, count: int) -> Forecast:
    """Foretell `count` values from `back` values before the end of the series on, with nothing but the own answers."""
    with torch.no_grad():
        values = roll_out(asked.model, window_of(asked, back), count).tolist()
    return Forecast(len(asked.opened.series) - back, tuple(values))


def numbers_of(asked: Asked, text: str) -> list[int]:
    """Return the characters of a text as their numbers in the network's vocabulary.

    Raises `PlaygroundError` where the text is empty or has characters that the network never saw.
    """
    known = {character: number for number, character in enumerate(asked.opened.data.characters)}
    strange = sorted({character for character in text if character not in known})
    if strange:
        raise PlaygroundError(
            N_(
                "The network does not know {strange}. Leave that out: it has only ever read spaces and these "
                "characters: {known}"
            ),
            strange=" ".join(map(repr, strange[:NAMED])),
            known=_some(character for character in known if character.strip()),
        )
    if not text:
        raise PlaygroundError(N_("Type at least one character for the network to go on from."))
    return [known[character] for character in text]


def write_on(asked: Asked, text: str, count: int, temperature: float, seed: int) -> str:
    """Return what the network writes after `text`, as `write` does.

    A large network writes less than `count` characters, so that a page need not wait. Raises `PlaygroundError` as
    `numbers_of` does, and where the chances of what comes next are not finite.
    """
    next_characters(asked, text, temperature)
    model = cast(CharacterModel, asked.model)
    weights = sum(each.numel() for each in model.parameters())
    return write(model, asked.opened.data.characters, text, min(count, WORK // weights), temperature, seed)


@torch.no_grad()
def write(
    model: CharacterModel, characters: Sequence[str], beginning: str, count: int, temperature: float, seed: int
) -> str:
    """Return what a network writes after `beginning`, each character drawn from softmax(logits / temperature).

    With a `temperature` of 0 the likeliest character is taken each time. The memory of the network is carried on from
    character to character.
    """
    generator = torch.Generator().manual_seed(seed)
    read = torch.tensor([[characters.index(character) for character in beginning]])  # (1, L)
    memory, written = None, []
    for _ in range(count):
        states, memory = model.recurrent(model.embedding(read), memory)  # (1, L, hidden_size)
        chances = chances_of(model.head(states[0, -1]), temperature)
        read = torch.multinomial(chances, 1, generator=generator)[None]
        written.append(characters[int(read)])
    return "".join(written)


def next_characters(asked: Asked, text: str, temperature: float) -> list[tuple[str, float]]:
    """Return each character with the chance that it comes next after `text`, the likeliest first."""
    line = torch.tensor([numbers_of(asked, text)])
    chances = finite(chances_of(answers(asked, line)[0, :, -1], temperature)).tolist()
    return sorted(zip(asked.opened.data.characters, chances, strict=True), key=lambda each: -each[1])


def chances_of(logits: Tensor, temperature: float) -> Tensor:
    """Return softmax(logits / temperature) (vocabulary,); its limit where the temperature is 0."""
    if temperature == 0:
        return nn.functional.one_hot(logits.argmax(), len(logits)).float()
    return (logits / temperature).softmax(dim=0)


def _some(characters: Iterable[str]) -> str:
    text = "".join(characters)
    return text if len(text) <= NAMED else text[:NAMED] + "…"

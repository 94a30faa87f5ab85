"""Words of unequal length, padded and packed."""

import pytest
import torch
from torch.nn.utils.rnn import pad_packed_sequence

from playground.datasets.ragged import RaggedSettings, ragged, ragged_script, read_words
from playground.translations import PlaygroundError

WORDS = ("ab", "abcde", "a")


def test_the_default_collate_fails_with_pytorchs_own_words():
    assert "stack expects each tensor to be equal size, but got [2] at entry 0" in ragged(RaggedSettings(WORDS)).refusal
    assert ragged(RaggedSettings(("one", "two", "six"))).refusal == ""


@pytest.mark.parametrize("batch_first", [True, False])
@pytest.mark.parametrize("side", ["right", "left"])
def test_padding_stands_where_no_letter_is(batch_first, side):
    [batch] = ragged(RaggedSettings(WORDS, 3, batch_first, -1, side)).batches
    assert batch.inputs.shape == ((3, 5) if batch_first else (5, 3))
    assert batch.lengths.tolist() == [2, 5, 1]
    assert sorted(batch.padding) == (batch.inputs.flatten() == -1).nonzero().flatten().tolist()
    rows = batch.inputs if batch_first else batch.inputs.T
    letters = [[chr(number) for number in row if number != -1] for row in rows.tolist()]
    assert ["".join(row) for row in letters] == list(WORDS)


def test_each_batch_is_padded_to_its_own_longest():
    assert [tuple(batch.inputs.shape) for batch in ragged(RaggedSettings(WORDS, 2)).batches] == [(2, 5), (1, 1)]


def test_packing_can_be_undone():
    found = ragged(RaggedSettings(WORDS, 3))
    inputs, lengths = pad_packed_sequence(found.packed, batch_first=True)
    assert inputs.equal(found.batches[0].inputs)
    assert lengths.equal(found.batches[0].lengths)
    assert found.packed.batch_sizes.tolist() == [3, 2, 1, 1, 1]


def test_a_promise_to_be_sorted_is_checked():
    assert "must be sorted in decreasing order" in ragged(RaggedSettings(WORDS, 3, enforce_sorted=True)).packing_refusal
    assert ragged(RaggedSettings(("abc", "ab", "a"), 3, enforce_sorted=True)).packed is not None


@pytest.mark.parametrize("text", ["", "  ", "a " * 13, "a" * 25])
def test_words_that_cannot_be_shown_are_told(text):
    with pytest.raises(PlaygroundError):
        read_words(text)


def test_the_shown_code_pads_and_packs_the_same(capsys):
    settings = RaggedSettings(WORDS, 2, False, 7, "left")
    names: dict = {}
    exec(compile(ragged_script(settings), "ragged", "exec"), names)
    found = ragged(settings)
    assert names["inputs"].equal(found.batches[0].inputs)
    assert all(mine.equal(shown) for mine, shown in zip(names["packed"][:2], found.packed[:2], strict=True))
    assert f"{tuple(found.batches[1].inputs.shape)} {found.batches[1].lengths.tolist()}" in capsys.readouterr().out
    assert torch.cat(found.sequences).equal(torch.tensor([ord(letter) for letter in "".join(WORDS)]))

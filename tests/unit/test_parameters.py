import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.parameters import Parameter, Row, find, numbers, table, typed
from playground.translations import PlaygroundError

RATE = Parameter("lr", 0.1, "", above=0.0, maximum=1000.0)
SIZE = Parameter("batch_size", 16, "", 1, 1024)


@given(st.integers())
def test_a_whole_number_is_taken_just_when_it_is_in_bounds(value):
    if 1 <= value <= 1024:
        assert SIZE.check(value) == value
    else:
        with pytest.raises(PlaygroundError):
            SIZE.check(value)


@given(st.floats())
def test_a_rate_is_taken_just_when_it_is_above_zero_and_at_most_1000(value):
    if 0 < value <= 1000:
        assert RATE.check(value) == value
    else:
        with pytest.raises(PlaygroundError):
            RATE.check(value)


def test_the_sentence_names_the_field_the_value_and_what_is_allowed():
    with pytest.raises(PlaygroundError) as caught:
        SIZE.check(0, "loader.batch_size")
    assert str(caught.value) == "loader.batch_size is 0; it must be a whole number from 1 to 1024."


@pytest.mark.parametrize("value", ["16", None, [16], True, 1.5, math.nan, math.inf])
def test_what_is_not_a_whole_number_is_refused(value):
    with pytest.raises(PlaygroundError):
        SIZE.check(value)


def test_a_float_that_is_whole_counts_as_whole():
    checked = SIZE.check(32.0)
    assert checked == 32
    assert type(checked) is int


def test_a_whole_number_for_a_float_becomes_one():
    assert type(RATE.check(1)) is float


def test_true_is_not_the_choice_1():
    kernel = Parameter("kernel_size", 3, "", choices=(1, 3, 5))
    assert kernel.check(1) == 1
    for wrong in (2, True, "3"):
        with pytest.raises(PlaygroundError, match="one of: 1, 3, 5"):
            kernel.check(wrong)


def test_a_row_completes_what_is_not_given_and_refuses_what_it_does_not_know():
    row = Row("A", dict, "", (SIZE, RATE))
    assert row.complete({"lr": 0.5}, "x") == {"batch_size": 16, "lr": 0.5}
    with pytest.raises(PlaygroundError, match="it has: batch_size, lr"):
        row.complete({"momentum": 0.9}, "x")


def test_an_unknown_name_is_answered_with_the_known_ones():
    rows = table(Row("A", dict, ""), Row("B", dict, ""))
    assert find(rows, "B", "model").name == "B"
    with pytest.raises(PlaygroundError, match="one of: A, B"):
        find(rows, "C", "model")


MILESTONES = Parameter("milestones", (10, 20), "", 1, 1000, longest=4)


def test_a_tuple_has_from_one_number_to_the_longest():
    assert MILESTONES.check([7]) == (7,)
    assert MILESTONES.check((5.0, 6)) == (5, 6)
    assert type(MILESTONES.check((5.0,))[0]) is int
    for wrong in (5, "5", (), (1, 2, 3, 4, 5)):
        with pytest.raises(PlaygroundError, match="up to 4 numbers with commas between them, such as 10, 20"):
            MILESTONES.check(wrong)
    with pytest.raises(PlaygroundError, match="milestones is 0; it must be a whole number from 1 to 1000"):
        MILESTONES.check((5, 0))


def test_numbers_are_read_as_they_are_typed():
    assert numbers(typed((10, 0.5, 1e-8))) == (10, 0.5, 1e-8)
    assert numbers("10, ") == (10,)
    assert numbers("10; 20") == "10; 20"

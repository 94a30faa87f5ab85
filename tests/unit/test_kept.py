"""What is shown again and again is put together once for each language."""

import pytest

from playground.translations import use
from playground.ui.kept import kept


@pytest.fixture(autouse=True)
def english_again():
    yield
    use("en")


def test_a_text_is_put_together_once_for_each_language_and_kind_of_number():
    asked = []

    @kept()
    def text(number):
        asked.append(number)
        return f"{number}"

    assert [text(1), text(1.0), text(True), text(1)] == ["1", "1.0", "True", "1"]
    assert asked == [1, 1.0, True]
    use("ja")
    text(1)
    assert len(asked) == 4


def test_only_so_much_is_kept():
    asked = []

    @kept(10)
    def text(letter):
        asked.append(letter)
        return letter * 6

    for letter in "aabba":
        text(letter)
    assert asked == ["a", "b", "a"]

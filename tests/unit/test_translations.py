import pytest

from playground import translations
from playground.translations import Message, PlaygroundError, _, best


@pytest.fixture(autouse=True)
def back_to_english():
    yield
    translations.use("en")


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["ja"], "ja"),
        (["ja-JP"], "ja"),
        (["JA_jp"], "ja"),
        (["en-GB"], "en"),
        (["fr-FR"], "en"),
        ([None, "ja"], "ja"),
        (["fr", "ja"], "ja"),
        (["en", "ja"], "en"),
        ([], "en"),
        (["", None], "en"),
        (["<script>"], "en"),
    ],
)
def test_the_first_wish_that_can_be_granted_is(wishes, language):
    assert best(*wishes) == language


def test_text_is_said_in_the_language_in_use():
    assert _("Start") == "Start"
    translations.use("ja")
    assert _("Start") == "開始"
    translations.use("xx")
    assert _("Start") == "Start"


def test_an_unknown_text_stays_as_it_is_and_nothing_is_nothing():
    translations.use("ja")
    assert _("no such text") == "no such text"
    assert _("") == ""  # gettext would answer with the catalogue's header


def test_a_message_is_said_to_each_reader_in_their_language():
    error = PlaygroundError("There is no run {run_id} here. It may have been deleted.", run_id="abc")
    stored = Message.from_json(error.message.as_json())
    assert stored.text() == str(error) == "There is no run abc here. It may have been deleted."
    translations.use("ja")
    assert stored.text() == "abc という実行はありません。削除されたのかもしれません。"

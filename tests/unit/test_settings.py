from pathlib import Path

import pytest

from playground.settings import CORES, Settings
from playground.translations import PlaygroundError


def test_by_default_one_core_is_left_to_the_pages(tmp_path):
    settings = Settings.read({"PLAYGROUND_HOME": str(tmp_path)})
    assert settings.slots == max(1, CORES - 1)
    assert settings.threads == 1
    assert settings.database_url == f"sqlite:///{tmp_path.as_posix()}/playground.db"


def test_without_a_folder_it_is_the_users_data_folder():
    assert Settings.read({}).home.is_relative_to(Path.home())


@pytest.mark.parametrize("text", ["0", "many", "-2", "1.5"])
def test_a_wrong_number_is_a_sentence_that_names_the_variable(text):
    with pytest.raises(PlaygroundError, match=r"PLAYGROUND_SLOTS is .* whole number from 1 to 256"):
        Settings.read({"PLAYGROUND_SLOTS": text})

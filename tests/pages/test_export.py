"""The page that opens networks' files, without a browser."""

import json
import sys

import pytest
import torch

from playground.asking.small import SMALL
from playground.exporting.brought_back_examples import EXAMPLES
from playground.exporting.brought_back_file import read
from playground.exporting.untrained import untrained
from playground.jobs import LANES, Lane
from playground.runs.store import shared_store
from tests.waiting import until

from .visiting import html, visit, words

VISITOR = "a-visitor-who-exports-networks"


@pytest.fixture
def run():
    """A finished run with a checkpoint; its weights are as they begin."""
    store, config = shared_store(), SMALL["circles"].config
    run_id = store.create(VISITOR, config.as_json())
    folder = store.settings.run_folder(run_id)
    folder.mkdir(parents=True, exist_ok=True)
    state = {"model": untrained(config).model.state_dict(), "step": 7, "epoch": 2, "optimizer": {}, "rng": {}}
    torch.save(state, folder / "000007.pt")
    store.write({run_id: {"status": "finished", "checkpoint_step": 7, "test_score": 0.9}}, {})
    yield run_id
    store.delete(run_id, VISITOR)


def tree(at) -> dict:
    data = [json.loads(each.proto.json) for each in at.get("bidi_component") if each.proto.json]
    return next(each for each in data if "rows" in each)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_without_a_run_the_state_dict_of_an_untrained_network_is_open(language):
    at = visit("export", language, visitor=VISITOR, entry="layers.3.weight")
    assert not at.error
    assert tree(at)["chosen"] == "layers.3.weight"
    assert sum("entry" in row for row in tree(at)["rows"]) == 6
    assert "32 × 16 × 3 × 3 = 4,608" in words(at)
    assert "data.pkl" in html(at)
    at.segmented_control(key="part").select("checkpoint").run()
    assert not at.exception
    assert "exp_avg_sq" in html(at)
    assert {"en": "to the last digit", "ja": "最後の桁まで"}[language] in at.success[0].value
    at.segmented_control(key="loaded").select("no_optimizer").run()
    assert {"en": "The losses differ", "ja": "損失の差"}[language] in words(at)
    at.segmented_control(key="part").select("pickle").run()
    at.segmented_control(key="file").select("harmful").run()
    assert {"en": "refuses it", "ja": "拒否します"}[language] in words(at)
    assert "v1 = os.system(" in html(at)
    at.session_state["opcodes"] = True
    at.run()
    assert not at.exception
    assert "REDUCE" in html(at)


def test_a_link_that_says_nonsense_opens_the_page_all_the_same():
    at = visit("export", visitor=VISITOR, part="nothing", entry="no.such.entry", file="?")
    assert not at.error
    assert tree(at)["chosen"] == "layers.0.weight"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_run_is_opened_and_a_broken_one_told(run, language):
    at = visit("export", language, visitor=VISITOR, run=run, part="checkpoint")
    assert not at.error
    assert all(f"<code>{key}</code>" in html(at) for key in ("model", "optimizer", "rng", "epoch"))
    folder = shared_store().settings.run_folder(run)
    (folder / "000007.pt").write_bytes(b"nothing of the kind")
    at = visit("export", language, visitor=VISITOR, run=run)
    assert {"en": "broken or cut off", "ja": "途中で切れています"}[language] in at.error[0].value
    assert tree(at)["chosen"] == "layers.0.weight"


def reads(line: dict) -> Lane:
    """Return a lane whose child tells this line."""
    code = f"print({json.dumps(line)!r})"
    return Lane("uploads", limit_seconds=60, kept=4, command=lambda work: [sys.executable, "-c", code])


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_file_is_compared_with_the_network(use, tmp_path, language):
    from playground.exporting.brought_back import _written

    contents = EXAMPLES["renamed"].make(untrained(SMALL["digits"].config))
    use(reads(_written(read(contents), tmp_path / "clean.safetensors")))
    at = visit("export", language, visitor=VISITOR, part="load")
    assert not at.error
    at.pills(key="example").select("renamed").run()
    until(LANES["uploads"].idle)
    at.run()
    assert not at.exception
    assert {"en": "5 of 7 entries fit", "ja": "7 個の項目のうち 5 個"}[language] in at.warning[0].value
    assert 'Missing key(s) in state_dict: "layers.8.bias"' in at.code[0].value
    assert "layers.8.offset" in html(at)
    at.run()  # the file of the process is gone by now, and the weights are kept
    assert not at.error


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_file_that_is_none_is_refused_in_words(use, language):
    use(reads({"error": "it is a text, whatever its name says", "values": {}}))
    at = visit("export", language, visitor=VISITOR, part="load")
    at.file_uploader[0].upload("weights.pt", b"the best weights", "application/octet-stream").run()
    until(LANES["uploads"].idle)
    at.run()
    assert {"en": "cannot be used: it is a text", "ja": "中身はテキストです"}[language] in at.error[0].value

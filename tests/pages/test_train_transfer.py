"""Transfer learning on the training page: two runs, one beside the other, and what does not go together."""

import json

import pytest

from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.training.transfer import scratch

from .visiting import newest, visit, words

VISITOR = "somebody-who-transfers-what-is-learned"


def test_the_preset_fills_the_settings_and_they_are_in_the_code():
    at = visit("train")
    names = at.pills(key="preset").options
    at.pills(key="preset").set_value(names.index("Transfer: digits 0–4 → 5–9")).run()
    code = "\n".join(each.value for each in at.code)
    assert "learn_first(model, before_loader, classes=5" in code
    assert "freeze_all_but_last(model)" in code


@pytest.mark.parametrize("language", ["en", "ja"])
def test_start_queues_the_run_and_the_one_from_scratch_beside_it(language):
    at = visit("train", language, VISITOR, data="moved digits", begin_from="digits 0-4", freeze="true")
    at.button(key="start").click().run()
    assert not at.error
    shown, second = (shared_store().get(_only(at.query_params[name])) for name in ("run", "beside"))
    assert scratch(TrainConfig.model_validate(shown.config)).as_json() == second.config
    [live] = [each for each in map(_data, at.get("bidi_component")) if each.get("run") == shown.id]
    assert live["beside"]["id"] == second.id
    assert "begin_from None" in live["beside"]["name"]
    assert live["views"][0] == "moves"
    at.selectbox(key=newest(at, "beside run")).set_value(None).run()
    assert "beside" not in at.query_params
    for run in (shown, second):
        shared_store().delete(run.id, VISITOR)


def _data(element) -> dict:
    return json.loads(element.proto.json) if element.proto.json else {}


def test_what_does_not_fit_is_told_on_the_page():
    at = visit("train", data="moved digits", begin_from="ImageNet")
    assert "those of the model ResNet18" in at.error[0].value
    at = visit("train", data="moved digits", model="ResNet18", begin_from="digits 0-4")
    assert "which would need minutes" in words(at)


def _only(value) -> str:
    return value if isinstance(value, str) else value[0]

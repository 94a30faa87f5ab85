"""The schedulers page, without a browser."""

import base64
import json
import re
import struct
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from playground.optimization.learning_rates import lr_curve
from playground.optimization.loss_curves import POINTS, bent
from playground.optimization.schedule import Setting
from playground.optimization.schedule_presets import PRESETS
from playground.optimization.schedule_text import read_line
from playground.runs.store import shared_store
from playground.translations import LANGUAGES

from .visiting import VISITOR, html, newest, title, visit, words

SETTING = Setting("SGD", (("lr", 0.1),), 30, 20, bent(POINTS.default, 30))


def drawings(at: AppTest) -> list[dict]:
    """Return what the browser is given to draw."""
    return [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]


def drawn(at: AppTest, place: int = 0) -> list[list[float]]:
    """Return the values of each line in a chart."""
    figure = [data["figure"] for data in drawings(at) if "figure" in data][place]
    packed = [base64.b64decode(line["y"]["bdata"]) for line in figure["data"]]
    return [list(struct.unpack(f"<{len(each) // 4}f", each)) for each in packed]


def text(at: AppTest) -> list[str]:
    return at.text_area(key="schedules").value.splitlines()


def expected(line: str, setting: Setting = SETTING) -> list[float]:
    return pytest.approx(list(lr_curve(read_line(line), setting).rates), rel=1e-6, abs=1e-30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_preset_shows_what_the_real_schedulers_do(language):
    at = visit("schedulers", language)
    for number, preset in enumerate(PRESETS):
        at.pills(key="schedules preset").select(number).run()
        at.segmented_control(key="line").select("2").run()
        assert not at.exception
        assert not at.error
        assert text(at) == list(preset.lines)
        assert drawn(at) == [expected(line) for line in preset.lines]
    assert ("PyTorch の警告" if language == "ja" else "PyTorch warns: Detected call of `lr_scheduler.step()`") in words(
        at
    )


def test_the_controls_write_the_text_and_the_link_carries_it():
    at = visit("schedulers", schedules="StepLR(step_size=10)")
    at.number_input(key="edit StepLR.gamma").set_value(0.5).run()
    assert text(at) == ["StepLR(step_size=10, gamma=0.5)"]
    at.number_input(key="edit StepLR.gamma").set_value(0.1).run()
    assert text(at) == ["StepLR(step_size=10)"]  # PyTorch's own default need not be written
    at.selectbox(key=newest(at, "edit step")).select("batch").run()
    assert text(at) == ["StepLR(step_size=10)  # per batch"]
    at.selectbox(key=newest(at, "edit step")).select("auto").run()
    at.button(key="add").click().run()
    at.selectbox(key=newest(at, "edit kind")).select("OneCycleLR").run()
    assert text(at) == ["StepLR(step_size=10)", "OneCycleLR(max_lr=0.1)"]
    at.number_input(key="edit OneCycleLR.total_steps").set_value(700).run()
    at.toggle(key="edit OneCycleLR.cycle_momentum").set_value(False).run()
    assert text(at)[1] == "OneCycleLR(max_lr=0.1, total_steps=700, cycle_momentum=False)"
    assert drawn(at) == [expected(line) for line in text(at)]
    again = visit("schedulers", schedules=at.query_params["schedules"])
    assert drawn(again) == drawn(at)
    at.button(key="remove").click().run()
    assert text(at) == ["StepLR(step_size=10)"]
    assert at.button(key="remove").disabled


def test_schedulers_are_put_in_sequence_and_chained():
    at = visit("schedulers", schedules="CosineAnnealingLR()")
    at.selectbox(key=newest(at, "edit kind")).select("SequentialLR").run()
    assert text(at) == ["SequentialLR([LinearLR(), CosineAnnealingLR()], milestones=[5])"]
    at.text_input(key="edit milestones").set_value("8").run()
    at.number_input(key="edit LinearLR.total_iters").set_value(8).run()
    at.button(key="part more").click().run()
    assert text(at) == [
        "SequentialLR([LinearLR(total_iters=8), CosineAnnealingLR(), CosineAnnealingLR()], milestones=[8, 19])"
    ]
    at.button_group(key="edit part").select(2).run()
    at.selectbox(key=newest(at, "edit part kind")).select("MultiStepLR").run()
    at.text_input(key=newest(at, "edit MultiStepLR.milestones")).set_value("2, 4").run()
    assert text(at)[0].endswith("MultiStepLR(milestones=[2, 4])], milestones=[8, 19])")
    at.button(key="part fewer").click().run()
    at.selectbox(key=newest(at, "edit kind")).select("ChainedScheduler").run()
    assert text(at) == ["ChainedScheduler([LinearLR(total_iters=8), CosineAnnealingLR()])"]
    assert drawn(at) == [expected(text(at)[0])]
    at.selectbox(key=newest(at, "edit kind")).select("LambdaLR").run()
    assert drawn(at) == [expected("LambdaLR(lr_lambda=lambda epoch: 0.95 ** epoch)")]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"schedules": "OneCycleLR(max_lr=0.1, total_steps=0)"}, "Expected positive integer total_steps, but got 0"),
        ({"schedules": "OneCycleLR(max_lr=0.1, epochs=30)"}, "You must define either total_steps OR"),
        ({"schedules": "OneCycleLR(max_lr=0.1, total_steps=100)"}, "Tried to step 101 times"),
        ({"schedules": "SequentialLR([StepLR(), StepLR()], milestones=[])"}, "one more than the number of milestone"),
        ({"schedules": "StepLR(step_size=nan)"}, "'nan'"),
        ({"schedules": "<script>alert(1)</script>"}, "StepLR(step_size=10)"),
        ({"schedules": "\n".join(["StepLR()"] * 9)}, "9"),
        ({"lr": "-1"}, "Invalid learning rate: -1.0"),
        ({"schedule.epochs": "1000", "batches": "1000"}, "1,000,000"),
    ],
)
def test_a_mistake_is_told_and_the_rest_goes_on(query, said):
    at = visit("schedulers", **query)
    assert said in "\n".join(error.value for error in at.error).replace("\\", "")
    assert at.text_area(key="schedules").value


@pytest.mark.parametrize(
    "query",
    [
        {"lr": "1000000000", "schedule.epochs": "-3", "batches": "0", "schedule.optimizer": "Lion"},
        {"lr": "1e999", "at": "99999", "schedules": "StepLR()", "line": "4"},
        {"losses": "a, b", "schedules": "ReduceLROnPlateau()", "lr": "nan"},
        {"schedules": "\n\n", "line": "9"},
    ],
)
def test_a_strange_link_still_shows_a_chart(query):
    at = visit("schedulers", **query)
    assert drawn(at)[0]


def test_a_value_that_no_setting_can_have_is_told_at_the_field():
    at = visit("schedulers", schedules="MultiStepLR(milestones=[10, 20])")
    at.text_input(key=newest(at, "edit MultiStepLR.milestones")).set_value("ten").run()
    assert "milestones is 'ten'" in at.error[0].value
    assert text(at) == ["MultiStepLR(milestones=[10, 20])"]
    assert at.text_input(key=newest(at, "edit MultiStepLR.milestones")).value == "10, 20"


def test_from_an_empty_text_one_can_begin_anew():
    at = visit("schedulers", schedules="\n")
    assert "Write a schedule" in at.info[0].value
    at.selectbox(key=newest(at, "edit kind")).select("ExponentialLR").run()
    assert text(at) == ["ExponentialLR(gamma=0.9)"]


def test_the_bent_loss_lowers_the_rate():
    at = visit("schedulers", schedules="ReduceLROnPlateau(patience=2)")
    at.text_input(key="losses").set_value("1, 0.5, 0.5, 0.5").run()
    losses = bent((1, 0.5, 0.5, 0.5), 30)
    assert drawn(at) == [expected("ReduceLROnPlateau(patience=2)", Setting("SGD", (("lr", 0.1),), 30, 20, losses))]
    [curve] = [data for data in drawings(at) if "heights" in data]
    assert curve["heights"] == [1, 0.5, 0.5, 0.5]


def test_the_loss_can_be_that_of_a_run():
    store = shared_store()
    run_id = store.create(VISITOR, {"version": 0, "model": "of another version"})
    losses = [1.0, 0.5, *[0.5] * 28]
    epochs = [
        {"type": "epoch", "step": 20 * place, "epoch": place, "seconds": place, "validation_loss": loss}
        for place, loss in enumerate(losses[:10], 1)
    ]
    store.write({run_id: {"status": "stopped", "epoch": 10}}, {run_id: epochs})
    try:
        at = visit("schedulers", schedules="ReduceLROnPlateau(patience=2)")
        at.selectbox(key="losses_of").select(run_id).run()
        assert "The run has 10 epochs" in words(at)
        setting = Setting("SGD", (("lr", 0.1),), 30, 20, tuple(losses))
        assert expected("ReduceLROnPlateau(patience=2)", setting) in [drawn(at, 0)[0], drawn(at, 1)[0]]
    finally:
        store.delete(run_id, VISITOR)


def test_a_run_that_is_saved_and_resumed_gives_the_same_curve_unless_something_is_forgotten():
    at = visit("schedulers", schedules="OneCycleLR(max_lr=0.1)", at="200")
    assert "the largest difference is 0" in at.success[0].value
    whole, rest = drawn(at, 2)
    assert rest == whole[200:]
    assert "'last_epoch': 200" in at.code[0].value
    at.toggle(key="forget").set_value(True).run()
    assert "differs by up to" in words(at)


def test_the_way_to_a_training_takes_the_choice_along():
    at = visit("schedulers", schedules="StepLR(step_size=7)", lr="0.05", **{"schedule.epochs": "40"})
    [link] = [element.proto for element in at.get("page_link") if "training" in element.proto.label]
    assert not link.disabled
    for part in ("scheduler=StepLR", "StepLR.step_size=7", "optimizer=SGD", "SGD.lr=0.05", "epochs=40"):
        assert part in link.query_string
    for schedules in ("LambdaLR()", "StepLR()  # per batch", "ChainedScheduler([StepLR()])"):
        at.text_area(key="schedules").set_value(schedules).run()
        [link] = [element.proto for element in at.get("page_link") if "training" in element.proto.label]
        assert not link.disabled, schedules
        assert parse_qs(link.query_string)["schedule"] == [schedules]
    for schedules in ("StepLR()  # too early", "StepLR(step_size=0)"):
        at.text_area(key="schedules").set_value(schedules).run()
        [link] = [element.proto for element in at.get("page_link") if "training" in element.proto.label]
        assert link.disabled, schedules


def test_the_code_is_that_of_the_chosen_schedule():
    at = visit("schedulers", schedules="StepLR(step_size=7)\nExponentialLR(gamma=0.9)", line="2")
    at.session_state["learning_rates listing"] = True
    at.run()
    assert "lr_scheduler.ExponentialLR(optimizer, gamma=0.9)" in at.code[0].value
    assert re.search("●</span> 2 ExponentialLR.*0.1<", html(at))


def test_switching_the_language_keeps_everything():
    at = visit("schedulers", schedules="StepLR(step_size=7)", **{"schedule.epochs": "9"})
    before = drawn(at)
    at.segmented_control(key="language").select("ja").run()
    assert title(at) == "学習率スケジュール"
    assert drawn(at) == before

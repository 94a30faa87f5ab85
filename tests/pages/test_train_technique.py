"""Technique on the training page: what is chosen is in the code, what does not go together is told."""

import pytest

from .visiting import visit, words

PLATEAU = "ReduceLROnPlateau(patience=2)"


def code(at) -> str:
    return "\n".join(each.value for each in at.code)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_link_opens_with_its_techniques_and_they_are_in_the_code(language):
    at = visit(
        "train", language, scheduler="text", schedule=PLATEAU, clip="norm", max_norm="0.5", patience="3", accumulate="2"
    )
    assert not at.error
    for line in (
        "scheduler.step(validation_loss)",
        "nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.5)",
        "elif epoch - best_epoch >= 3:",
        "(loss / 2).backward()",
    ):
        assert line in code(at)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_does_not_go_together_is_told_on_the_page(language):
    at = visit("train", language, scheduler="text", schedule="StepLR(step_size=0)", augmentation="Resize(size=4)")
    assert "StepLR" in at.text_area(key="schedule").value
    [told] = at.error
    assert "ZeroDivisionError" in told.value
    at.text_area(key="schedule").set_value("").run()
    assert "(1, 4, 4) float32" in at.error[0].value
    at.text_area(key="augmentation").set_value("").run()
    assert not at.error
    at.segmented_control(key="precision").set_value("float16").run()
    assert at.error[0].value.startswith("float16")
    assert (language == "ja") != at.error[0].value.isascii()


def test_a_preset_fills_a_schedule_that_is_text():
    at = visit("train")
    assert "schedule" not in {each.key for each in at.text_area}
    names = at.pills(key="preset").options
    at.pills(key="preset").set_value(names.index("Warm-up, then cosine")).run()
    assert at.text_area(key="schedule").value.startswith("SequentialLR([LinearLR(")
    assert "lr_scheduler.SequentialLR(optimizer, schedulers, milestones=[5])" in code(at)
    assert "Five epochs of small steps" in words(at)


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("StepLR(step_size=7)", {"scheduler": "StepLR", "StepLR.step_size": "7"}),
        (PLATEAU, {"scheduler": "text", "schedule": PLATEAU}),
        ("StepLR(step_size=7)  # per batch", {"scheduler": "text"}),
    ],
)
def test_any_schedule_goes_into_a_training(line, query):
    at = visit("schedulers", schedules=line)
    [link] = [each.proto for each in at.get("page_link") if "train" in each.proto.page]
    assert not link.disabled
    for name, value in query.items():
        assert name in link.query_string
        assert value.partition("(")[0] in link.query_string

"""The gradient traps: predicted, run, told, and kept."""

import pytest

from playground.autograd.traps import THEMES, TRAPS, telling
from playground.translations import LANGUAGES, _, use

from .visiting import html, newest, visit, words

TRAP = "gradient_trap"
SLUGS = list(TRAPS)
FIRST = TRAPS[SLUGS[0]]
THEME = "theme of traps"


def predict(at, slug: str, place: int):
    at.radio(key=f"prediction {slug}").set_value(place).run()
    return at.button(key="run it").click().run()


def wrong(slug: str) -> int:
    return (TRAPS[slug].right() + 1) % len(TRAPS[slug].choices)


def codes(at) -> list[str]:
    return [code.value for code in at.code]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_trap_is_asked_then_told_in_both_languages(language, slug):
    trap, told, mended = TRAPS[slug], telling(TRAPS[slug].falls), telling(TRAPS[slug].mended)
    at = visit("gradient_traps", language, **{TRAP: slug})
    use(language)
    assert _(trap.question) in words(at)
    assert codes(at) == [trap.falls.rstrip()]  # nothing is given away
    assert _(trap.why) not in words(at)
    assert at.button(key="run it").disabled

    predict(at, slug, trap.right())
    assert not at.exception
    assert not at.error
    [verdict] = at.success
    assert _(trap.choices[trap.right()].text) in verdict.value
    assert _(trap.why) in words(at)
    assert _(trap.mending) in words(at)
    shown = codes(at)
    assert shown[0] == trap.falls.rstrip()
    assert trap.mended.rstrip() in shown
    for each in (told, mended):
        for text in (each.printed, *each.warnings):
            assert not text or text.rstrip("\n") in [one.rstrip("\n") for one in shown]
    if told.error:
        assert f"{told.error.type}: {told.error.message}" in shown


def test_a_wrong_prediction_is_told_kindly_and_can_be_made_again():
    at = visit("gradient_traps")
    predict(at, FIRST.slug, wrong(FIRST.slug))
    [info] = at.info
    assert "You predicted `tensor(12.)` → `tensor(144.)`" in info.value
    assert "What happens: `tensor(12.)` → `tensor(24.)`" in info.value
    assert "1 of 24 seen, 0 foreseen" in words(at)
    at.button(key="again").click().run()
    assert at.radio(key=f"prediction {FIRST.slug}").value is None
    assert "0 of 24 seen" in words(at)


def test_predictions_are_kept_and_counted_from_trap_to_trap():
    at = visit("gradient_traps")
    predict(at, SLUGS[0], TRAPS[SLUGS[0]].right())
    at.button(key="next trap").click().run()
    assert at.query_params[TRAP] == SLUGS[1]
    predict(at, SLUGS[1], wrong(SLUGS[1]))
    assert "2 of 24 seen, 1 foreseen" in words(at)
    assert at.button_group(key=THEME).options[0] == "backward, and again 2/4"
    picker = at.button_group(key=newest(at, "traps again"))
    assert [option[0] for option in picker.options[:2]] == ["✓", "•"]

    picker.select(SLUGS[0]).run()
    assert _right_said(at)
    at.switch_page("../pages/home.py").run()
    at.switch_page("../pages/gradient_traps.py").run()
    assert "2 of 24 seen, 1 foreseen" in words(at)
    assert _right_said(at)


def _right_said(at) -> bool:
    return len(at.success) == 1 and not at.info


def test_a_theme_goes_to_its_first_trap_that_was_not_seen():
    at = visit("gradient_traps")
    theme = THEMES[1]
    at.button_group(key=THEME).select(theme.slug).run()
    assert at.query_params[TRAP] == theme.traps[0].slug
    predict(at, theme.traps[0].slug, 0)
    at.button_group(key=THEME).select(THEMES[0].slug).run()
    at.button_group(key=THEME).select(theme.slug).run()
    assert at.query_params[TRAP] == theme.traps[1].slug
    assert not at.exception


def test_a_prediction_not_yet_run_survives_another_card():
    at = visit("gradient_traps")
    at.radio(key="prediction adds_up").set_value(2).run()
    at.button_group(key=newest(at, "traps again")).select("retain_graph").run()
    at.button_group(key=newest(at, "traps again")).select("adds_up").run()
    assert at.radio(key="prediction adds_up").value == 2


def test_a_program_opens_in_the_scratch_pad():
    at = visit("gradient_traps", **{TRAP: "in_place_leaf"})
    predict(at, "in_place_leaf", 0)
    at.button(key="falls scratch").click().run()
    assert not at.exception
    assert at.session_state["program text"] == TRAPS["in_place_leaf"].falls
    assert "葉" not in words(at)
    assert "in-place operation" in "\n".join(codes(at))


def test_what_the_tensors_hold_stands_beside():
    at = visit("gradient_traps", **{TRAP: "non_leaf"})
    predict(at, "non_leaf", 0)
    tables = html(at)
    assert "PowBackward0" in tables
    assert "leaf" in tables
    assert "PyTorch warns:" in words(at)


@pytest.mark.parametrize("slug", ["eval(1)", "", "x" * 5000])
def test_a_wrong_link_shows_the_first_trap(slug):
    at = visit("gradient_traps", **{TRAP: slug})
    assert codes(at) == [FIRST.falls.rstrip()]


def test_the_depth_of_a_network_is_told_in_words():
    at = visit("gradient_traps", **{TRAP: "vanishing"})
    assert "**Vanishing**: the first layers hardly learn." in words(at)
    at.button_group(key="depth preset").select(2).run()
    assert "**Exploding**" in words(at)
    at.button_group(key="depth preset").select(3).run()
    assert "That is a gradient to learn with." in words(at)
    at.slider(key="depth.layers").set_value(40).run()
    at.slider(key="depth.scale").set_value(0.1).run()
    assert not at.exception


@pytest.mark.parametrize(
    ("activation", "scale", "said"),
    [("sigmoid", "0.1", "**Vanished**: smaller than"), ("none", "4.0", "**Exploded**: larger than")],
)
def test_a_gradient_beyond_float32_is_told_too(activation, scale, said):
    settings = {"depth.layers": "40", "depth.activation": activation, "depth.scale": scale}
    at = visit("gradient_traps", **{TRAP: "exploding"}, **settings)
    assert said in words(at)


def test_clipping_is_tried_out():
    at = visit("gradient_traps", "ja", **{TRAP: "clip_value"})
    assert "(9.91, 1.32)" in html(at)
    assert "(10, 4)" in html(at)
    at.slider(key="clip.limit").set_value(50.0).run()
    assert html(at).count("(30, 4)") == 3

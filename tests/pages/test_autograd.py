"""The page on graphs, without a browser."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from playground.autograd.presets import GRAPHS
from playground.translations import LANGUAGES

from .visiting import html, visit, words


def write(at: AppTest, source: str) -> AppTest:
    """Put a program into the editor, as its component does."""
    at.session_state["autograd text"] = source
    at.run()
    assert not at.exception
    return at


def player(at: AppTest) -> dict:
    """Return what the graph was given to draw and to play."""
    for element in at.get("bidi_component"):
        data = element.proto.bytes or element.proto.json
        if data and b"moments" in (data if isinstance(data, bytes) else data.encode()):
            return json.loads(data)
    return {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_visit_shows_a_graph_and_the_leaves_checked(language):
    at = visit("autograd", language)
    assert not at.error
    data = player(at)
    assert [node["kind"] for node in data["graphs"][0]["nodes"]].count("leaf") == 2
    assert len(data["frames"][0]["moments"]) == 5
    table = html(at)
    assert "AddBackward0" in table
    assert table.count("<code>12</code>") == 2  # autograd's, and by finite differences
    assert ("葉テンソル" in json.dumps(data, ensure_ascii=False)) == (language == "ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_preset_is_played(language):
    at = visit("autograd", language)
    for number, preset in enumerate(GRAPHS):
        at.pills(key="autograd preset").select(number).run()
        assert not at.exception
        assert not at.error
        assert player(at)["frames"][0]["moments"]
        assert bool(at.warning) == (preset.name == "NaN")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = torch.tensor([1.0, 2.0])\ny = x * 2\n", "No tensor here wants a gradient"),
        ("x = torch.tensor([1, 2], requires_grad=True)\n", "Only Tensors of floating point"),
        ("w = torch.ones(2, requires_grad=True)\ny = (w * 2).detach()\nz = y + w\n", "cuts the path"),
        ("w = torch.ones(2, requires_grad=True)\ny = w.prod()\ny.backward()\nz = w @\n", "This is not Python"),
        ("w = torch.tensor(2.0, requires_grad=True)\nif w > 0:\n    y = w ** 2\n    y.backward()\n", "second time"),
        ("w = torch.tensor(2.0, requires_grad=True)\ny = w.exp()\nz = y * y\ny.add_(1)\n", "inplace"),
        ("w = torch.tensor(0.0, requires_grad=True)\ny = w.log()\nz = y * 2\n", "first that makes NaN or infinity"),
        ("w = torch.ones(30_000, 3_000, requires_grad=True)\ny = w.sum()\n", "Only the shapes were worked out"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_words(source, said):
    at = write(visit("autograd"), source)
    text = words(at) + "\n".join(str(each.value) for each in at.code)
    assert said in text


def test_what_the_program_does_after_its_own_backward_is_shown_too():
    at = write(
        visit("autograd"), "w = torch.tensor(2.0, requires_grad=True)\ny = w ** 2\ny.backward()\nprint(w.grad)\n"
    )
    assert "tensor(4.)" in [each.value for each in at.code]
    assert player(at)["frames"][0]["moments"][-1]["gradient"] == "4"
    write(at, "w = torch.ones(2, requires_grad=True)\ny = w ** 2\ny.backward()\n")
    assert len(at.error) == 1
    assert "only for scalar outputs" in player(at)["frames"][0]["failure"]


def test_the_offer_to_want_a_gradient_is_taken():
    at = write(visit("autograd"), "x = torch.tensor([1.0, 2.0])\ny = (x ** 2).sum()\n")
    assert not player(at)
    next(button for button in at.button if "requires" in button.label).click().run()
    assert "requires_grad=True" in at.session_state["autograd text"]
    assert player(at)["frames"]


def test_the_last_good_graph_stays_while_the_program_cannot_be_read():
    at = write(visit("autograd"), "w = torch.tensor(5.0, requires_grad=True)\ny = w ** 2\n")
    before = player(at)
    write(at, "w = torch.tensor(5.0, requires_grad=True)\ny = w **\n")
    assert at.error
    assert player(at) == before


def test_several_elements_can_be_begun_with_in_three_ways():
    at = write(visit("autograd"), "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x ** 2\n")
    assert player(at)["frames"][0]["moments"][-1]["gradient"] == "[2 4]"
    ways = next(box for box in at.selectbox if "several elements" in box.label)
    ways.select_index(1).run()
    assert player(at)["frames"][0]["moments"][-1]["gradient"] == "[2 0]"
    next(box for box in at.selectbox if "several elements" in box.label).select_index(2).run()
    assert "only for scalar outputs" in player(at)["frames"][0]["failure"]
    assert not at.exception


def test_a_program_too_large_to_draw_is_folded_and_says_so():
    loop = "w = torch.tensor(0.9, requires_grad=True)\ny = w\nfor i in range(200):\n    y = y * w + torch.sin(y)\n"
    at = write(visit("autograd"), loop)
    assert "too many to draw" in words(at)
    assert len(player(at)["graphs"][0]["nodes"]) <= 300

"""The tensor grid: which cells are drawn, what they say, and which others they are linked with."""

import base64
import io
import json
import math

import pytest
import torch
from PIL import Image

from playground.program.records import TensorValue
from playground.ui import grid_cells
from playground.ui.grid import Links, Panel, grid_data


def value(data, shape=None):
    """A tensor as a program's trace records it; with a shape alone, its values are missing."""
    tensor = torch.empty(shape, device="meta") if shape is not None else data
    return TensorValue(
        shape=tuple(tensor.shape),
        dtype=tensor.dtype,
        device=torch.device("cpu"),
        strides=tensor.stride(),
        offset=0,
        storage=0,
        version=0,
        requires_grad=False,
        is_leaf=True,
        grad_fn=None,
        data=data,
    )


def panel(data, name="A", **options):
    return grid_data([Panel(name, value(data), **options)])["panels"][0]


@pytest.mark.parametrize("shape", [(), (4,), (3, 4), (2, 3, 4), (2, 2, 3, 4), (2, 1, 2, 2, 3)])
def test_a_small_tensor_is_shown_whole_in_row_major_order(shape):
    data = torch.arange(math.prod(shape)).reshape(shape)
    drawn = panel(data)
    assert drawn["labels"] == [str(number) for number in range(data.numel())]
    assert [len(axis) for axis in drawn["tracks"]] == list(shape)
    assert not drawn["word"]


@pytest.mark.parametrize("shape", [(5000,), (100, 200), (100, 20, 32), (64, 3, 32, 32), (9, 9, 9, 9, 9)])
def test_of_a_big_tensor_the_first_and_the_last_are_shown_and_the_rest_is_counted(shape):
    data = torch.arange(math.prod(shape)).reshape(shape)
    drawn = panel(data)
    shown = [text for text in drawn["labels"] if text]
    assert len(shown) <= 1_000
    assert drawn["labels"][0] == "0"
    assert f"{len(shown):,} of {data.numel():,} values" in drawn["word"]
    for size, axis in zip(shape, drawn["tracks"], strict=True):
        assert axis[0] == 0
        assert [index for index in axis if index is not None] == sorted({*axis} - {None})
        assert (None in axis) == (len(axis) - axis.count(None) < size)


def test_the_last_rows_and_columns_of_a_big_matrix_are_shown():
    drawn = panel(torch.zeros(100, 200))
    assert [axis[-1] for axis in drawn["tracks"]] == [99, 199]
    assert [len(axis) - 1 for axis in drawn["tracks"]] == [12, 16]


def test_every_shown_cell_knows_its_place_and_every_hidden_one_its_gap():
    shape = (30, 40)
    tracks = grid_cells.tracks(shape)
    flats, places = grid_cells.flats(shape, tracks), grid_cells.places(shape, tracks)
    for place, flat in enumerate(flats):
        assert flat is None or places[flat] == place
    assert all(flats[places[flat]] is None for flat in set(range(1200)) - {*flats})


@pytest.mark.parametrize(
    ("data", "labels"),
    [
        (
            torch.tensor([1.0, -2.5, 1 / 3, 1e-5, 123456.0, 1234567.0]),
            ["1", "−2.5", "0.3333", "1e−05", "123456", "1.235e+06"],
        ),
        (torch.tensor([math.nan, math.inf, -math.inf]), ["nan", "inf", "−inf"]),
        (torch.tensor([0, -7, 2**62]), ["0", "−7", "4.612e+18"]),
        (torch.tensor([True, False]), ["True", "False"]),
        (torch.tensor([1 + 2j, -0.5 - 1.5j]), ["1+2j", "−0.5−1.5j"]),
        (torch.tensor([200], dtype=torch.uint8), ["200"]),
        (torch.tensor([0.5, 3.0], dtype=torch.bfloat16), ["0.5", "3"]),
    ],
    ids=["float", "not finite", "int", "bool", "complex", "uint8", "bfloat16"],
)
def test_cells_say_their_value_in_about_four_digits(data, labels):
    assert panel(data)["labels"] == labels


def test_the_exact_value_is_sent_where_the_label_is_shorter():
    assert panel(torch.tensor([1 / 3, 0.5, 0.1]))["exact"] == {"0": "0.33333334"}  # float32
    assert panel(torch.tensor([2**62]))["exact"] == {"0": "4611686018427387904"}


def test_colours_are_symmetric_around_zero_and_mark_what_is_not_finite():
    levels = panel(torch.tensor([-4.0, 0.0, 2.0, math.inf, -math.inf, math.nan]))["levels"]
    assert levels == [-1, 0, 0.5, grid_cells.INFINITE, -grid_cells.INFINITE, None]


def test_panels_share_a_colour_scale_unless_it_would_hide_one():
    def levels(*tensors):
        return [drawn["levels"] for drawn in grid_data([Panel("A", value(each)) for each in tensors])["panels"]]

    assert levels(torch.tensor([1.0]), torch.tensor([4.0])) == [[0.25], [1]]
    assert levels(torch.tensor([1.0]), torch.tensor([400.0])) == [[1], [1]]
    assert levels(torch.tensor([0.0]), torch.tensor([0.0])) == [[0], [0]]


def test_without_values_there_is_a_word_and_no_cells():
    panels = [
        grid_data([Panel("A", each)])["panels"][0]
        for each in (value(None, (2, 3)), value(None, (3000, 4000)), value(torch.zeros(0, 3)))
    ]
    assert [drawn["word"] for drawn in panels] == [
        "The values were not computed.",
        "12,000,000 values are too many to show.",
        "No values: an axis has size 0.",
    ]
    assert all("tracks" not in drawn and "</span>" in drawn["chips"] for drawn in panels)
    assert grid_data([Panel("A", value(None, (2, 3)))])["hint"] == ""


def test_a_panel_is_described_in_words():
    assert panel(torch.zeros(2, 3))["description"] == "A, shape (2, 3), float32"


@pytest.mark.parametrize(
    ("name", "called"),
    [("A", "A"), ("A.T", "A.T"), ("A + B", "(A + B)"), ("f(x)[0]", "f(x)[0]"), ("-A", "(-A)"), ("層 1", "層 1")],
)
def test_a_name_is_written_so_that_an_index_can_follow(name, called):
    assert panel(torch.zeros(1), name)["called"] == called


def matmul_links(rows, inner, columns):
    left = tuple(tuple(i * inner + k for k in range(inner)) for i in range(rows) for _ in range(columns))
    right = tuple(tuple(k * columns + j for k in range(inner)) for _ in range(rows) for j in range(columns))
    return Links((left, right), tuple(f"cell {i}" for i in range(rows * columns)))


def sources_of(data, operand, place):
    linked = data["links"]["operands"][operand]
    return linked["sets"][linked["of"][place]]


def test_links_of_a_product_lead_to_a_row_and_a_column():
    a, b = torch.rand(2, 3), torch.rand(3, 2)
    data = grid_data([Panel("A", value(a)), Panel("B", value(b)), Panel("C", value(a @ b))], matmul_links(2, 3, 2))
    assert sources_of(data, 0, 2) == [3, 4, 5]
    assert sources_of(data, 1, 2) == [0, 2, 4]
    assert data["links"]["arithmetic"][2] == "cell 2"
    assert len(data["links"]["operands"][0]["sets"]) == 3  # none, and one for each row: equal ones are sent once
    json.dumps(data, allow_nan=False)


def test_links_of_thinned_tensors_lead_to_places_and_hidden_sources_to_the_gap():
    a, b = torch.rand(20, 30), torch.rand(30, 40)
    data = grid_data([Panel("A", value(a)), Panel("B", value(b)), Panel("C", value(a @ b))], matmul_links(20, 30, 40))
    rows, columns = data["panels"][2]["tracks"]
    last = len(rows) * len(columns) - 1  # C[19, 39]
    assert data["links"]["arithmetic"][last] == "cell 799"
    width = len(data["panels"][0]["tracks"][1])
    assert sources_of(data, 0, last) == [(len(rows) - 1) * width + column for column in range(width)]
    gap = columns.index(None)
    assert data["links"]["arithmetic"][gap] == ""
    assert sources_of(data, 0, gap) == []


def test_links_need_a_panel_for_each_operand():
    with pytest.raises(ValueError, match="2 operands"):
        grid_data([Panel("C", value(torch.zeros(2, 2)))], matmul_links(2, 3, 2))


def test_without_values_there_are_no_links():
    panels = [Panel("A", value(torch.zeros(2))), Panel("B", value(None, (2,)))]
    assert grid_data(panels, Links((((0,), (1,)),), ()))["links"] is None


def picture_of(tensor):
    drawn = grid_data([Panel("x", value(tensor))], picture=True)["panels"][0]["picture"]
    return drawn, Image.open(io.BytesIO(base64.b64decode(drawn["source"].split(",")[1])))


def test_a_colour_picture_has_the_tensors_pixels():
    tensor = torch.randint(0, 256, (3, 4, 5), dtype=torch.uint8)
    drawn, image = picture_of(tensor)
    assert (image.mode, image.size) == ("RGB", (5, 4))
    assert image.getpixel((2, 1)) == tuple(tensor[:, 1, 2].tolist())
    assert drawn["width"] / drawn["height"] == 5 / 4


@pytest.mark.parametrize("shape", [(2, 2), (1, 2, 2)])
def test_floats_from_0_to_1_are_grey_and_others_are_stretched(shape):
    drawn, image = picture_of(torch.tensor([0.0, 0.2, 0.6, 0.8]).reshape(shape))
    assert list(image.tobytes()) == [0, 51, 153, 204]
    assert drawn["note"] == "Darkest: 0, brightest: 1"
    drawn, image = picture_of(torch.tensor([-1.0, 0.0, 4.0, math.nan]).reshape(shape))
    assert list(image.tobytes()) == [0, 51, 255, 0]
    assert drawn["note"] == "Darkest: −1, brightest: 4"


@pytest.mark.parametrize(
    "tensor", [torch.zeros(3), torch.zeros(2, 4, 4), torch.zeros(3, 3, dtype=torch.int64), torch.zeros(0, 3)]
)
def test_what_is_no_picture_is_drawn_as_cells_alone(tensor):
    assert grid_data([Panel("x", value(tensor))], picture=True)["panels"][0]["picture"] is None


def test_axes_keep_their_colours_through_an_operation():
    data = grid_data([Panel("A.T", value(torch.zeros(3, 2)), axes=(1, 0))])
    assert data["panels"][0]["axes"] == [1, 0]
    assert data["axes"][1]["colour"] in data["panels"][0]["chips"].split(">3<")[0]

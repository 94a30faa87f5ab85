import pytest
import torch

from playground.charts import ink
from playground.networks import MODELS, DataFacts, facts_of, layer_shapes
from playground.networks.demonstrations import curve, product_shape, slope
from playground.translations import PlaygroundError

DIGITS = facts_of("digits", {})


@pytest.mark.parametrize("name", ["CNN", "MLP"])
def test_pictures_become_ten_logits(name):
    row = MODELS[name]
    model = row.build(DIGITS, row.complete({}, name))
    assert model(torch.rand(5, 1, 8, 8)).shape == (5, 10)


@pytest.mark.parametrize("kernel_size", [1, 3, 5, 7])
def test_odd_kernels_keep_height_and_width(kernel_size):
    model = MODELS["CNN"].build(DIGITS, {"channels": 4, "kernel_size": kernel_size, "dropout": 0.0})
    assert model(torch.rand(2, 1, 8, 8)).shape == (2, 10)


def test_the_cnn_learns_as_many_numbers_as_the_formula_says():
    channels, k = 32, 3
    convolutions = channels * (1 * k * k + 1) + 2 * channels * (channels * k * k + 1)
    linear = 10 * (2 * channels * 2 * 2 + 1)
    layers = layer_shapes(
        MODELS["CNN"].build(DIGITS, {"channels": channels, "kernel_size": k, "dropout": 0.25}), (16, 1, 8, 8)
    )
    assert sum(layer.parameters for layer in layers) == convolutions + linear


def test_the_shape_after_each_layer_is_that_of_a_plain_forward_pass():
    model = MODELS["CNN"].build(DIGITS, {"channels": 8, "kernel_size": 3, "dropout": 0.25})
    x = torch.rand(16, 1, 8, 8)
    expected = []
    for layer in model.layers:
        x = layer(x)
        expected.append(tuple(x.shape))
    assert [layer.shape for layer in layer_shapes(model, (16, 1, 8, 8))] == expected


def test_a_products_shape_is_rows_by_columns_or_pytorchs_own_words():
    assert product_shape((2, 3), (3, 4)) == (2, 4)
    assert "mat1 and mat2 shapes cannot be multiplied" in product_shape((2, 3), (4, 4))


@pytest.mark.parametrize("x", [-2.0, -1.0, 0.0, 0.5, 1.7])
def test_the_slope_is_the_derivative(x):
    y, grad = slope(x)
    assert y == pytest.approx(x**3 / 3 - x, abs=1e-6)
    assert grad == pytest.approx(x**2 - 1, abs=1e-6)


def test_the_curve_lies_where_the_points_do():
    xs, ys = curve(-2.5, 2.5, 11)
    assert len(xs) == 11
    assert ys[4] == pytest.approx(slope(xs[4])[0], abs=1e-6)


def test_text_on_a_colour_is_black_or_white_whichever_is_readable():
    assert ink("#ffffff") == "#000000"
    assert ink("#000000") == "#ffffff"
    assert ink("#0072b2") == "#ffffff"


def test_lenet_is_the_network_of_pytorchs_tutorial():
    facts = DataFacts("pictures", (3, 32, 32), 10)
    model = MODELS["LeNet"].build(facts, {})
    assert model(torch.rand(2, 3, 32, 32)).shape == (2, 10)
    shapes = [(6, 3, 5, 5), (6,), (16, 6, 5, 5), (16,), (120, 400), (120,), (84, 120), (84,), (10, 84), (10,)]
    assert [tuple(parameter.shape) for parameter in model.parameters()] == shapes


def test_a_network_too_large_for_its_pictures_is_refused_in_words():
    with pytest.raises(PlaygroundError, match="at least 16 pixels a side; these have 8"):
        MODELS["LeNet"].build(DIGITS, {})


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
def test_a_forecaster_says_one_value_from_the_last_state(cell):
    model = MODELS[cell].build(DataFacts("series", (10, 1), 1), {"hidden_size": 5, "num_layers": 2})
    windows = torch.rand(3, 10, 1)
    states, _ = model.recurrent(windows)
    assert torch.equal(model(windows), model.head(states[:, 9]))


@pytest.mark.parametrize("cell", ["LSTM", "GRU"])
def test_a_character_model_never_looks_ahead(cell):
    row = MODELS[f"Char{cell}"]
    model = row.build(DataFacts("text", (12,), 30), row.complete({}, "model"))
    text = torch.randint(30, (2, 12))
    changed = text.clone()
    changed[:, 8:] = 0
    assert model(text).shape == (2, 30, 12)
    assert torch.equal(model(text)[..., :8], model(changed)[..., :8])

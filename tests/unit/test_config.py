import json

import pytest
import torch
from pydantic import ValidationError

from playground import translations
from playground.training import TrainConfig, problems


def sentences(data) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        TrainConfig.model_validate(data)
    return [str(problem) for problem in problems(caught.value)]


def test_json_there_and_back_gives_the_same_config():
    config = TrainConfig.model_validate({"model": "MLP", "scheduler": "StepLR", "optimizer": {"name": "SGD"}})
    assert TrainConfig.model_validate_json(config.model_dump_json()) == config
    assert TrainConfig.model_validate_json(config.key()) == config


def test_an_empty_config_is_the_default_run():
    assert TrainConfig.model_validate_json("{}") == TrainConfig()


def test_missing_parameters_are_completed_with_the_rows_defaults():
    config = TrainConfig.model_validate({"optimizer": {"name": "SGD", "parameters": {"momentum": 0.9}}})
    expected = {"lr": 0.1, "momentum": 0.9, "nesterov": False, "weight_decay": 0.0}
    assert config.optimizer.parameters.items() >= expected.items()


def test_a_config_cannot_be_changed():
    with pytest.raises(ValidationError):
        TrainConfig().epochs = 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"epochs": 0}, "epochs is 0; it must be a whole number from 1 to 1000."),
        ({"epochs": "many"}, "epochs is 'many'; it must be a whole number from 1 to 1000."),
        ({"device": "tpu"}, "device is 'tpu'; it must be one of: auto, cpu, cuda, mps."),
        ({"loader": {"batch_size": -3}}, "loader.batch_size is -3; it must be a whole number from 1 to 1024."),
        ({"loader": {"shuffle": "yes"}}, "loader.shuffle is 'yes'; it must be true or false."),
        (
            {"model": "Transformer"},
            "model is 'Transformer'; it must be one of: "
            "CNN, LeNet, ResNet18, MLP, LinearRegression, LSTM, GRU, RNN, CharLSTM, CharGRU.",
        ),
        (
            {"model": {"name": "CNN", "parameters": {"kernel_size": 2}}},
            "model.kernel_size is 2; it must be one of: 1, 3, 5, 7.",
        ),
        (
            {"optimizer": {"name": "Adam", "parameters": {"lr": 0}}},
            "optimizer.lr is 0; it must be a number above 0 and at most 1000.",
        ),
        (
            {"optimizer": {"name": "Adam", "parameters": {"lr": float("nan")}}},
            "optimizer.lr is nan; it must be a number above 0 and at most 1000.",
        ),
        (
            {"model": "LSTM"},
            "The model LSTM is not made for the data digits; choose one of: CNN, LeNet, ResNet18, MLP.",
        ),
        (
            {"model": "LeNet"},
            "LeNet needs pictures of at least 16 pixels a side; these have 8. Choose another.",
        ),
        ({"learning_rate": 1}, "There is no setting called learning_rate."),
        ({"version": 0}, "These settings have version 0; this playground reads version 2 only."),
        ({"version": 99}, "These settings have version 99; this playground reads version 2 only."),
    ],
)
def test_each_mistake_gets_a_sentence(data, sentence):
    assert sentences(data) == [sentence]


def test_every_mistake_is_told_not_only_the_first():
    assert len(sentences({"epochs": 0, "seed": -1, "model": 5})) == 3


def test_settings_that_exclude_each_other_are_told_in_pytorchs_own_words():
    [sentence] = sentences({"optimizer": {"name": "SGD", "parameters": {"nesterov": True}}})
    with pytest.raises(ValueError, match="Nesterov") as caught:
        torch.optim.SGD([torch.zeros(1)], lr=0.1, nesterov=True)
    assert str(caught.value) in sentence


def test_a_mistake_is_told_in_japanese_too():
    with pytest.raises(ValidationError) as caught:
        TrainConfig.model_validate({"epochs": 0})
    translations.use("ja")
    try:
        assert problems(caught.value)[0].text() == "epochs が 0 になっています。1 から 1000 までの整数にしてください。"
    finally:
        translations.use("en")


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"model": {"name": {}}}', '{"loader": 3}', '"x"', "1e999"])
def test_any_json_ends_in_a_config_or_in_sentences(text):
    with pytest.raises(ValidationError) as caught:
        TrainConfig.model_validate_json(text)
    assert all(str(problem) for problem in problems(caught.value))


def test_the_dump_is_plain_json():
    assert json.loads(json.dumps(TrainConfig().as_json())) == TrainConfig().as_json()

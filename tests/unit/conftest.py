import pytest
import torch

from playground.runs import Store, open_store
from playground.settings import Settings
from playground.training import TrainConfig


@pytest.fixture(autouse=True)
def one_thread():
    """As a worker computes; and so that tests beside each other do not wait for each other's threads."""
    torch.set_num_threads(1)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings.read({"PLAYGROUND_HOME": str(tmp_path), "PLAYGROUND_SLOTS": "1"})


@pytest.fixture
def store(settings) -> Store:
    store = open_store(settings)
    yield store
    store.engine.dispose()


@pytest.fixture(scope="session")
def small() -> TrainConfig:
    """A run of under a second: 3 epochs of 20 steps."""
    return TrainConfig.model_validate(
        {
            "model": {"name": "MLP", "parameters": {"hidden_size": 16, "dropout": 0.2}},
            "loader": {"batch_size": 64},
            "epochs": 3,
        }
    )

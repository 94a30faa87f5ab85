"""Where it began that a run's numbers are no longer finite."""

import pytest
import torch
from torch import nn

from playground import translations
from playground.training import TrainConfig, train
from playground.training.faults import BEGINNINGS, first_fault, is_full

RUNAWAY = TrainConfig.model_validate(
    {"optimizer": {"name": "SGD", "parameters": {"lr": 100.0, "momentum": 0.9, "weight_decay": 0.1}}, "epochs": 20}
)


@pytest.fixture
def network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))


INPUTS = torch.ones(3, 4)


def test_a_good_network_leaves_only_the_loss_function(network):
    assert first_fault(network, INPUTS) == ("loss", "")


def test_a_gap_in_the_data_is_found_before_the_layers(network):
    assert first_fault(network, INPUTS.clone().fill_(float("nan"))) == ("input", "")


def test_the_first_layer_with_a_bad_weight_is_named(network):
    with torch.no_grad():
        network[2].weight[0, 0] = float("inf")
        network[4].bias[0] = float("nan")
    assert first_fault(network, INPUTS) == ("weight", "2 (Linear)")


def test_the_first_layer_whose_output_overflows_is_named(network):
    with torch.no_grad():
        network[0].weight.fill_(1e20)
        network[2].weight.fill_(1e20)  # 1e20 · 1e20 is more than a 32-bit number can hold
    assert first_fault(network, INPUTS) == ("output", "2 (Linear)")


def test_a_recurrent_layers_states_are_looked_at():
    class Reader(nn.Module):
        def __init__(self):
            super().__init__()
            self.recurrent, self.head = nn.RNN(1, 4, nonlinearity="relu"), nn.Linear(4, 1)

        def forward(self, inputs):
            return self.head(self.recurrent(inputs)[0][-1])

    reader = Reader()
    with torch.no_grad():
        for weight in reader.recurrent.parameters():
            weight.fill_(1e20)
    assert first_fault(reader, torch.ones(5, 2, 1)) == ("output", "recurrent (RNN)")


def test_a_run_that_runs_away_says_where_and_keeps_its_last_good_checkpoint():
    events = list(train(RUNAWAY))
    failed = events[-1]
    assert failed.type == "failed"
    assert failed.message.template in BEGINNINGS.values()
    assert failed.message.values["step"] == failed.step + 1  # the step that was not taken any more
    assert failed.message.values["rate"] == "100"
    assert "try a tenth of it" in str(failed.message)
    for checkpoint in (event for event in events if event.type == "checkpoint"):
        assert all(each.isfinite().all() for each in checkpoint.state["model"].values())
    translations.use("ja")
    assert "学習率" in failed.message.text()


def test_the_step_and_the_layer_are_told_exactly_between_two_points_of_the_curve(monkeypatch):
    """Weights are spoiled after step 7: its successor is where the run must end, in the layer that overflows first."""
    from playground.training import loop

    calls, plain = [], loop.take_step

    def spoil(parts, *arguments):
        loss = plain(parts, *arguments)
        calls.append(loss)
        if len(calls) == 7:
            with torch.no_grad():
                parts.model.layers[3].weight.fill_(1e30)
                parts.model.layers[8].weight.fill_(1e30)
        return loss

    monkeypatch.setattr(loop, "take_step", spoil)
    failed = list(train(TrainConfig(epochs=1)))[-1]
    assert len(calls) == 7
    assert failed.message.values["step"] == 8
    assert failed.message.values["layer"] == "layers.8 (Linear)"


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        RuntimeError("[enforce fail at alloc_cpu.cpp:127] . DefaultCPUAllocator: can't allocate memory: you tried …"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 80000000000 bytes."),
        RuntimeError("MPS backend out of memory (MPS allocated: 8.02 GB)."),
        MemoryError(),
    ],
)
def test_a_full_memory_is_recognised_on_every_device(error):
    assert is_full(error)
    assert not is_full(RuntimeError("mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)"))


def test_pytorchs_own_words_for_a_full_memory_are_those():
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**55)
    assert is_full(caught.value)

"""The sampler, with NVML played by a stand-in: the test machines have no GPU."""

from types import SimpleNamespace

import psutil
import pynvml
import pytest

from playground.devices import Gpu, Sampler


@pytest.fixture
def two_gpus(monkeypatch):
    """Two GPUs, of which the second does not tell its power."""

    def power(handle):
        if handle == 1:
            raise pynvml.NVMLError_NotSupported()
        return 71_500

    answers = {
        "nvmlInit": lambda: None,
        "nvmlDeviceGetCount": lambda: 2,
        "nvmlDeviceGetHandleByIndex": lambda i: i,
        "nvmlDeviceGetName": lambda handle: f"Imaginary {handle}",
        "nvmlDeviceGetMemoryInfo": lambda handle: SimpleNamespace(used=2 * 2**30, total=8 * 2**30),
        "nvmlDeviceGetUtilizationRates": lambda handle: SimpleNamespace(gpu=37 + handle),
        "nvmlDeviceGetPowerUsage": power,
        "nvmlDeviceGetTemperature": lambda handle, _sensor: 64,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(pynvml, name, answer)


def test_each_gpu_is_told_in_watts_bytes_and_percent(two_gpus):
    sampler = Sampler()
    first, second = sampler.sample().gpus
    assert sampler.no_gpu is None
    assert first == Gpu(0, "Imaginary 0", 2 * 2**30, 8 * 2**30, 37.0, 71.5, 64.0)
    assert (second.utilization, second.power) == (38.0, None)


def test_without_a_driver_it_says_so_and_samples_the_rest(monkeypatch):
    def no_driver():
        raise pynvml.NVMLError_LibraryNotFound()

    monkeypatch.setattr(pynvml, "nvmlInit", no_driver)
    sampler = Sampler()
    sample = sampler.sample()
    assert "No NVIDIA GPU can be used here" in str(sampler.no_gpu)
    assert sample.gpus == ()
    assert sample.memory_total == psutil.virtual_memory().total
    assert 0 < sample.memory_used < sample.memory_total
    assert 0 <= sample.cpu <= 100


def test_a_driver_without_a_gpu_says_so(two_gpus, monkeypatch):
    monkeypatch.setattr(pynvml, "nvmlDeviceGetCount", lambda: 0)
    assert "finds no GPU" in str(Sampler().no_gpu)

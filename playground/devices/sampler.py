"""One look at CPU, memory and NVIDIA GPUs: psutil and NVML."""

from dataclasses import asdict, dataclass
from typing import Any

import psutil
import pynvml

from playground.translations import N_, Message


@dataclass(frozen=True)
class Gpu:
    """One GPU now. Memory in bytes, utilization in percent, power in watts, temperature in °C; None where not told."""

    index: int
    name: str
    memory_used: int
    memory_total: int
    utilization: float | None
    power: float | None
    temperature: float | None


@dataclass(frozen=True)
class Sample:
    """The machine now: CPU in percent of all cores, memory in bytes, and its GPUs."""

    cpu: float
    memory_used: int
    memory_total: int
    gpus: tuple[Gpu, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Sampler:
    """Takes samples; keeps NVML open meanwhile. `no_gpu` says why there is none, or is None."""

    def __init__(self) -> None:
        psutil.cpu_percent()  # the first call only sets the starting point
        self._handles: list[Any] = []
        self.no_gpu: Message | None = None
        try:
            pynvml.nvmlInit()
            self._handles = [pynvml.nvmlDeviceGetHandleByIndex(i) for i in range(pynvml.nvmlDeviceGetCount())]
            if not self._handles:
                self.no_gpu = Message(N_("The NVIDIA driver finds no GPU in this computer."))
        except pynvml.NVMLError as error:
            self.no_gpu = Message(N_("No NVIDIA GPU can be used here ({words})."), {"words": str(error)})

    def sample(self) -> Sample:
        """Return the machine's state now; CPU use is the mean since the last call."""
        memory = psutil.virtual_memory()
        return Sample(
            cpu=psutil.cpu_percent(),
            memory_used=memory.total - memory.available,
            memory_total=memory.total,
            gpus=tuple(self._gpu(index, handle) for index, handle in enumerate(self._handles)),
        )

    @staticmethod
    def _gpu(index: int, handle: Any) -> Gpu:
        memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
        return Gpu(
            index=index,
            name=str(pynvml.nvmlDeviceGetName(handle)),
            memory_used=int(memory.used),
            memory_total=int(memory.total),
            utilization=_told(lambda: float(pynvml.nvmlDeviceGetUtilizationRates(handle).gpu)),
            power=_told(lambda: pynvml.nvmlDeviceGetPowerUsage(handle) / 1000),
            temperature=_told(lambda: float(pynvml.nvmlDeviceGetTemperature(handle, pynvml.NVML_TEMPERATURE_GPU))),
        )


def _told(read: Any) -> float | None:
    """Return what `read` gives; None where this GPU does not tell it."""
    try:
        return float(read())
    except pynvml.NVMLError:
        return None

"""How long a trained network takes to answer while one draws: ``python -m benchmarks.asking``.

From the ink as the pad sends it to the probabilities and the maps of all layers, in CPU time on one thread, as the app
has it; beside it what PyTorch alone takes for the same forward pass. Without attributions all of it together shall be
below 100 ms.
"""

import statistics
import time
from collections.abc import Callable

import torch

from playground.asking.answers import answer
from playground.asking.attributions import METHODS, attribution
from playground.asking.drawing import framing_of, picture_of
from playground.asking.loading import Asked
from playground.datasets import SPLITS
from playground.datasets.opened import open_row, png
from playground.networks import MODELS, facts_of
from playground.training import TrainConfig
from playground.ui.asking_inside import drawn_layers
from playground.ui.bars import bars

REPEATS = 30


def median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        work()
        times.append(1000 * (time.process_time() - began))
    return statistics.median(times)


def main() -> None:
    torch.set_num_threads(1)
    config = TrainConfig()
    opened = open_row(config.data.name, config.data.parameters)
    facts = facts_of(config.data.name, config.data.parameters)
    model = MODELS[config.model.name].build(facts, config.model.parameters).eval().requires_grad_(False)
    parts = SPLITS[opened.kind](opened.targets, **config.split.model_dump(), seed=0)
    asked, framing = Asked(config, opened, model, 0, parts), framing_of(opened)
    ink = torch.zeros(64, 64)
    ink[10:54, 28:36] = 1
    picture = picture_of(ink, framing)
    assert picture is not None
    found, batch = answer(asked, picture), picture[None]

    def shown() -> None:
        seen = picture_of(ink, framing)
        assert seen is not None
        said = answer(asked, seen)
        png(seen), bars(opened.classes, said.probabilities, said.best), drawn_layers(said)

    with torch.no_grad():
        print(f"PyTorch alone: model(picture)    {median_ms(lambda: model(batch)):7.2f} ms")
    print(f"the answer with all layers       {median_ms(lambda: answer(asked, picture)):7.2f} ms")
    print(f"from the ink to the picture      {median_ms(lambda: picture_of(ink, framing)):7.2f} ms")
    print(f"the layers as pictures           {median_ms(lambda: drawn_layers(found)):7.2f} ms")
    print(f"all that is shown for a drawing  {median_ms(shown):7.2f} ms")
    for method in METHODS:
        attribution(asked, picture, 0.0, found.best, method)  # Captum is loaded
        took = median_ms(lambda method=method: attribution(asked, picture, 0.0, found.best, method))  # type: ignore[misc]
        print(f"{method.name:32} {took:7.2f} ms")


if __name__ == "__main__":
    main()

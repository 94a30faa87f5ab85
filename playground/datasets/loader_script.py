"""The program that makes the same `DataLoader` and goes through the same batches."""

from playground.datasets.loader_settings import LoaderSettings
from playground.datasets.samplers import SAMPLERS, sampler_code
from playground.datasets.unbalanced import DataChoice, samples
from playground.sources import imports

IMPORTS = f"import torch\nfrom torch.utils.data import DataLoader, Subset, {', '.join(SAMPLERS)}"

MAIN = """\
for epoch in range({epochs}):
    for number, (inputs, targets) in enumerate(loader):
        print(f"epoch {{epoch + 1}}, batch {{number + 1}}: {{tuple(inputs.shape)}}, targets {{targets.tolist()}}")
"""


def script(choice: DataChoice, settings: LoaderSettings, epochs: int) -> str:
    """Return a Python file that makes the same loader and prints the targets of the same batches."""
    found = samples(choice)
    given = dict(settings.sampler_settings)
    sampler = sampler_code(settings.sampler, given) if settings.sampler else ""
    arguments = "".join(f"    {name}={value!r},\n" for name, value in settings.plain().items())
    loader = (
        f"generator = torch.Generator().manual_seed({settings.seed})\n{sampler}loader = DataLoader(\n    data,\n"
        f"{arguments}{'    sampler=sampler,' + chr(10) if sampler else ''}    generator=generator,\n)\n"
    )
    main = MAIN.format(epochs=epochs)
    if settings.num_workers:  # workers import this file anew where processes are not forked
        main = 'if __name__ == "__main__":\n' + "".join(f"    {line}\n" for line in main.splitlines())
    body = f"{found.code}\n{loader}\n{main}"
    return f"{imports(*found.parts, main=body, offered=IMPORTS)}\n\n{body}"

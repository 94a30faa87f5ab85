"""The code that takes a run's network into a format, reads it again and compares: the very functions that were run."""

from playground.exporting.formats import Format
from playground.networks import MODELS, facts_of
from playground.sources import imports, source_of
from playground.training import TrainConfig
from playground.training.script import model_call

MAIN = """\
def make() -> nn.Module:
    return {model}


model = make()
model.load_state_dict(torch.load("state_dict.pt", weights_only=True))
model.eval()
example, fresh = {example}, {fresh}

{save}(model, example, "{file}")
answer = {load}("{file}", make)
print("bytes:", os.path.getsize("{file}"))
{check}with torch.no_grad():
    print("largest difference:", float((answer(fresh) - model(fresh)).abs().max()))
"""
OFFERED = "import os\n\nimport torch\nfrom torch import nn"


def script(config: TrainConfig, row: Format) -> str:
    """Return a Python file that needs torch, what the format needs, and the run's ``state_dict.pt`` beside it."""
    main = MAIN.format(
        model=model_call(config),
        example=_inputs(config, 2),
        fresh=_inputs(config, 32),
        save=row.make.__name__,
        load=row.load.__name__,
        check=f'print("checker:", {row.check.__name__}("{row.file}"))\n' if row.check else "",
        file=row.file,
    )
    parts = (*row.sources, MODELS[config.model.name].make)
    return "\n\n".join([imports(*parts, main=main, offered=OFFERED), *map(source_of, parts), main])


def _inputs(config: TrainConfig, count: int) -> str:
    """Return what makes random inputs like those of the data."""
    facts = facts_of(config.data.name, config.data.parameters)
    shape = ", ".join(map(str, (count, *facts.shape)))
    return f"torch.randint({facts.outputs}, ({shape}))" if facts.kind == "text" else f"torch.rand({shape})"

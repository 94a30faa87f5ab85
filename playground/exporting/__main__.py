"""``python -m playground.exporting [FOLDER]``: convert and measure the network in a folder; without one, the branch.

Each format is two lines of JSON, one when it begins and one with what was measured.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from playground.exporting.branch import answers
from playground.exporting.jobs import GIVEN, MODULE
from playground.exporting.measured import measure_all
from playground.jobs import child
from playground.networks import MODELS, facts_of
from playground.training import TrainConfig


def main(arguments: Sequence[str] | None = None) -> int:
    parser = child.parser(MODULE, __doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="of a network, as `jobs` lays it down")
    given = parser.parse_args(arguments)
    if given.attached:
        child.attach()
    torch.set_num_threads(1)  # the other cores are for those who look at pages and train
    with child.sentences():
        if given.folder is None:
            for each in answers():
                child.tell(each.as_json())
        else:
            _measure(given.folder)
    return 0


def _measure(folder: Path) -> None:
    given = torch.load(folder / GIVEN, weights_only=True)
    (folder / GIVEN).unlink()  # it would take as much room as the files that are made
    config = TrainConfig.model_validate_json(given["config"])
    facts, row = facts_of(config.data.name, config.data.parameters), MODELS[config.model.name]
    model = row.build(facts, config.model.parameters)
    model.load_state_dict(given["weights"])
    model.eval().requires_grad_(False)
    for found in measure_all(
        model, lambda: row.build(facts, config.model.parameters), given["example"], given["fresh"], folder
    ):
        child.tell({"begins": found} if isinstance(found, str) else {"measured": found.as_json()})


if __name__ == "__main__":
    sys.exit(main())

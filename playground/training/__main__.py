"""``python -m playground.training CONFIG.json``: train in a terminal, one JSON object a line."""

import argparse
import json
import signal
import sys
from pathlib import Path
from types import FrameType

from pydantic import ValidationError

from playground.training import Control, Failed, TrainConfig, problems, train


class _UntilInterrupted(Control):
    """Goes on until Ctrl-C."""

    def __init__(self) -> None:
        self.interrupted = False
        signal.signal(signal.SIGINT, self._interrupt)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        self.interrupted = True

    def proceed(self) -> bool:
        return not self.interrupted


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m playground.training", description=__doc__)
    parser.add_argument("config", type=Path, help='a JSON file such as {} or {"epochs": 5}; - reads standard input')
    path: Path = parser.parse_args().config
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        config = TrainConfig.model_validate_json(text)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{path} cannot be read: {error}", file=sys.stderr)
        return 2
    except ValidationError as error:
        for problem in problems(error):
            print(problem, file=sys.stderr)
        return 2
    event = None
    for event in train(config, _UntilInterrupted()):
        print(json.dumps(event.as_json()), flush=True)
    if isinstance(event, Failed):
        print(event.message, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The settings of a run as a JSON file, and back."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from playground.training import TrainConfig, problems
from playground.translations import N_, PlaygroundError

LARGEST = 1_000_000  # bytes: a config has a few thousand, one with a text of one's own some hundred thousand


def written(config: Mapping[str, Any]) -> bytes:
    """Return settings, as runs are stored, as a file that people can read."""
    return (json.dumps(config, indent=2, ensure_ascii=False) + "\n").encode()


def read(contents: bytes) -> TrainConfig:
    """Return the config in a file; raises `PlaygroundError` for everything that is none."""
    if len(contents) > LARGEST:
        raise PlaygroundError(
            N_(
                "This file is too large to be settings: {size} bytes, and {largest} are the most. Choose a config.json."
            ),
            size=f"{len(contents):,}",
            largest=f"{LARGEST:,}",
        )
    try:
        given = json.loads(contents.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # what is no text, no JSON, or endlessly nested
        raise PlaygroundError(
            N_("This file is not valid JSON ({words}). Choose a config.json that was downloaded here."),
            words=str(error)[:200],
        ) from None
    if not isinstance(given, dict) or not given:
        raise PlaygroundError(
            N_("This file holds JSON, but no settings: they are written as names and values in braces, {example}."),
            example='{"epochs": 5}',
        )
    try:
        return TrainConfig.model_validate(given)
    except ValidationError as error:
        words = " ".join(problem.text() for problem in problems(error)[:5])
        raise PlaygroundError(N_("These settings cannot be used. {words}"), words=words) from None

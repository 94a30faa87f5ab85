"""What a module needs that runs as a `Work`: an end with its server, lines, and a sentence where it cannot go on."""

import json
import os
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playground.translations import PlaygroundError


def parser(module: str, description: str | None) -> ArgumentParser:
    """Return a parser of command lines that knows ``--attached``, which every work is started with."""
    made = ArgumentParser(prog=f"python -m {module}", description=description)
    made.add_argument("--attached", action="store_true", help="end when standard input ends")
    return made


def attach() -> None:
    """End this process as soon as its standard input ends: then its server has ended, however it did."""
    threading.Thread(target=_end_with_input, daemon=True).start()


def _end_with_input() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(1)


def tell(line: Mapping[str, object]) -> None:
    """Write a line to whoever reads this process."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


@contextmanager
def sentences() -> Iterator[None]:
    """Where the block raises `PlaygroundError`, tell it to page and terminal and end the process with code 2."""
    try:
        yield
    except PlaygroundError as error:
        tell({"error": error.message.template, "values": dict(error.message.values)})
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None

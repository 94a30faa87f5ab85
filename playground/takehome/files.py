"""FILES: what a run can be taken home as."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playground.runs import Run, Store
from playground.runs.reading import config_of
from playground.takehome import checkpoint, curves, settings_file, tensorboard
from playground.takehome.notebook import as_notebook
from playground.training import TrainConfig, script
from playground.training.lightning_script import lightning_script
from playground.translations import N_, Message, PlaygroundError, _

LONGEST_NAME = 60


def name_of(run: Run) -> str:
    """Return what files of a run begin with: its own name as far as file systems like it, else its id."""
    return re.sub(r"[^\w.-]+", "-", run.name)[:LONGEST_NAME].strip("-.") or run.id


def _readable(run: Run, _store: Store) -> Message | None:
    """Return why no code can be made of a run's settings."""
    try:
        script(config_of(run))
    except PlaygroundError as error:
        return error.message
    return None


def _always(_run: Run, _store: Store) -> Message | None:
    return None


def _settings(run: Run, _store: Store) -> bytes:
    return settings_file.written(run.config)


def _of_config(write: Callable[[TrainConfig], str]) -> Callable[[Run, Store], bytes]:
    return lambda run, _store: write(config_of(run)).encode()


def _notebook(run: Run, _store: Store) -> bytes:
    about = _("Run the cells one after the other. They are the script of this run, and give its numbers.")
    return as_notebook(script(config_of(run)), run.name or f"{run.model}, {run.data}", about)


@dataclass(frozen=True)
class FileRow:
    """A file that a run can be taken home as.

    Attributes:
        name: What it is called, below its folder in the zip.
        mime: Its media type.
        summary: What it is for.
        make: The run and the store to its contents; raises `PlaygroundError`.
        missing: Why there is no such file now, found out quickly; None where there is.
    """

    name: str
    mime: str
    summary: str
    make: Callable[[Run, Store], bytes]
    missing: Callable[[Run, Store], Message | None]

    @property
    def base(self) -> str:
        """The name without the folder."""
        return self.name.rpartition("/")[2]


FILES: tuple[FileRow, ...] = (
    FileRow(
        "train.py",
        "text/x-python",
        N_("The script in plain PyTorch: run by itself, it gives the numbers of this run."),
        _of_config(script),
        _readable,
    ),
    FileRow(
        "train.ipynb",
        "application/x-ipynb+json",
        N_("The same as a Jupyter notebook, with a line about each cell."),
        _notebook,
        _readable,
    ),
    FileRow(
        "train_lightning.py",
        "text/x-python",
        N_("The same written for Lightning, which loops by itself."),
        _of_config(lightning_script),
        _readable,
    ),
    FileRow(
        "checkpoint.pt",
        "application/octet-stream",
        N_("Weights, optimizer and schedule in the usual dictionary: `torch.load(path, weights_only=True)` reads it."),
        checkpoint.as_pt,
        checkpoint.missing,
    ),
    FileRow(
        "model.safetensors",
        "application/octet-stream",
        N_("The weights alone, in a format that can hold nothing else: `safetensors.torch.load_file(path)` reads it."),
        checkpoint.as_safetensors,
        checkpoint.missing,
    ),
    FileRow(
        "metrics.csv",
        "text/csv",
        N_("Every point of the curves as a table: step, epoch, seconds, losses, learning rate and the rest."),
        curves.as_csv,
        curves.missing,
    ),
    FileRow(
        "tensorboard/events.out.tfevents.playground",
        "application/octet-stream",
        N_("The curves for TensorBoard: `tensorboard --logdir` with the folder that it lies in."),
        tensorboard.as_events,
        curves.missing,
    ),
    FileRow(
        "config.json",
        "application/json",
        N_("All settings. *Bring settings* on the page *Train a network* reads them in again."),
        _settings,
        _always,
    ),
)

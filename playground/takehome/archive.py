"""All that a run can be taken home as, in one zip with a README in the reader's language."""

import io
import zipfile
from collections.abc import Iterator

from playground.datasets import ALL_DATASETS
from playground.runs import ENDED, Run, Store
from playground.takehome.curves import curves
from playground.takehome.files import FILES, name_of
from playground.training.scores import say_score, score_of
from playground.translations import Message, PlaygroundError, _

STEADY = (1980, 1, 1, 0, 0, 0)  # the same run makes the same zip


def as_zip(run: Run, store: Store) -> bytes:
    """Return the zip: whatever there is of the run, and in its README.txt what there is not, and why."""
    folder = name_of(run)
    contents: dict[str, bytes] = {}
    left_out: dict[str, Message] = {}
    for row in FILES:
        try:
            if reason := row.missing(run, store):
                left_out[row.name] = reason
            else:
                contents[row.name] = row.make(run, store)
        except PlaygroundError as error:
            left_out[row.name] = error.message
    contents["README.txt"] = _readme(run, store, contents, left_out).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", STEADY), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _readme(run: Run, store: Store, contents: dict[str, bytes], left_out: dict[str, Message]) -> str:
    blocks = [
        f"{run.name or run.id}\n{'=' * len(run.name or run.id)}",
        "\n".join(_facts(run)),
        "\n".join(f"{row.name}\n    {_(row.summary)}" for row in FILES if row.name in contents),
    ]
    if left_out:
        missing = (f"{name}\n    {message.text()}" for name, message in left_out.items())
        blocks.append("\n".join([_("Left out:"), *missing]))
    blocks.append("\n".join(_use(run)))
    blocks.extend(_notes(run, store))
    return "\n\n".join(blocks) + "\n"


def _facts(run: Run) -> Iterator[str]:
    yield _("A training run of PyTorch Playground: {model} on {data}.").format(model=run.model, data=run.data)
    if run.status not in ENDED:
        yield _("It was still at work, at step {step} of {total}, when this was packed.").format(
            step=run.step, total=run.total_steps
        )
    score = score_of(run.data)
    if run.best is not None:
        yield _("Best score on the validation part: {score}").format(score=say_score(run.best, score, 4))
    if run.test_score is not None:
        yield _("Score on the test part: {score}").format(score=say_score(run.test_score, score, 4))
    if run.note:
        yield f"\n{run.note}"


def _use(run: Run) -> Iterator[str]:
    yield _("How to use it:")
    yield "    pip install torch torchvision scikit-learn pandas"
    yield "    python train.py"
    yield "    pip install lightning && python train_lightning.py"
    yield "    pip install tensorboard && tensorboard --logdir tensorboard"


def _notes(run: Run, store: Store) -> Iterator[str]:
    row = ALL_DATASETS.get(run.data)
    if row and row.upload:
        file = run.config["data"]["parameters"]["file"]
        yield _("The data are your own and are not packed: put {file} beside the scripts.").format(file=file)
    changed = store.changes(run.id)
    if changed:
        what = ", ".join(f"{each.payload['name']} = {each.payload['after']:g} ({each.step})" for each in changed[:20])
        yield _(
            "While it ran, settings were changed by hand (in brackets the step): {what}. The scripts do not do that, "
            "so their numbers are other ones from there on."
        ).format(what=what)
    every = curves(run, store).every
    if every > 1:
        yield _("The run has very many points: of the training loss, one in {every} is in the files.").format(
            every=every
        )

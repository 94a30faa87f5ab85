"""A run's earlier moments, and a new run that goes on from one of them."""

import shutil
import time
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, insert, literal, select, update

from playground.runs import checkpoints
from playground.runs.orders import Orders, new_id
from playground.runs.records import ENDED, NAME, WAITING, Run
from playground.runs.room import best_of
from playground.runs.tables import events, runs
from playground.runs.turns import check_room
from playground.translations import N_, PlaygroundError


@dataclass(frozen=True)
class Moment:
    """A checkpoint of a run: after `step` steps, at the end of an `epoch` or, where that was not `over`, within it.

    `loss` and `score` are those on the validation part then, None within an epoch; the `best` has the highest score of
    all that are kept.
    """

    step: int
    epoch: int
    over: bool
    loss: float | None
    score: float | None
    bytes: int
    best: bool


class Branches(Orders):
    """The store as what brings earlier moments of a run back."""

    def moments(self, run: Run) -> list[Moment]:
        """Return the moments of which there are checkpoints, in order."""
        files = checkpoints.kept(self.settings.run_folder(run.id), run.checkpoint_step)
        steps = [each.step for each in files]
        told = self.scores(run.id, steps)
        within = and_(events.c.run_id == run.id, events.c.type == "checkpoint", events.c.step.in_(steps))
        with self.transaction() as connection:
            epochs = {
                row.step: row.epoch for row in connection.execute(select(events.c.step, events.c.epoch).where(within))
            }
        best = best_of(told)
        return [
            Moment(
                each.step,
                told[each.step]["epoch"] if each.step in told else epochs.get(each.step, 1),
                each.step in told,
                told.get(each.step, {}).get("validation_loss"),
                told.get(each.step, {}).get("validation_score"),
                each.bytes,
                each.step in best,
            )
            for each in files
        ]

    def branch(self, run_id: str, owner: str, step: int, name: str) -> str:
        """Queue a new run that goes on from a checkpoint of an ended one, and return its id; the old one stays.

        What was told up to that step is told of the new run, too. Raises `PlaygroundError`.
        """
        self.refuse_when_full(owner)
        with self.transaction() as connection:
            run = self._owned(connection, run_id, owner)
            if run.status not in ENDED:
                raise PlaygroundError(
                    N_("This run is not over. Stop it first, then go on from one of its checkpoints.")
                )
            check_room(connection, self.settings, owner)
        branch_id = new_id()
        folder = self.settings.run_folder(branch_id)
        try:
            size = checkpoints.copy(self.settings.run_folder(run_id), step, folder)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise PlaygroundError(
                N_("The checkpoint of step {step} cannot be gone on from ({words}). Choose another one."),
                step=step,
                words=error.strerror or str(error),
            ) from None
        with self.transaction() as connection:
            values = {name: getattr(run, name) for name in ("owner", "config", "total_steps", "data", "model", "pace")}
            connection.execute(
                insert(runs).values(
                    id=branch_id,
                    created=time.time(),
                    status=WAITING,
                    name=name[:NAME],
                    step=step,
                    checkpoint_step=step,
                    checkpoints=1,
                    bytes=size,
                    **values,
                )
            )
            _tell_again(connection, run_id, branch_id, step)
        return branch_id


def _tell_again(connection: Connection, run_id: str, branch_id: str, step: int) -> None:
    """Copy what a run told up to a step, and how good it had been by then."""
    told = and_(events.c.run_id == run_id, events.c.step <= step)
    names = [each.name for each in events.c if each.name not in ("id", "run_id")]
    rows = select(literal(branch_id), *(events.c[name] for name in names)).where(told).order_by(events.c.id)
    connection.execute(insert(events).from_select(["run_id", *names], rows))
    score = func.max(events.c.payload["validation_score"].as_float())
    best = select(score).where(told, events.c.type == "epoch").scalar_subquery()
    epoch = select(func.coalesce(func.max(events.c.epoch), 0)).where(told).scalar_subquery()
    connection.execute(update(runs).where(runs.c.id == branch_id).values(best=best, epoch=epoch))

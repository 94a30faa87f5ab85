"""The script of a run written for Lightning: the same data, network, loss, optimizer and schedule; Lightning loops.

What the plain script writes out, accumulating, clipping, mixed precision, stopping early, are arguments of the Trainer.
The tests run it; the playground itself does without Lightning.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import indent

from playground.datasets import ALL_DATASETS, SPLITS
from playground.networks import MODELS, facts_of
from playground.optimization.schedule import Schedule
from playground.sources import imports, source_of
from playground.training import beginnings
from playground.training.augmenting import Augmented
from playground.training.config import TrainConfig
from playground.training.pieces import class_weights, decay_groups
from playground.training.schedules import code_of, schedule_of
from playground.training.script import (
    IMPORTS,
    data_lines,
    learned_before,
    loss_call,
    model_call,
    optimizer_call,
    weights_line,
)
from playground.training.tasks import TASKS
from playground.training.technique import BY_NORM, BY_VALUE, Technique

OFFERED = f"""\
{IMPORTS}
import lightning as L
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
from torchmetrics import Metric
from torchmetrics.classification import MulticlassAccuracy
from torchmetrics.regression import R2Score
"""

SKILL = '''\
class Skill(Metric):
    """1 - error / error of "the same as the last value", both squared."""

    def __init__(self) -> None:
        super().__init__()
        self.add_state("error", torch.tensor(0.0), dist_reduce_fx="sum")
        self.add_state("naive_error", torch.tensor(0.0), dist_reduce_fx="sum")

    def update(self, predictions: Tensor, targets: Tensor, last: Tensor) -> None:
        self.error += (predictions - targets).square().sum()
        self.naive_error += (last - targets).square().sum()

    def compute(self) -> Tensor:
        return 1 - self.error / self.naive_error.clamp(min=1e-12)


'''

MAIN = '''\
epochs = {epochs}

{data}
{weights}
{metric}class Training(L.LightningModule):
    """The network, how it learns, and how it is judged."""

    def __init__(self) -> None:
        super().__init__()
        self.model = {model}
{beginning}{compiled}        self.loss_fn = {loss_fn}
        self.{score} = {make_score}

    def training_step(self, batch: tuple[Tensor, Tensor], batch_idx: int) -> Tensor:
        inputs, targets = batch
        loss: Tensor = self.loss_fn(self.model(inputs), targets)
        self.log("train_loss", loss, on_step=False, on_epoch=True, batch_size=1)  # every batch counts alike
        return loss

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_idx: int) -> None:
        self.judge("validation", *batch)

    def test_step(self, batch: tuple[Tensor, Tensor], batch_idx: int) -> None:
        self.judge("test", *batch)

    def judge(self, part: str, inputs: Tensor, targets: Tensor) -> None:
        predictions = self.model(inputs)
        self.log(f"{{part}}_loss", self.loss_fn(predictions, targets), batch_size=len(targets))
        self.{score}.update({judged})
        self.log(f"{{part}}_{score}", self.{score}, batch_size=len(targets))

    def configure_optimizers(self):
{optimizers}

    def on_train_epoch_end(self) -> None:
        found = self.trainer.callback_metrics
        print(
            f"epoch {{self.current_epoch + 1}}: train_loss {{found['train_loss']:.6f}}, "
            f"validation_loss {{found['validation_loss']:.6f}}, validation_{score} {{found['validation_{score}']:.6f}}"
        )


trainer = L.Trainer(
{arguments}
)
training = Training()
trainer.fit(training, train_loader, validation_loader)
[tested] = trainer.test(training, test_loader, verbose=False{best})
print(f"test_loss {{tested['test_loss']:.6f}}, test_{score} {{tested['test_{score}']:.6f}}")
'''

ACCELERATORS = {"auto": "auto", "cpu": "cpu", "cuda": "gpu", "mps": "mps"}
PRECISIONS = {"bfloat16": "bf16-mixed", "float16": "16-mixed"}


@dataclass(frozen=True)
class Score:
    """How Lightning counts what a task counts: what makes the metric, what it is given, its source where it is ours."""

    make: str
    judged: str = "predictions, targets"
    source: str = ""


SCORES: Mapping[str, Score] = {
    "accuracy": Score('MulticlassAccuracy({outputs}, average="micro")'),
    "r2": Score("R2Score()"),
    "skill": Score("Skill()", "predictions, targets, inputs[:, -1]", SKILL),
}


def lightning_script(config: TrainConfig) -> str:
    """Return a Python file that needs Lightning beside what the plain script needs, and trains as `config` says."""
    row, model_row = ALL_DATASETS[config.data.name], MODELS[config.model.name]
    technique, name = config.technique, TASKS[row.kind].score
    score, facts = SCORES[name], facts_of(config.data.name, config.data.parameters)
    used = (
        (technique.augmentation, Augmented),
        (technique.class_weights, class_weights),
        (not technique.decay_norms_and_biases, decay_groups),
    )
    needed = (*learned_before(config), *(each for wanted, each in used if wanted))
    parts = tuple(dict.fromkeys((row.make, SPLITS[row.kind], model_row.make, *needed)))
    main = MAIN.format(
        epochs=config.epochs,
        data=data_lines(config),
        weights=weights_line(config),
        metric=score.source,
        model=model_call(config),
        beginning=indent(_beginning(config), " " * 8),
        compiled="        self.model.compile()\n" if technique.compile else "",
        loss_fn=loss_call(config),
        score=name,
        make_score=score.make.format(outputs=facts.outputs),
        judged=score.judged,
        optimizers=indent("\n".join(_optimizers(config)), " " * 8),
        arguments="\n".join(f"    {argument}," for argument in _arguments(config)),
        best=', ckpt_path="best"' if technique.patience else "",
    )
    head = imports(*parts, main=main, offered=OFFERED)
    text = "\n\n".join([head, *map(source_of, parts), main])
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n\n")
    return text


def _beginning(config: TrainConfig) -> str:
    """Return what the network begins from; Lightning moves it to its device only later."""
    return beginnings.lines(config, "self.model").replace("device=device", 'device=torch.device("cpu")')


def _optimizers(config: TrainConfig) -> Iterator[str]:
    schedule = schedule_of(config)
    yield f"optimizer = {optimizer_call(config, 'self.model')}"
    if schedule is None:
        yield "return optimizer"
        return
    lines = code_of(schedule, config)
    if config.technique.accumulate > 1 and "updates" in lines:
        yield f"updates = math.ceil(len(train_loader) / {config.technique.accumulate})"
    yield lines
    yield f"return {{'optimizer': optimizer, 'lr_scheduler': {{{_stepped(schedule)}}}}}".replace("'", '"')


def _stepped(schedule: Schedule) -> str:
    interval = "step" if schedule.per == "batch" else "epoch"
    monitor = ", 'monitor': 'validation_loss'" if schedule.needs_loss else ""
    return f"'scheduler': scheduler, 'interval': '{interval}'{monitor}"


def _arguments(config: TrainConfig) -> Iterator[str]:
    """Give the arguments of the Trainer."""
    technique = config.technique
    yield "max_epochs=epochs"
    yield f'accelerator="{ACCELERATORS[config.device]}"'
    yield "devices=1"
    yield from _of_technique(technique)
    yield "num_sanity_val_steps=0"
    yield "enable_progress_bar=False"
    yield "logger=False"


def _of_technique(technique: Technique) -> Iterator[str]:
    if technique.precision in PRECISIONS:
        yield f'precision="{PRECISIONS[technique.precision]}"'
    if technique.accumulate > 1:
        yield f"accumulate_grad_batches={technique.accumulate}"
    if technique.clip == BY_NORM:
        yield f'gradient_clip_val={technique.max_norm!r}, gradient_clip_algorithm="norm"'
    if technique.clip == BY_VALUE:
        yield f'gradient_clip_val={technique.clip_value!r}, gradient_clip_algorithm="value"'
    if technique.patience:
        stop = f'EarlyStopping("validation_loss", patience={technique.patience}, mode="min")'
        yield f'callbacks=[{stop}, ModelCheckpoint(monitor="validation_loss", mode="min")]'
    else:
        yield "enable_checkpointing=False"

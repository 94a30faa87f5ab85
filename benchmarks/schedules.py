"""What it costs to draw a schedule of 10,000 steps, against a bare loop of optimizer.step() and scheduler.step().

python -m benchmarks.schedules
"""

from collections.abc import Callable

from benchmarks.clock import best
from playground.optimization.learning_rates import lr_curve
from playground.optimization.schedule import Setting, build
from playground.optimization.schedule_text import read_line

LIMIT = 0.2  # seconds
SETTING = Setting("SGD", (("lr", 0.1),), 100, 100)
LINES = (
    "StepLR(step_size=30)  # per batch",
    "OneCycleLR(max_lr=0.1)",
    "CyclicLR(base_lr=0.01, max_lr=0.1)",
    "SequentialLR([LinearLR(total_iters=500), CosineAnnealingLR()], milestones=[500])  # per batch",
    "CosineAnnealingLR()",
)


def bare(line: str) -> Callable[[], None]:
    schedule = read_line(line)

    def loop() -> None:
        optimizer, scheduler = build(schedule, SETTING)
        for step in range(1, SETTING.total_steps + 1):
            optimizer.step()
            if schedule.per == "batch" or step % SETTING.batches == 0:
                scheduler.step()

    return loop


if __name__ == "__main__":
    for line in LINES:
        drawn = best(lambda line=line: lr_curve(read_line(line), SETTING))  # type: ignore[misc]
        loop = best(bare(line))
        print(f"{line}: {1000 * drawn:.0f} ms (limit: {1000 * LIMIT:.0f}), {drawn / loop:.2f} of the bare loop")

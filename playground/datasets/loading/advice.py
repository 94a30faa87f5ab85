"""What follows from a measurement of loading, and from nothing else."""

from collections.abc import Sequence
from statistics import fmean

from playground.datasets.loading.measure import Rate
from playground.timing import duration, times
from playground.translations import N_, Message

BUSY = 0.25  # share of the processors, from which on other programs change what is measured


def at_batch_size(rates: Sequence[Rate], batch_size: int) -> list[Rate]:
    """Return the rates at this batch size, fewer workers first."""
    return sorted((rate for rate in rates if rate.batch_size == batch_size), key=lambda rate: rate.workers)


def fastest(rates: Sequence[Rate]) -> list[Rate]:
    """Return the rates that are the highest within the spread, fewer workers first."""
    best = max(rates, key=lambda rate: rate.median)
    return [rate for rate in rates if rate.upper >= best.lower]


def advice(rates: Sequence[Rate]) -> tuple[Message, ...]:
    """Return what to learn from a complete measurement: what was fastest and why, what a step waits for, the start."""
    small, large = min(rate.batch_size for rate in rates), max(rate.batch_size for rate in rates)
    alone, *helped = at_batch_size(rates, large)
    best = max(helped, key=lambda rate: rate.median, default=alone)
    return (
        _fastest(alone, fastest([alone, *helped])),
        *_busy(rates),
        *_handing_over(alone, helped),
        _waits(alone, best),
        _batch_size(rates, small, large, best),
        *_start(helped),
    )


def _fastest(alone: Rate, best: Sequence[Rate]) -> Message:
    first = best[0]
    values = {"batch_size": first.batch_size, "workers": first.workers, "rate": f"{first.median:,.0f}"}
    if len(best) > 1:
        return Message(
            N_(
                "At batch_size={batch_size}, num_workers={several} are equally fast: the difference is within the "
                "spread. Take the fewest, {workers}: {rate} samples a second."
            ),
            values | {"several": ", ".join(str(rate.workers) for rate in best)},
        )
    if first is alone:
        return Message(N_("At batch_size={batch_size} it is fastest without workers: {rate} samples a second."), values)
    return Message(
        N_(
            "At batch_size={batch_size}, num_workers={workers} is the fastest: {rate} samples a second, {ratio} times "
            "as many as without workers."
        ),
        values | {"ratio": times(first.median / alone.median)},
    )


def _seconds(rate: Rate) -> float:
    """Return in what time a batch came."""
    return rate.batch_size / rate.median


def _busy(rates: Sequence[Rate]) -> tuple[Message, ...]:
    """Say so where this computer had other things to do."""
    share = fmean(rate.others for rate in rates)
    if share < BUSY:
        return ()
    return (
        Message(
            N_(
                "Other programs took {share} of this computer's processors meanwhile, so the workers had less of them. "
                "Measure again when it is calm."
            ),
            {"share": f"{share:.0%}"},
        ),
    )


def _handing_over(alone: Rate, helped: Sequence[Rate]) -> tuple[Message, ...]:
    """Say what it costs to hand batches over, where one worker is slower than none."""
    if not helped or helped[0].upper >= alone.lower:
        return ()
    return (
        Message(
            N_(
                "Why is one worker slower than none? The program itself makes a batch in {alone}; from one worker it "
                "gets one every {one}. Handing a batch from process to process costs time too, here more than is "
                "saved. Workers pay where making a batch takes much longer than handing it over."
            ),
            {"alone": duration(_seconds(alone)), "one": duration(_seconds(helped[0]))},
        ),
    )


def _waits(alone: Rate, best: Rate) -> Message:
    values = {"seconds": duration(_seconds(alone)), "batch_size": alone.batch_size}
    if best is alone:
        return Message(
            N_("Without workers, every training step first waits {seconds} for its batch of {batch_size}."), values
        )
    return Message(
        N_(
            "Without workers, every training step first waits {seconds} for its batch of {batch_size}. With "
            "num_workers={workers}, batches are made while the network learns, one every {every}: a step that takes "
            "longer hardly waits, as long as it leaves the processors to the workers; for a shorter one, loading sets "
            "the pace."
        ),
        values | {"workers": best.workers, "every": duration(_seconds(best))},
    )


def _batch_size(rates: Sequence[Rate], small: int, large: int, like: Rate) -> Message:
    """Say what larger batches bring with as many workers as `like` has."""
    [first] = [rate for rate in at_batch_size(rates, small) if rate.workers == like.workers]
    values = {"workers": like.workers, "small": small, "large": large, "ratio": times(like.median / first.median)}
    if like.lower <= first.upper:
        return Message(
            N_(
                "With num_workers={workers}, batches of {large} bring no more than batches of {small}: the time goes "
                "into the samples themselves."
            ),
            values,
        )
    return Message(
        N_(
            "With num_workers={workers}, batches of {large} instead of {small} bring {ratio} times as many samples a "
            "second: what each batch costs is shared by its samples."
        ),
        values,
    )


def _start(helped: Sequence[Rate]) -> tuple[Message, ...]:
    if not helped:
        return ()
    most = helped[-1]
    return (
        Message(
            N_(
                "Starting workers takes time once more: with num_workers={workers}, the first batch came after "
                "{start}. In the next epoch it came after {again}, because persistent_workers=True had kept them; "
                "otherwise every epoch starts them anew."
            ),
            {"workers": most.workers, "start": duration(most.start), "again": duration(most.again)},
        ),
    )

"""Which sample goes into which batch, against DataLoaders that are gone through in full."""

from collections import Counter
from dataclasses import replace

import pytest
import torch
from torch.utils.data import DataLoader, Dataset, RandomSampler, Subset

from playground.datasets.batches import MOST, WITHOUT_WORKERS, arithmetic, batch_plan, loader_of
from playground.datasets.drawn import drawn, expected
from playground.datasets.loader_presets import DEFAULTS, PRESETS
from playground.datasets.loader_refusals import REFUSALS, LoaderError
from playground.datasets.loader_script import script
from playground.datasets.loader_settings import LoaderSettings
from playground.datasets.remarks import remarks
from playground.datasets.samplers import PER_CLASS, PER_SAMPLE, SAMPLERS, read_weights
from playground.datasets.unbalanced import SOURCES, DataChoice, samples, without_most
from playground.translations import PlaygroundError
from playground.ui.batch_map import drawing


def numbers(n: int) -> DataChoice:
    return DataChoice("numbers", (("n", n),))


def sampling(name: str, **settings: object) -> LoaderSettings:
    given = {parameter.name: parameter.default for parameter in SAMPLERS[name].parameters} | settings
    return LoaderSettings(batch_size=7, shuffle=False, sampler=name, sampler_settings=tuple(given.items()), seed=3)


class WithIndex(Dataset):
    """A data set that gives back the index that it was asked for."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> int:
        return index


SETTINGS = {
    "shuffled": LoaderSettings(batch_size=7, seed=5),
    "in order": LoaderSettings(batch_size=7, shuffle=False),
    "drop_last": LoaderSettings(batch_size=7, drop_last=True, seed=2**32 - 1),
    "one by one": LoaderSettings(batch_size=1),
    "all at once": LoaderSettings(batch_size=500),
    **{name: sampling(name) for name in SAMPLERS},
    "replacement": sampling("RandomSampler", replacement=True, num_samples=130),
    "some": sampling("RandomSampler", num_samples=30),
    "weights": sampling("WeightedRandomSampler", class_weights="0 0 1 2 3 4 5 6 7 8", num_samples=55),
    "no replacement": sampling("WeightedRandomSampler", replacement=False, num_samples=20),
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_the_plan_is_what_the_whole_loader_gives(settings):
    choice = numbers(100)
    plan = batch_plan(choice, settings, 3)
    whole = loader_of(replace(samples(choice), data=WithIndex(100)), settings)
    for epoch in range(3):
        batches = [batch.tolist() for batch in whole]
        assert batches == [plan.batch(epoch, number).tolist() for number in range(plan.batches)]
        assert len(batches) == plan.batches
        assert sum(map(len, batches)) == plan.used
    assert plan.last == (len(batches[-1]) if batches else 0)


@pytest.mark.parametrize("kept", [False, True], ids=["new", "persistent"])
def test_real_workers_load_the_batches_of_the_plan(kept):
    settings = LoaderSettings(batch_size=7, num_workers=1, prefetch_factor=3, persistent_workers=kept, seed=1)
    plan = batch_plan(numbers(50), settings, 3)
    whole = loader_of(replace(samples(numbers(50)), data=WithIndex(50)), settings)
    for epoch in range(3):
        assert [batch.tolist() for batch in whole] == [plan.batch(epoch, i).tolist() for i in range(plan.batches)]


def test_workers_change_no_epoch_but_persistent_ones_all_after_the_first():
    plain, new, kept = (
        batch_plan(numbers(50), LoaderSettings(seed=1, **given), 2).epochs
        for given in ({}, {"num_workers": 1}, {"num_workers": 1, "persistent_workers": True})
    )
    assert all((one == other).all() for one, other in zip(plain, new, strict=True))
    assert (plain[0] == kept[0]).all()
    assert (plain[1] != kept[1]).any()


def test_more_workers_than_processors_are_warned_of(monkeypatch):
    monkeypatch.setattr(torch._utils, "cpu_count", lambda: 1)
    [heard] = batch_plan(numbers(50), LoaderSettings(num_workers=2, seed=7), 1).heard
    assert heard.startswith("This DataLoader will create 2 worker processes")
    assert not LoaderSettings().plain().keys() & WITHOUT_WORKERS.keys()


@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize(("n", "size"), [(22, 4), (20, 4), (3, 4), (4, 4), (0, 4)])
def test_samples_are_iterations_times_batch_size(n, size, drop_last):
    plan = batch_plan(numbers(n), LoaderSettings(batch_size=size, shuffle=False, drop_last=drop_last), 2)
    found = arithmetic(plan)
    assert found.full * size + found.rest == n
    assert plan.batches == (n // size if drop_last else -(-n // size))
    assert plan.used + plan.dropped == n
    assert plan.dropped == (n % size if drop_last else 0)
    assert found.steps == 2 * plan.batches
    if plan.batches:
        assert (plan.batches - 1) * size + plan.last == plan.used


def test_the_shape_that_is_told_is_that_of_the_real_batch():
    for name in SOURCES:
        found = samples(DataChoice(name))
        inputs, targets = next(iter(DataLoader(found.data, batch_size=5)))
        assert (inputs.shape, targets.shape) == tuple((5, *shape) for shape in found.shapes())
        assert targets.equal(found.targets[:5])


def test_more_epochs_than_can_be_drawn_are_cut_off_and_told():
    plan = batch_plan(numbers(60_000), LoaderSettings(batch_size=128), 20)
    assert len(plan.epochs) == MOST // 60_000
    assert arithmetic(plan).steps == 20 * 469
    [told] = remarks(numbers(60_000), LoaderSettings(batch_size=128), 20)
    assert told.text() == "20 epochs are too many samples to draw: the map shows the first 4."


REFUSED = {
    "mutually exclusive with shuffle": LoaderSettings(sampler="SequentialSampler"),
    "prefetch_factor option could only": LoaderSettings(prefetch_factor=2),
    "persistent_workers option needs": LoaderSettings(persistent_workers=True),
    "batch_size should be a positive": LoaderSettings(batch_size=0),
    "sum of probabilities <= 0": sampling("WeightedRandomSampler", class_weights="0 0 0 0 0 0 0 0 0 0"),
    "probability entry < 0": sampling("WeightedRandomSampler", class_weights="1 1 1 1 1 1 1 1 1 -1"),
    "samples without replacement": sampling("WeightedRandomSampler", replacement=False, num_samples=101),
    "out of bounds for dimension": sampling("WeightedRandomSampler", class_weights="1 1"),
}


@pytest.mark.parametrize(("words", "settings"), REFUSED.items(), ids=REFUSED)
def test_what_pytorch_refuses_is_told_in_its_words_and_in_ours(words, settings):
    with pytest.raises(LoaderError, match=r"PyTorch says: \w+Error") as raised:
        batch_plan(numbers(100), settings, 1)
    assert words in raised.value.message.text()
    assert raised.value.message.template == next(each.meaning for each in REFUSALS if each.words == words)


def test_more_weights_than_samples_lead_beyond_the_data():
    settings = sampling("WeightedRandomSampler", weights=PER_CLASS, class_weights="0 0 0 1")
    with pytest.raises(LoaderError, match=r"gave index 3, and there are 3 samples\. PyTorch says: IndexError"):
        batch_plan(numbers(3), settings, 1)


def test_an_empty_data_set_cannot_be_shuffled():
    with pytest.raises(LoaderError, match="the data set is empty") as raised:
        batch_plan(numbers(0), LoaderSettings(), 1)
    assert raised.value.mend == {"numbers.n": 1000}


@pytest.mark.parametrize("weights", ["1 x", "1;2", "1 " * 101])
def test_weights_that_are_no_numbers_are_told(weights):
    with pytest.raises(PlaygroundError, match="write a number for each class"):
        read_weights(weights)


def test_what_pytorch_says_nothing_of_is_said():
    def said(choice, settings):
        return " ".join(message.text() for message in remarks(choice, settings, 1))

    assert "no batch at all" in said(DataChoice(), LoaderSettings(batch_size=2_000, drop_last=True))
    assert "all 1,797 samples come in one batch" in said(DataChoice(), LoaderSettings(batch_size=2_000))
    assert "20 of 20 batches" in said(numbers(1_000), LoaderSettings(batch_size=50, shuffle=False))
    assert "only the first 10 can come" in said(numbers(100), sampling("WeightedRandomSampler", weights=PER_CLASS))
    assert said(DataChoice(), LoaderSettings()) == ""


def test_one_weight_for_each_class_draws_from_the_first_samples_only():
    plan = batch_plan(numbers(100), sampling("WeightedRandomSampler", weights=PER_CLASS), 1)
    assert set(plan.epochs[0].tolist()) <= set(range(10))


def test_a_rare_class_keeps_its_share_and_the_others_all():
    found = samples(DataChoice(rare=3, share=0.1))
    counts = Counter(found.targets.tolist())
    full = Counter(samples(DataChoice()).targets.tolist())
    assert counts == full | {3: 18} if full[3] < 18 else counts == {**full, 3: int(0.1 * full[3])}
    assert isinstance(found.data, Subset)
    assert all(int(found.data[i][1]) == found.targets[i] for i in range(0, len(found.targets), 100))
    assert without_most(torch.tensor([0, 1, 1, 0, 1, 1]), 1, 0.5).tolist() == [0, 1, 2, 3]
    with pytest.raises(PlaygroundError, match="no class 7 in moons"):
        samples(DataChoice("moons", rare=7))


def test_weights_make_classes_equally_frequent_and_the_rare_samples_come_again():
    choice = DataChoice(rare=3, share=0.1)
    targets = samples(choice).targets
    settings = replace(sampling("WeightedRandomSampler"), seed=0)
    plan = batch_plan(choice, settings, 1)
    foreseen = expected(targets, dict(settings.sampler_settings), 10, plan.drawn)
    came = drawn(plan, targets, 10)
    assert foreseen.shares == pytest.approx([0.1] * 10)
    assert came.shares == pytest.approx(foreseen.shares, abs=4 * (0.1 * 0.9 / plan.drawn) ** 0.5)
    assert came.different == pytest.approx(foreseen.different, rel=0.05)
    assert came.different + came.never == plan.count
    times = Counter(plan.epochs[0].tolist())
    assert (came.most, came.again) == (times[came.favourite], sum(count > 1 for count in times.values()))


def test_without_weights_the_expected_number_of_different_samples_is_the_known_one():
    targets = torch.zeros(1_000, dtype=torch.int64)
    foreseen = expected(targets, {"weights": PER_SAMPLE}, 1, 1_000)
    assert foreseen.different == pytest.approx(1_000 * (1 - 0.999**1_000))
    generator = torch.Generator().manual_seed(0)
    different = len(set(RandomSampler(range(1_000), replacement=True, generator=generator)))
    assert different == pytest.approx(foreseen.different, abs=40)


CODE = {
    "shuffled": (DataChoice(), LoaderSettings(batch_size=300)),
    "weighted": (DataChoice("moons", rare=1), sampling("WeightedRandomSampler", num_samples=60)),
    "typed": (numbers(50), sampling("WeightedRandomSampler", class_weights="1 2 3 4 5 6 7 8 9 10")),
    "part": (numbers(50), replace(sampling("SubsetRandomSampler", every=3), drop_last=True)),
    "workers": (numbers(30), LoaderSettings(batch_size=8, num_workers=1, prefetch_factor=1, persistent_workers=True)),
}


@pytest.mark.parametrize("name", CODE)
def test_the_shown_code_runs_alone_and_gives_the_same_batches(name, capsys):
    choice, settings = CODE[name]
    plan, found = batch_plan(choice, settings, 2), samples(choice)
    lines = []
    for epoch in range(2):
        for number in range(plan.batches):
            targets = found.targets[torch.from_numpy(plan.batch(epoch, number))]
            shape = (len(targets), *found.shapes()[0])
            lines.append(f"epoch {epoch + 1}, batch {number + 1}: {shape}, targets {targets.tolist()}")
    exec(compile(script(choice, settings, 2), name, "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.splitlines() == lines


def test_the_browser_gets_every_index_and_those_that_were_left_out():
    choice, settings = numbers(22), LoaderSettings(batch_size=4, drop_last=True)
    plan = batch_plan(choice, settings, 2)
    drawn = drawing(choice, settings, 2, 300, False, None)
    start = 4 + int.from_bytes(drawn[:4], "little")
    assert list(drawn[start : start + 22]) == samples(choice).targets.tolist()
    indices = torch.frombuffer(bytearray(drawn[start + 22 :]), dtype=torch.uint16).view(2, 22).tolist()
    for epoch, each in enumerate(indices):
        assert each[:20] == plan.epochs[epoch].tolist()
        assert sorted(each) == list(range(22))


def test_presets_differ_and_set_what_there_is():
    assert len({tuple(preset.state.items()) for preset in PRESETS}) == len(PRESETS)
    assert all(preset.state.keys() <= DEFAULTS.keys() for preset in PRESETS)

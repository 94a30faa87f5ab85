import numpy
import sklearn.datasets
import torch

from playground.datasets import digits, split


def test_the_digits_are_scikit_learns():
    images, labels = digits()
    original = sklearn.datasets.load_digits()
    assert images.shape == (1797, 1, 8, 8)
    assert numpy.array_equal((images * 16).numpy()[:, 0], original.images)
    assert numpy.array_equal(labels.numpy(), original.target)
    assert (images.min(), images.max()) == (0, 1)


def test_the_parts_are_disjoint_and_together_everything():
    labels = digits()[1]
    parts = split(labels, 0.15, 0.2, seed=3)
    assert sorted(torch.cat(parts).tolist()) == list(range(1797))


def test_every_class_is_in_each_part_in_proportion():
    labels = digits()[1]
    whole = labels.bincount()
    for part, fraction in zip(split(labels, 0.15, 0.2, seed=3), (0.65, 0.15, 0.2), strict=True):
        assert torch.all((labels[part].bincount() - whole * fraction).abs() <= 1)


def test_the_same_seed_parts_alike_and_another_otherwise():
    labels = digits()[1]
    first, again, other = (split(labels, 0.15, 0.15, seed)[2] for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_no_draw_touches_the_global_random_numbers():
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    split(digits()[1], 0.15, 0.15, seed=9)
    assert torch.equal(torch.rand(1), expected)

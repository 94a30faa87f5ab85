"""What takes long to load, loaded once when the server starts, before its memory is frozen."""

import logging

import captum.attr  # noqa: F401
import pandas
import sklearn.datasets
import torch
import torch._dynamo
import torchvision.transforms.v2  # noqa: F401

import playground.training
from playground.program.outcomes import outcome
from playground.ui import assets

# PyTorch logs whole tracebacks for mistakes on fake tensors; a visitor's mistake is told on the page
logging.getLogger("torch._subclasses.fake_tensor").setLevel(logging.CRITICAL)
torch.set_num_threads(1)  # many visitors, each with little to compute; runs have processes of their own
pandas.DataFrame()
sklearn.datasets.load_digits()
torch.zeros(1)
assets.warm()
playground.training.script(playground.training.TrainConfig())
outcome("x = torch.zeros(100_000, 100_000)\ny = x @ x.T\n")  # fake tensors take a second the first time
outcome("A = torch.ones(2, 3)\nB = A @ A\n")

"""What takes long to load, loaded once when the server starts, before its memory is frozen."""

import pandas
import sklearn.datasets
import torch
import torch._dynamo
import torchvision  # noqa: F401

import playground.training
from playground.ui import plotly_route

pandas.DataFrame()
sklearn.datasets.load_digits()
torch.zeros(1)
plotly_route.warm()
playground.training.script(playground.training.TrainConfig())

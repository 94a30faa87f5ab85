"""The models that runs train, and what shapes pass through them. Imports no Streamlit and no Plotly."""

from playground.networks.models import MODELS, Perceptron, SmallCNN
from playground.networks.shapes import LayerShape, layer_shapes

__all__ = ["MODELS", "LayerShape", "Perceptron", "SmallCNN", "layer_shapes"]

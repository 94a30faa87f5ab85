"""The models that runs train, and what shapes pass through them. Imports no Streamlit and no Plotly."""

from playground.networks.facts import DataFacts, facts_of
from playground.networks.models import MODELS
from playground.networks.rows import ModelRow
from playground.networks.shapes import LayerShape, layer_shapes

__all__ = ["MODELS", "DataFacts", "LayerShape", "ModelRow", "facts_of", "layer_shapes"]

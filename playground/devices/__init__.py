"""What CPU and GPU are doing now. Imports no Streamlit and no Plotly."""

from playground.devices.sampler import Gpu, Sample, Sampler

__all__ = ["Gpu", "Sample", "Sampler"]

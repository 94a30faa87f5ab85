"""Named data sets as tensors. Imports no Streamlit and no Plotly.

`DATASETS` is the table; each row's function returns inputs and targets. `split` parts them, stratified and seeded.
"""

from playground.datasets.digits import DATASETS, digits
from playground.datasets.parts import split

__all__ = ["DATASETS", "digits", "split"]

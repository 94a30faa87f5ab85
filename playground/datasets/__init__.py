"""Named data sets, and what is done with them before a network sees them. Imports no Streamlit and no Plotly.

`DATASETS` is the table, `ALL_DATASETS` has also what a visitor brings; each row makes a `torch.utils.data.Dataset`.
`SPLITS` part one, by its kind: stratified and seeded, or in the order of time.
"""

from playground.datasets.digits import Digits
from playground.datasets.parts import SPLITS, TEST_FRACTION, VALIDATION_FRACTION, split
from playground.datasets.rows import DatasetRow, Kind
from playground.datasets.table import ALL_DATASETS, DATASETS

__all__ = [
    "ALL_DATASETS",
    "DATASETS",
    "SPLITS",
    "TEST_FRACTION",
    "VALIDATION_FRACTION",
    "DatasetRow",
    "Digits",
    "Kind",
    "split",
]

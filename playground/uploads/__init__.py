"""What visitors bring along: kept for each of them, for a set time. Imports no Streamlit, no Plotly and no PyTorch.

`store` is the place and its limits; `archive` and `pictures` check what comes in, in a process of its own
(``python -m playground.uploads``), which without PyTorch starts at once.
"""

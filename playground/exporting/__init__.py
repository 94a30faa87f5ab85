"""A trained network taken out of the playground: what is in its file, other forms of it, and a file brought back.

`formats` is the table of forms, `measured` converts a network into each and measures it, `branch` shows what a trace
loses, `jobs` makes both work for a lane (``python -m playground.exporting``). Imports no Streamlit and no Plotly.
"""

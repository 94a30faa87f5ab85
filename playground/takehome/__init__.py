"""What of a run can be taken home: settings, scripts, notebook, checkpoint, curves, and all of it in one zip.

`files` is the table; `settings_file`, `checkpoint`, `curves`, `tensorboard` and `notebook` make what stands in it,
`archive` puts it together. Imports no Streamlit and no Plotly.
"""

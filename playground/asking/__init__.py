"""Asking a trained network: its checkpoint opened, a sample made ready, the answer, and what the answer rests on.

`loading` opens a run, `drawing` makes a drawing into what the network learned from, `answers` asks, `attributions`
tells what it looked at, `examined` finds its mistakes, `onward` lets it go on with a series or a text. It
imports no Streamlit and no Plotly.
"""

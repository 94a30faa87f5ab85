"""Keeps Streamlit's collections of garbage short.

Streamlit collects all garbage after every run of a page, and looks at everything that Python holds each time. What was
frozen is left out: at the start all that `heavy` loaded, and what a page loaded when it was visited for the first time.
"""

import gc

_settled: set[str] = set()


def settle(name: str) -> None:
    """Freeze what has been loaded, once for each name: the rest of what is there then is little, and never grows."""
    if name not in _settled:
        _settled.add(name)
        gc.collect()
        gc.freeze()

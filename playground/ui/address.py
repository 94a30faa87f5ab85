"""The browser's address: how the visitor came to it."""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def went_back() -> bool:
    """Return whether the page runs because the visitor went back or forward in the browser's history.

    Widgets that are bound to the address follow it by themselves then; what a page keeps otherwise has to ask.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation

"""Times of day as the reader's clock shows them."""

from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import streamlit as st


def local(seconds: float) -> datetime:
    """Return a time, in seconds since 1970, in the reader's own time zone; in UTC where that is not known here."""
    zone: tzinfo = UTC
    with suppress(KeyError, ValueError, OSError):  # an unknown name, or a computer without a list of time zones
        zone = ZoneInfo(st.context.timezone or "UTC")
    return datetime.fromtimestamp(seconds, zone)

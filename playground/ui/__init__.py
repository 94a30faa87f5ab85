"""What the pages are built of. Streamlit only; no torch arithmetic."""

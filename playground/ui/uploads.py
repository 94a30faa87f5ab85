"""What a visitor brings along, as a page shows it: a table and pictures. `ui/kept_uploads.py` is what both share."""

from playground.ui.uploaded_pictures import uploaded_pictures
from playground.ui.uploaded_table import uploaded_table

__all__ = ["uploaded_pictures", "uploaded_table"]

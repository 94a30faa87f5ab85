"""The one table of pages. A page is a row here, ``pages/<slug>.py`` and ``lessons/<language>/<slug>.md``."""

from dataclasses import dataclass

from playground.translations import N_


@dataclass(frozen=True)
class PageRow:
    """One page: its address and file (`slug`), its section and title in the navigation, its icon, what it is for."""

    slug: str
    section: str
    icon: str
    title: str
    summary: str


PAGES: tuple[PageRow, ...] = (
    PageRow(
        "home",
        "",
        ":material/home:",
        N_("Home"),
        N_("What can be done here, to try at once."),
    ),
    PageRow(
        "train",
        N_("Training"),
        ":material/model_training:",
        N_("Train a network"),
        N_("Choose, press Start, and watch a network learn handwritten digits."),
    ),
    PageRow(
        "runs",
        N_("Training"),
        ":material/history:",
        N_("My runs"),
        N_("Every run so far: open it again, compare two, delete it."),
    ),
)


def page_row(slug: str) -> PageRow:
    """Return the row of the page `slug`."""
    return next(row for row in PAGES if row.slug == slug)

"""Colours. One table for the axes of tensors: the same axis keeps its colour through an operation."""

# Okabe and Ito's colour-blind safe set, in an order that keeps neighbours apart in hue and lightness.
# Each is a mid tone, so that it stands on white and on near-black; `ink` gives the text colour that is readable on it.
AXIS_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a900", "#8c8c8c")

# The classes of a data set, up to ten. Searched for so that any two are at least 22 apart (CIE 1976 ΔE) to normal,
# red-, green- and blue-blind eyes (Machado et al., 2009), and each stands on white and on near-black; the first ones
# the most.
CLASS_COLOURS = (
    "#0072b2", "#e69f00", "#9b2000", "#a8dd97", "#9958ff", "#807f5b", "#71bef5", "#64435b", "#c2b4bb", "#2e11f4",
)  # fmt: skip


def ink(background: str) -> str:
    """Return black or white, whichever contrasts more with `background` (WCAG 2 relative luminance)."""

    def linear(channel: str) -> float:
        value = int(channel, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(background[i : i + 2]) for i in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"

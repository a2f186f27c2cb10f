"""The school's one colour, made readable on light and on dark. Contrast as WCAG 2.2 defines it."""

from __future__ import annotations

import colorsys

MIN_CONTRAST = 4.5
"""The contrast of text that WCAG 2.2 AA asks for (success criterion 1.4.3)."""


LIGHT, DARK = "#ffffff", "#1b1d22"
"""The grounds of the pages: --ground of the style sheet, in light and in dark."""


def school_css(accent: str) -> str:
    """The school's colour as the site's style sheets use it: darkened for light pages and lightened for dark ones."""
    on_light, on_dark = readable_on(accent, LIGHT), readable_on(accent, DARK)
    return f":root{{--school-accent:{accent};--school-accent-on-light:{on_light};--school-accent-on-dark:{on_dark}}}\n"


def readable_on(colour: str, ground: str) -> str:
    """``colour``, or the nearest lighter or darker shade of it that reads on ``ground`` with a contrast of 4.5."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    step = -0.01 if _luminance(_rgb(ground)) > 0.5 else 0.01  # noqa: PLR2004 - half way between black and white
    while contrast(colour, ground) < MIN_CONTRAST:  # ends at black or white at the latest
        lightness = min(1.0, max(0.0, lightness + step))
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(_rgb(colour)), _luminance(_rgb(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _rgb(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _luminance(rgb: tuple[float, float, float]) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)  # noqa: PLR2004 - WCAG
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

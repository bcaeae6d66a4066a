"""A badge for a README: how many of the points are there, as a small picture."""

from html import escape

from ..language import _

CHARACTER, HEIGHT, MARGIN = 7, 20, 6  # pixels
STATES = ((1.0, "#2c8a3c"), (0.5, "#a8730b"), (0.0, "#5c6b77"))  # colours by share, dark enough for white text


def badge(earned: float, possible: float) -> str:
    """An SVG. The text says all; the colour only repeats it."""
    label, value = _("checks"), _("{earned:g} of {possible:g}").format(earned=earned, possible=possible)
    share = earned / possible if possible else 0.0
    color = next(color for least, color in STATES if share >= least)
    left, right = (len(text) * CHARACTER + 2 * MARGIN for text in (label, value))
    middle, title = HEIGHT * 0.7, escape(_("{label}: {value} points").format(label=label, value=value))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img" aria-label="{title}">
<title>{title}</title>
<rect width="{left}" height="{HEIGHT}" fill="#333"/><rect x="{left}" width="{right}" height="{HEIGHT}" fill="{color}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="{left / 2:g}" y="{middle:g}">{label}</text><text x="{left + right / 2:g}" y="{middle:g}">{value}</text>
</g></svg>
"""

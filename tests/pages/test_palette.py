"""The colours by role and the template all figures share."""

import pytest

from pages.components.palette import DARK, LIGHT, plotly_template, translucent


def luminance(colour):
    """Relative luminance, WCAG 2.1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    """Contrast ratio, WCAG 2.1."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["ink", "mute", "expectation", "risk", "measured", "neutral", "accent"])
def test_every_ink_can_be_read_on_the_paper(palette, role):
    assert contrast(getattr(palette, role), palette.paper) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_roles_that_mean_different_things_share_a_colour(palette):
    assert len({palette.expectation, palette.risk, palette.measured, palette.neutral}) == 4


@pytest.mark.parametrize(
    ("colour", "alpha", "shown"),
    [("#0072B2", 0.5, "rgba(0,114,178,0.5)"), ("#FFFFFF", 0, "rgba(255,255,255,0)"), ("#000000", 1, "rgba(0,0,0,1)")],
)
def test_a_translucent_colour_keeps_its_channels(colour, alpha, shown):
    assert translucent(colour, alpha) == shown


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_template_follows_the_palette(palette):
    layout = plotly_template(palette).layout
    assert layout.font.color == palette.ink
    assert (layout.xaxis.gridcolor, layout.yaxis.tickfont.color) == (palette.line, palette.mute)
    assert (layout.hoverlabel.bgcolor, layout.hoverlabel.font.color) == (palette.ink, palette.paper)
    assert layout.xaxis.fixedrange and layout.dragmode is False, "a chart does not move under the finger that scrolls"

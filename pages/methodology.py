"""Placeholder of the methodology screen."""

from pages.components.guard import page_guard

page_guard()

from pages.components.frame import page_head, page_title  # noqa: E402
from pages.components.language import text  # noqa: E402

page_head(text("navigation.methodology"))
page_title(text("navigation.methodology"))

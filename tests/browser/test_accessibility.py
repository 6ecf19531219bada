"""Every screen by axe-core's rules: contrast, names, roles, order of headings."""

import pytest

from tests.pages.startups import SCREENS

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = pytest.mark.browser

THE_FRAMEWORKS = {("presentation-role-conflict", "stFileUploaderDropzone")}
"""Faults of Streamlit's own widgets: rule, and a part of the element."""


@pytest.mark.parametrize(("language", "scheme"), [("en-US", "light"), ("zh-CN", "dark")])
def test_no_screen_breaks_a_rule(demonstration_served, visit, language, scheme):
    tab = visit(demonstration_served, language=language, scheme=scheme)
    broken = []
    for screen in SCREENS:
        tab.open("/" if screen == "overview" else f"/{screen}")
        page = tab.drawn()
        for rule in axe.Axe().run(page).response["violations"]:
            broken += [
                f"{screen}: {rule['help']}: {node['html'][:200]}"
                for node in rule["nodes"]
                if not any(rule["id"] == known and part in node["html"] for known, part in THE_FRAMEWORKS)
            ]
    assert not broken, "\n".join(broken)

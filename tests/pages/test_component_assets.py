"""The component's files are served from a folder, by an interface of Streamlit that is private."""

from pathlib import Path

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from pages.components.component_assets import ASSETS
from tests.pages.startups import open_app, views


def test_streamlit_still_takes_a_manifest_by_hand():
    manager = BidiComponentManager()
    manager.register_from_manifest(
        ComponentManifest("assay", "1", [ComponentConfig(name="rows", asset_dir="rows")]), ASSETS
    )
    assert manager.get_component_asset_root("assay.rows") == (ASSETS / "rows").resolve()


def test_the_script_builds_no_markup_from_strings():
    script = (ASSETS / "rows" / "rows.js").read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert way not in script
    assert "textContent" in script


def test_logo_and_icon_are_drawings_without_scripts_or_addresses():
    for name in ("logo.svg", "icon.svg"):
        drawing = Path(ASSETS / name).read_text(encoding="utf-8")
        assert "<script" not in drawing
        assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")


def test_nine_rows_of_the_ranking_cost_less_than_markup_did(many):
    app = open_app("overview")
    import json

    sizes = [len(json.dumps(view)) for view in views(app) if "columns" in view]
    assert sizes
    assert max(sizes) < 20_000

"""A fact typed by hand: every field and every indicator can be entered, and reaches the ledger."""

import pytest
import yaml

from data import registry, repository
from data.registry import load_registry
from tests.pages.startups import open_app, press


def test_a_transparency_indicator_is_answered_in_the_form(one, routed):
    app = open_app("upload")
    app.selectbox(key="fact_startup").set_value("northfold")
    app.selectbox(key="fact_stage").set_value("transparency").run()
    app.selectbox(key="fact_key").set_value("fmti_public_datasets").run()
    assert "Does it name the largest public datasets it used?" in [caption.value for caption in app.caption]
    app.text_input(key="fact_source_title").set_value("Model card")
    press(app, "Show what would change")
    app.button(key="commit_fact").click().run()
    assert not app.exception, app.exception
    with one.session() as session:
        answer = repository.dossier(session, "northfold").current()["fmti_public_datasets"]
    assert (answer.value, answer.level, answer.source.title) == (True, "claimed", "Model card")


@pytest.fixture
def with_a_field_more(tmp_path, monkeypatch):
    """The registry with one entry more, as the whole program sees it."""
    content = yaml.safe_load(registry.FIELDS_FILE.read_text(encoding="utf-8"))
    words = {"key": "coffee_cups", "label_en": "Cups of coffee", "label_zh": "咖啡杯数"}
    content["fields"].append(content["fields"][0] | words)
    path = tmp_path / "fields.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(registry, "FIELDS_FILE", path)
    load_registry.cache_clear()
    yield
    load_registry.cache_clear()


def test_a_new_entry_of_the_registry_can_be_entered_without_another_edit(one, with_a_field_more, routed):
    app = open_app("upload")
    app.selectbox(key="fact_stage").set_value("company").run()
    assert "Cups of coffee" in app.selectbox(key="fact_key").options
    assert not app.exception, app.exception

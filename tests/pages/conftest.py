"""A database of its own for every test, filled by degrees."""

from datetime import date
from functools import cache

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager

from data.database import open_database
from data.records import EvidenceLevel, Fact
from tests.pages.startups import BINDER, a_claim, add_startup, fail_run, sample_facts, start_running


@pytest.fixture
def database(tmp_path, monkeypatch):
    """An empty database that the app will open."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'assay.sqlite'}")
    monkeypatch.setenv("ASSAY_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")
    st.cache_resource.clear()
    st.cache_data.clear()
    yield open_database()
    st.cache_resource.clear()


@pytest.fixture(autouse=True, scope="session")
def components_scanned_once():
    """AppTest reads the metadata of every installed package for each app it opens; here once for all of them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="module")
def calculator(tmp_path_factory):
    """An empty database for the tests of one module that only read: nothing but the tables that ship."""
    folder = tmp_path_factory.mktemp("calculator")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DATABASE_URL", f"sqlite:///{folder / 'assay.sqlite'}")
        patched.setenv("ASSAY_VAR", str(folder / "var"))
        open_database()
        yield


@pytest.fixture
def one(database):
    """One startup with facts, a claim and a finished run."""
    add_startup(database, "northfold", name="Northfold", facts=sample_facts(), claims=[a_claim()], with_run=True)
    return database


@pytest.fixture
def many(database):
    """Four startups: well documented, half known, nothing but a name, and one held back by a gate."""
    add_startup(database, "northfold", name="Northfold", facts=sample_facts(), claims=[a_claim()], with_run=True)
    add_startup(database, "baiyun", name="白云认知", facts=sample_facts(every=2), with_run=True)
    add_startup(database, "halden", name="Halden Bio")
    gated = [
        Fact("base_model_licence", "research_only", EvidenceLevel.DOCUMENTED, date(2026, 9, 30), BINDER),
        Fact("arr_usd", 2_400_000.0, EvidenceLevel.DOCUMENTED, date(2026, 9, 30), BINDER),
    ]
    model_id = add_startup(database, "kestrel", name="Kestrel Legal", facts=gated, claims=[a_claim(value=0.61)])
    start_running(database, model_id)
    fail_run(database, model_id, "The checkpoint holds pickled weights; only safetensors are read.")
    return database


@pytest.fixture
def routed(monkeypatch):
    """A server that has been through the router once, as any has after its first page; AppTest forgets it every run."""
    begin = PagesManager.__init__

    def begin_routed(self, *given, **named):
        begin(self, *given, **named)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", begin_routed)

"""A dashboard of its own on a free port, and a real Chromium that tells what it asked for."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from data.database import open_database
from data.repository import add_model
from data.repository import add_startup as add_bare_startup
from tests.browser.dashboards import launched, served
from tests.browser.demo import measured_demonstration
from tests.pages.startups import ROOT, a_claim, add_startup, sample_facts, start_running

playwright = pytest.importorskip("playwright.sync_api")

PATIENCE = 60_000


@pytest.fixture(scope="session")
def chromium():
    """A headless browser: Playwright's own if it was brought, else the system's."""
    with playwright.sync_playwright() as driver:
        browser = launched(driver)
        if browser is None:
            pytest.skip("no Chromium on this machine")
        yield browser
        browser.close()


@pytest.fixture
def filled(tmp_path):
    """A database with three startups, one of them without a run, and a run in progress."""
    url = f"sqlite:///{tmp_path / 'assay.sqlite'}"
    database = open_database(url)
    add_startup(database, "northfold", name="Northfold", facts=sample_facts(), claims=[a_claim()], with_run=True)
    add_startup(database, "baiyun", name="白云认知", facts=sample_facts(every=2), with_run=True)
    model = add_startup(database, "quill", name="Quillstone", facts=sample_facts(every=4))
    run_id, attempt = start_running(database, model)
    return url, database, run_id, attempt


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """A database with the five startups of the demonstration, measured."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demonstration') / 'assay.sqlite'}"
    measured_demonstration(open_database(url))
    return url


@pytest.fixture
def empty(tmp_path):
    """A database with nothing in it."""
    url = f"sqlite:///{tmp_path / 'assay.sqlite'}"
    return url, open_database(url)


@pytest.fixture
def serve(tmp_path):
    """A function that starts the dashboard on a database and gives its address."""
    with ExitStack() as started:
        yield lambda url: started.enter_context(served(url, tmp_path)).address


@pytest.fixture(scope="session")
def demonstration_served(demonstration, tmp_path_factory):
    """The address of one dashboard on the demonstration, for all tests that visit it."""
    with served(demonstration, tmp_path_factory.mktemp("served")) as server:
        yield server.address


class Visitor:
    """A tab that remembers which hosts were asked and what went wrong."""

    def __init__(self, browser, address, *, width=1440, language="en-US", scheme="light"):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, color_scheme=scheme, has_touch=width < 600
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.address = address
        self.hosts, self.errors = set(), []
        self.page.on("request", lambda request: self.hosts.add(request.url))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path="/"):
        """Go there and wait for the title."""
        self.page.goto(f"{self.address}{path}")
        self.page.wait_for_selector("[data-testid=stHeading] h1")
        return self.page

    def drawn(self):
        """The page once its script has ended and what it drew has had a moment to settle."""
        self.page.wait_for_selector("[data-test-script-state=notRunning]")
        self.page.wait_for_timeout(400)
        return self.page

    def other_hosts(self):
        """Addresses asked outside the dashboard itself."""
        return {url for url in self.hosts if not url.startswith((self.address, "data:", "blob:", "ws"))}

    def real_errors(self):
        """Console errors but for the client's harmless probe of its health address below a page."""
        return [said for said in self.errors if "404" not in said]

    def sideways(self):
        """By how many pixels the page can be scrolled sideways."""
        return self.page.evaluate(
            "() => { const main = document.querySelector('[data-testid=stMain]');"
            " const whole = document.documentElement;"
            " return Math.max(main.scrollWidth - main.clientWidth, whole.scrollWidth - innerWidth); }"
        )


@pytest.fixture
def visit(chromium):
    """A function that opens a tab on a dashboard."""
    tabs = []

    def opened(address, **settings):
        tabs.append(Visitor(chromium, address, **settings))
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.context.close()


@pytest.fixture
def with_demo_model(tmp_path):
    """A database with one startup whose model is a real one."""
    url = f"sqlite:///{tmp_path / 'assay.sqlite'}"
    database = open_database(url)
    with database.session() as session:
        add_bare_startup(
            session, slug="kestrel", name="Kestrel", summary_en="x", summary_zh="x", fictional=True, actor="test"
        )
        add_model(session, "kestrel", name="Loom", location="data/demo/models/kestrel-loom-labs", actor="test")
    yield url, database
    database.engine.dispose()


@pytest.fixture
def worker(with_demo_model, tmp_path):
    environment = os.environ | {"DATABASE_URL": with_demo_model[0], "ASSAY_VAR": str(tmp_path / "var")}
    with (tmp_path / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "evals", "worker"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)

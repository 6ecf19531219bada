"""A dashboard of its own on a free port, and a headless Chromium to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.pages.startups import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Server(NamedTuple):
    """A dashboard that is up: its address, and the number of its process."""

    address: str
    process: int


@contextmanager
def served(url, folder, *, script="app.py"):
    """A dashboard on a database, or another script of Streamlit's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": url,
        "ASSAY_VAR": str(folder / "var"),
        "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health")
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def launched(driver):
    """A headless browser of Playwright's driver: its own if it was brought, else the system's; None without either."""
    system = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    own = Path(driver.chromium.executable_path)
    program = None if own.is_file() else system
    if program is None and not own.is_file():
        return None
    return driver.chromium.launch(executable_path=program, args=FLAGS)


def _wait_for(address, patience=60):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer within {patience} s")

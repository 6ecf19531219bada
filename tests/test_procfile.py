"""`make run` serves this machine alone: what is configured, and what a started dashboard listens on."""

import os
import shlex
import socket
import subprocess
import sys
import time
from ipaddress import ip_address
from pathlib import Path

import pytest
from streamlit import config

ROOT = Path(__file__).parent.parent
TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
LISTENING = "0A"


def web_command():
    """The dashboard's line of the Procfile, with this Python."""
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())
    return lines["web"].replace(".venv/bin/python", shlex.quote(sys.executable))


def address(words):
    """The address of one entry of the kernel's table: 32-bit words, each in the machine's byte order."""
    parts = [int(words[at : at + 8], 16).to_bytes(4, sys.byteorder) for at in range(0, len(words), 8)]
    return ip_address(b"".join(parts))


def listened_on(port):
    """Every address of this machine that something listens on at `port`."""
    entries = [line.split() for table in TABLES if table.exists() for line in table.read_text().splitlines()[1:]]
    own = [entry[1].split(":") for entry in entries if entry[3] == LISTENING]
    return {address(words) for words, at in own if int(at, 16) == port}


@pytest.fixture
def served_port(tmp_path):
    """The port of a dashboard started as `make run` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "ASSAY_PORT": str(port),
        "ASSAY_VAR": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'assay.sqlite'}",
    }
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(
            ["bash", "-c", f"exec {web_command()}"], cwd=ROOT, env=os.environ | own, stdout=log, stderr=log
        )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_dashboard_is_configured_for_loopback_whatever_the_procfile_adds():
    assert config.get_option("server.address") == "127.0.0.1"
    assert "--server.address" not in web_command()


@pytest.mark.skipif(not TABLES[0].exists(), reason="this system has no /proc/net/tcp")
def test_a_started_dashboard_listens_on_loopback_and_nowhere_else(served_port):
    until = time.monotonic() + 60
    while not (found := listened_on(served_port)) and time.monotonic() < until:
        time.sleep(0.2)
    assert found == {ip_address("127.0.0.1")}

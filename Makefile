# Two commands do everything: `make run` starts Assay, `make test` checks it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PY := .venv/bin/python
INSTALLED := .venv/.installed
TEST_INSTALLED := .venv/.test-installed
NPM ?= npm
TYPESCRIPT := 5.9.3
TSC := .venv/typescript/node_modules/typescript-$(TYPESCRIPT)/bin/tsc

.PHONY: help setup run test test-slow lint javascript coverage bench clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

setup: $(INSTALLED)  ## Make .venv and install the requirements

$(INSTALLED): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Assay needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Name another one: make setup PYTHON=python3.12"; exit 2; }
	@echo "Making .venv ..."
	@test -x $(PY) || $(PYTHON) -m venv .venv || { echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 2; }
	@echo "Installing the requirements (some minutes the first time) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

run: $(INSTALLED)  ## Start the dashboard and the worker; Ctrl-C stops both
	@echo "Preparing the database ..."
	@$(PY) -m data migrate
	@$(PY) -m data seed
	@echo "Starting the worker and the dashboard at http://localhost:$${ASSAY_PORT:-8501} (Ctrl-C stops both) ..."
	@exec .venv/bin/honcho start

$(TEST_INSTALLED): requirements-dev.txt $(INSTALLED)
	@echo "Installing what the tests need ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

lint: $(TEST_INSTALLED)  ## Check style and types
	@echo "Checking style ..."
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@echo "Checking types ..."
	@$(PY) -m mypy
	@$(MAKE) --no-print-directory javascript

javascript:  ## Check the scripts of the pages, where Node.js is
	@echo "Checking JavaScript ..."
	@if ! command -v $(NPM) >/dev/null; then \
	  echo "JavaScript was not checked: $(NPM) of Node.js is not on this machine."; \
	elif ! test -e $(TSC) && ! $(NPM) install --silent --no-save --prefix .venv/typescript \
	    typescript-$(TYPESCRIPT)@npm:typescript@$(TYPESCRIPT); then \
	  echo "JavaScript was not checked: $(NPM) could not bring TypeScript $(TYPESCRIPT)."; \
	else node $(TSC) -p pages/components/assets/jsconfig.json; fi

test: lint  ## Lint, types, tests; brings Chromium for the browser tests where it may
	@tests/browser/bring_chromium.sh
	@echo "Running the tests ..."
	@OMP_NUM_THREADS=1 $(PY) -m pytest -n 2 -m "not slow and not gpu"

coverage: $(TEST_INSTALLED)  ## The tests with the share of lines and branches they reach; about twice their time
	@OMP_NUM_THREADS=1 $(PY) -m pytest -n 2 --cov

test-slow: $(TEST_INSTALLED)  ## The tests that take minutes
	@OMP_NUM_THREADS=2 $(PY) -m pytest -m "slow and not gpu"

bench: $(TEST_INSTALLED)  ## Measure the engine beside stock lm-eval (needs ASSAY_BENCHMARKS)
	@$(PY) tests/benchmarks/engine_speed.py

clean:  ## Remove .venv and everything under var/
	rm -rf .venv var .mypy_cache .pytest_cache .ruff_cache

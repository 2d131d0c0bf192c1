# Daily work on 站网 (Zhanwang). `make` alone lists what can be done.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
DEMO_DIR := $(CURDIR)/data-demo
BIN := .venv/bin
# Two more than there are cores: tests with a browser or a process wait more than they work.
TEST_WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 2 )))
PYTEST = $(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadscope --no-loadscope-reorder
# What takes no target of its own.
USUAL := not bench and not soak and not checkers
# The examples in docstrings.
EXAMPLES = $(BIN)/python -m pytest -q --doctest-modules app
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet
# libatomic1 is for the node that Playwright brings with it; fonts-liberation is as wide as Times New Roman.
SYSTEM_PACKAGES := chromium-headless-shell libatomic1 libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils \
	gdal-bin postgresql fonts-noto-cjk fonts-liberation

# The same result whatever the caller's shell has set: UTF-8 everywhere, no foreign packages on the path.
export PYTHONUTF8 := 1
# Bytecode is kept, or every command that a test starts compiles the whole program anew.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-dev run test test-long test-all test-some mutants check format bench bench-county soak migration lock vendor clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.stamp-runtime ## prepare .venv with the locked packages and the zhanwang command

setup-dev: .venv/.stamp-dev ## the same, plus what the tests need: tools, Chromium, LibreOffice, poppler, GDAL, PostgreSQL, fonts
	@.ci/apt-install $(SYSTEM_PACKAGES)

run: setup ## serve the demo network at http://127.0.0.1:8000 (PORT=8001 for another port)
	ZHANWANG_DATA_DIR='$(DEMO_DIR)' ZHANWANG_DATABASE_URL= exec $(BIN)/zhanwang serve --demo --host 127.0.0.1 --port $(PORT)

check: .venv/.stamp-dev ## lint, format and types, without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cd static && ../$(BIN)/biome ci --error-on-warnings
	$(BIN)/djlint --quiet --lint app/web/templates
	$(BIN)/mypy --strict app

test: setup-dev ## every rule: check, then all tests but the long ones, PostgreSQL where the engine matters
	@# Tests are compiled once on one core while types are checked on another, and not by each worker.
	@$(BIN)/python -m pytest -q --collect-only >/dev/null & $(MAKE) --no-print-directory check && wait
	$(PYTEST) -m "not long and $(USUAL)"
	$(EXAMPLES)

test-long: setup-dev ## the tests that take longest: maps, whole ways, workbooks, papers, commands, killed processes; CI runs both
	$(PYTEST) -m "long and $(USUAL)"

test-all: setup-dev check ## the same with every test on PostgreSQL too: before a release, and when the store changes
	$(PYTEST) --all-engines
	$(PYTEST) -m checkers tests/pages
	$(EXAMPLES)

test-some: setup-dev ## only some tests: make test-some T=tests/web
	$(if $(T),,$(error Say which: make test-some T=tests/web))
	$(PYTEST) $(T)

mutants: setup-dev ## plant faults in what has changed (or M=app/access/may.py), list those that no test notices
	$(BIN)/python -m tests.mutants $(M)

format: .venv/.stamp-dev ## put the code in the agreed form and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd static && ../$(BIN)/biome check --write

bench: setup-dev .venv/.stamp-peers ## measure beside other programs: tests marked `bench`, with their figures
	@.ci/apt-install wrk $$(ls /usr/lib/postgresql | sed 's/.*/postgresql-&-postgis-3/')
	$(BIN)/python -m pytest -m bench -s

bench-county: setup-dev ## count what the main operations of a county take: statements, rows, judgings, KiB (also in `make test`)
	$(BIN)/python -m pytest -q -s tests/web/test_counts_of_operations.py

soak: setup-dev ## long runs under load: tests marked `soak`
	$(BIN)/python -m pytest -m soak -s

migration: .venv/.stamp-dev ## write a migration for what has changed in the tables
	PICCOLO_CONF=app.piccolo_conf $(BIN)/piccolo migrations new zhanwang --auto

lock: .venv/.stamp-dev ## choose the newest allowed versions anew and write the lock files
	$(COMPILE) pyproject.toml --upgrade --extra build --output-file requirements.lock
	$(COMPILE) pyproject.toml --upgrade --extra build --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock
	$(COMPILE) --group peers --upgrade --output-file requirements-peers.lock

vendor: ## fetch the browser libraries named in VERSIONS.toml anew (needs npm)
	.ci/vendor static/vendor/VERSIONS.toml tests/assets/VERSIONS.toml

clean: ## delete everything made here: .venv, caches, the demo's data
	rm -rf .venv *.egg-info build .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results '$(DEMO_DIR)'
	find app piccolo_migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +

# What has been installed is remembered by stamps inside .venv, so a second call has nothing to do.
# A lock file is the whole closure, hence --no-deps: left to resolve for itself, pip reads an extra asked for by a
# dependency (pydantic[email]) past the pin, and setting up breaks on the day a newer release appears.
.venv/.stamp-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Zhanwang needs Python 3.11 or newer; '$(PYTHON)' is older or missing. Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/apt-install python3-venv
	@echo 'Preparing .venv (a few minutes the first time) ...'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.stamp-runtime: .venv/.stamp-python requirements.lock pyproject.toml
	$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.stamp-peers: .venv/.stamp-python requirements-peers.lock
	@$(PYTHON) -m venv .venv/peers
	@.venv/peers/bin/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps --require-hashes \
		-r requirements-peers.lock
	@touch $@

.venv/.stamp-dev: .venv/.stamp-runtime requirements-dev.lock
	$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Needs Python 3.11 or later, make and git. `make run` and `make test` set up what is missing first.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
UV := $(VENV)/bin/uv
READY := $(VENV)/.ready

export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast test-long coverage lint layers types bench dev dictionary docs clean

help:  ## Show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(READY)  ## Make .venv with exactly the versions of uv.lock

$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "error: $(PYTHON) is older than Python 3.11; run make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@test -x $(UV) || $(VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(VENV)/bin/python -m ensurepip >/dev/null
	@test -x $(UV) || $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<0.15'
	$(UV) sync --frozen --inexact --quiet --python $(VENV)/bin/python
	@touch $@

run: $(READY)  ## Take in samples/ and publish warehouse/jixiao.duckdb
	@$(VENV)/bin/jixiao run --inbox samples

# Rooms whose tests start no batch, no browser, no daemon, and print few PDFs.
FAST := tests/model tests/values tests/linking tests/tables tests/layouts tests/pdf tests/ingest

test-fast: $(READY)  ## The tests of the edit loop: under a minute
	$(VENV)/bin/pytest -n auto -m 'not long' $(FAST)

test: $(READY)  ## The tests that take a few minutes
	$(VENV)/bin/pytest -n auto -m 'not long'

test-long: $(READY)  ## The long campaigns: damaged and hostile files, killed batches, print engines
	$(VENV)/bin/pytest -n auto -m long

coverage: $(READY)  ## The tests that take a few minutes, and which lines of pipelines/ they ran
	$(VENV)/bin/pytest -n auto -m 'not long' --cov --cov-report=term:skip-covered

lint: $(READY)  ## Style
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

layers: $(READY)  ## The rooms of pipelines/: nothing imports upward, no circles
	$(VENV)/bin/lint-imports --no-logo --no-cache

types: $(READY)  ## Types
	$(VENV)/bin/mypy

bench: $(READY)  ## Pages per second and memory, beside other readers
	$(UV) sync --frozen --inexact --quiet --group bench --python $(VENV)/bin/python
	$(VENV)/bin/python -m benchmarks

dev: $(READY)  ## Dagster's web page: the same graph, at http://localhost:3000
	@mkdir -p .dagster && ln -sfn ../dagster.yaml .dagster/dagster.yaml
	DAGSTER_HOME=$(CURDIR)/.dagster $(VENV)/bin/dg dev

dictionary: $(READY)  ## Write docs/data-dictionary.md anew from the schema
	$(VENV)/bin/python -m pipelines.outputs.dictionary

docs: $(READY)  ## The documentation as a site in site/; a broken link is an error
	$(VENV)/bin/mkdocs build --strict --quiet

clean:  ## Remove .venv and caches; the warehouse stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*

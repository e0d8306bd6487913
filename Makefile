# What can be done here; `make` alone lists it.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8710
TESTERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types docs docs-check screenshots links bench-ingest bench-stores bench-matching bench-gaps bench-map bench-explorer bench-api clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed ## install, load the demo district, serve it on 127.0.0.1 (PORT=8710)
	@exec $(BIN)/liantu demo --port $(PORT)

test: $(VENV)/installed-dev ## install what the tests need and run them all
	@tests/system.sh
	$(BIN)/python -m pytest -n $(TESTERS) --no-loadscope-reorder

check: ## everything that has to pass before a change is taken
	.ci/run

lint: $(VENV)/installed-dev ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev links ## types, strictly
	$(BIN)/mypy

docs: $(VENV)/installed-dev ## write the reference pages from the code
	$(BIN)/python docs/build_reference.py

docs-check: $(VENV)/installed-dev ## fail where a reference page is not what the code says
	$(BIN)/python docs/build_reference.py --check

screenshots: $(VENV)/installed-dev ## take the pictures in docs/ from a running demo
	$(BIN)/python docs/take_screenshots.py

bench-ingest: $(VENV)/installed-dev ## time a load beside the bare COPY of the same rows (ROWS=10000)
	@$(BIN)/python bench/ingest.py --rows $(or $(ROWS),10000)

bench-stores: $(VENV)/installed-dev ## time the embedded store beside Neo4j, same data, one run (ROWS=100000)
	@tests/system.sh
	$(BIN)/python bench/stores.py --rows $(or $(ROWS),100000)

bench-matching: $(VENV)/installed-dev ## how exact matching is, and 100,000 names against 1,000,000 (KNOWN= NEW=)
	$(BIN)/python bench/matching.py --known $(or $(KNOWN),1000000) --new $(or $(NEW),100000)

bench-gaps: $(VENV)/installed-dev ## the gap finder, complexity beside ecomplexity, AND/OR and what-if (ROWS=100000)
	@$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python bench/gaps.py --rows $(or $(ROWS),100000)

bench-map: $(VENV)/installed-dev ## the panorama on the server and in a browser, search and profiles (ROWS=100000)
	@tests/system.sh
	$(BIN)/python bench/map.py --rows $(or $(ROWS),100000)

bench-explorer: $(VENV)/installed-dev ## the explorer's picture and layout beside stock pyvis, and a hub (NODES=10000)
	@tests/system.sh
	@$(BIN)/python bench/explorer.py --nodes $(or $(NODES),10000)

bench-api: $(VENV)/installed-dev ## the API's twenty hottest questions over HTTP beside the engine's own time (ROWS=100000)
	@tests/system.sh
	@$(BIN)/python bench/api.py --rows $(or $(ROWS),100000)

links: ## the tree of links that type checkers read
	@rm -rf .links && mkdir -p .links/liantu
	@for path in core/*; do ln -s ../../$$path .links/liantu/$$(basename $$path); done
	@for room in graph ingest queries web; do ln -s ../../$$room .links/liantu/$$room; done

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then echo "Liantu needs Python 3.11 or later: install it, or say make PYTHON=/path/to/python3"; exit 1; fi
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && "$(PYTHON)" -m venv $(VENV); \
		else echo "The venv module is missing: install python3-venv"; exit 1; fi; }

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-compile --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --no-compile --group dev
	@touch $@

clean: ## remove the environment and everything made here
	rm -rf $(VENV) .links build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

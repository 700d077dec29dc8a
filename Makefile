# Millrace: every command a developer or a machine needs. `make` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
STAMP := $(VENV)/.millrace-installed
# Arguments for single commands: make run ARGS="--port 9000", make test ARGS="-k el".
ARGS ?=

.PHONY: help setup run test check format services bench bench-studio soak docs journeys lock build clean

help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv with everything in it and build the studio
	@$(PYTHON) hatch_build.py

$(STAMP): requirements-dev.lock pyproject.toml
	@scripts/make_venv.sh $(VENV)
	@touch $@

run: setup ## Start Millrace with the sample workspace and run its flight-delay job
	@$(BIN)/millrace demo $(ARGS)

test: setup ## Everything CI runs; what this machine lacks is skipped and listed by name
	@scripts/test.sh $(ARGS)

check: setup ## Lint, types, import contracts and the quick tests
	@scripts/check.sh
	@$(PYTHON) -m pytest tests/domain tests/cases tests/architecture -q $(ARGS)

format: setup ## Format the Python code
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

services: ## Install and start the servers tests use, from Debian packages
	@scripts/services.sh

journeys: setup ## Only the browser tests
	@$(PYTHON) -m pytest -m browser $(ARGS)

bench: setup ## Measure a real server; prints figures, never fails on time
	@$(PYTHON) -m scripts.bench $(ARGS)

bench-studio: setup ## Measure the designer in a browser; prints figures, never fails on time
	@$(PYTHON) -m scripts.bench_studio $(ARGS)

soak: setup ## The long tests
	@$(PYTHON) -m pytest -m soak --timeout 0 $(ARGS)

docs: setup ## Write the generated pages, THIRD_PARTY.md and the API description anew
	@$(PYTHON) -m scripts.reference
	@scripts/studio.sh api
	@$(PYTHON) -m scripts.third_party

lock: ## Write the lock files anew (needs uv)
	@scripts/lock.sh $(ARGS)

build: setup ## Build wheel and sdist into dist/
	@$(PYTHON) -m hatchling build

clean: ## Remove the environment, the built studio and caches (never data)
	@rm -rf $(VENV) src/millrace/_ui web/dist web/node_modules dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

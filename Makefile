# From a bare machine with Python 3.11 or newer and make. `make help` lists the targets.
# Everything is installed into .venv from hashed locks; nothing outside this folder is changed.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report test lint docs lock clean

CASE ?= ukraine-2025
PYTEST_FLAGS ?= -n auto --dist loadfile
# Empty: the first Python that is new enough is looked for.
PYTHON ?=

BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
COMPILE := $(UV) pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; \
		do printf '  make %-8s %s\n' "$$name" "$$what"; done

report: .venv/.report ## the brief of ukraine-2025 (or CASE=...): Word, PDF and web page; prints where they lie
	$(BIN)/dayafter report $(CASE)

test: lint ## lint, then all tests
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

lint: .venv/.test ## style, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-cache

docs: .venv/.test ## the documentation site, in build/site
	$(BIN)/python tools/build_docs.py build/docs
	$(BIN)/zensical build --clean --strict

lock: .venv/.tools ## the locks anew, within the bounds of pyproject.toml
	printf 'uv\nhatchling\neditables\n' | $(COMPILE) --upgrade --output-file requirements-build.lock -
	$(COMPILE) --upgrade --extra report --extra calibrate --extra cluster --extra arrays --extra test --extra docs --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra report --constraint requirements.lock --output-file requirements-report.lock pyproject.toml

clean: ## removes everything that make has made
	rm -rf .venv .cache build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# The stamps: a step is repeated only when its lock, or the package's own declaration, has changed.
.venv/.tools: requirements-build.lock
	@python="$(PYTHON)"; \
	for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		test -n "$$python" && break; \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && python="$$candidate"; \
	done; \
	test -n "$$python" || { echo 'No Python 3.11 or newer found; install one, or name it: make PYTHON=/path/to/python3' >&2; exit 1; }; \
	"$$python" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-build.lock
	@touch $@

.venv/.report: .venv/.tools requirements-report.lock pyproject.toml
	$(INSTALL) --require-hashes --requirement requirements-report.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: .venv/.tools requirements.lock pyproject.toml
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

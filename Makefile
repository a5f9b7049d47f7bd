# Two commands set everything up: `make demo` and `make test`. Each installs what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# With CI=true or in a pipe pip must not draw bars; hashes are always required.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
EXAMPLE := examples/police-social-media
DEMO := build/demo

.PHONY: demo test check bench serve format audit lock clean
.DEFAULT_GOAL := demo

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "answerable needs Python 3.11 or newer; found $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing answerable and its libraries into $(VENV) (once) ..."
	@$(PIP_INSTALL) -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing the test libraries into $(VENV) (once) ..."
	@$(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.run  ## the whole job on the bundled example
	@$(BIN)/python $(EXAMPLE)/demo.py $(DEMO)

serve: $(VENV)/.run  ## the newsroom app on the demo
	@test -f $(DEMO)/answerable.toml || $(BIN)/python $(EXAMPLE)/demo.py $(DEMO)
	@$(BIN)/answerable serve $(DEMO)

test: $(VENV)/.dev  ## everything: checks, all tests, browser and database included
	@sh requirements/system.sh
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.dev lint  ## under a minute: format, lint, types, contracts, fast tests, generated docs
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not slow and not long and not browser and not postgres"

.PHONY: lint
lint: $(VENV)/.dev
	@$(BIN)/ruff format --check --quiet . >/dev/null 2>&1 || { echo "run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-timestamps 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check

format: $(VENV)/.dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/python docs/generate.py

bench: $(VENV)/.dev  ## speed and memory, beside the peers, as ratios
	@$(BIN)/python -m bench

audit: $(VENV)/.dev  ## licences, bill of materials, known holes of the pinned libraries (the last needs the network)
	@$(BIN)/python requirements/audit.py --sbom build/sbom.cdx.json
	@$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements/run.txt

lock:  ## pin the libraries anew (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements/run.txt
	uv pip compile pyproject.toml --group build --group dev -c requirements/run.txt --all-extras --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements/dev.txt
	uv pip compile pyproject.toml --group build --extra team -c requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements/team.txt

clean:
	rm -rf build $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The one door for developers: make env | demo | test | check | bench | proof | docs
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from
PY := $(BIN)/python
# More than the cores there usually are: half the time tests wait for a disk, a clock or a screen.
WORKERS ?= 4
# A constraints file pins every version; setting it this way pins the build step too.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: env demo test check bench proof docs clean

env: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 env")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --editable '.[dev]'
	$(PY) -m compileall -q cara_facilitate plugins curricula
	touch $(STAMP)

demo: env
	$(BIN)/cara demo $(ARGS)

test: env
	$(PY) -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS)

check: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy cara_facilitate plugins
	$(BIN)/lint-imports
	$(BIN)/cara curriculum check
	$(PY) -m docs.build --check

bench: env
	$(PY) -m bench $(ARGS)

proof: env
	CARA_PROOF=1 $(PY) -m pytest -q -n $(WORKERS) --dist worksteal --timeout 3600 tests $(ARGS)

docs: env
	$(PY) -m docs.build $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache cara-demo

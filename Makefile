# Everything a person does with this checkout; `make help` lists it.
# Needs only Python 3.11 or newer (with venv), make and a package index.

VENV := .venv
IN_VENV := $(VENV)/bin/python
PIP := $(IN_VENV) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
ARGS ?=
# Ten processes start at once: each would compile the whole house for itself where the shell forbids to keep what was compiled.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run install test check bench fuzz chaos soak train demo-reset lock venv

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/.run-installed ## start everything: CUIBAN_CONFIG, else config.toml, else the demo; Ctrl-C stops it
	@exec $(IN_VENV) manage.py run

install: $(VENV)/.run-installed ## make .venv with what running needs and nothing more, for a server

test: $(VENV)/.dev-installed ## run all tests; ARGS="-k words" chooses some
	@exec $(IN_VENV) -m pytest $(ARGS)

check: $(VENV)/.dev-installed ## lint, formatting and types
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m mypy

bench: $(VENV)/.dev-installed ## measure the numbers in benchmarks/ beside their goals; ARGS="deadlines" chooses some
	@exec $(IN_VENV) -m benchmarks $(ARGS)

fuzz: $(VENV)/.dev-installed ## throw mangled texts at all readers for ten minutes; ARGS="--minutes 1 --seed 7"
	@exec $(IN_VENV) -m benchmarks.fuzz $(ARGS)

chaos: $(VENV)/.dev-installed ## kill, freeze and lie to a whole installation for ten minutes; ARGS="--minutes 3 --seed 7"
	@exec $(IN_VENV) -m chaos $(ARGS)

soak: $(VENV)/.dev-installed ## thirty nights on the long connection, broken in every way it breaks; ARGS="--nights 3 --seed 7"
	@exec $(IN_VENV) -m chaos.soak $(ARGS)

train: $(VENV)/.train-installed ## fit the model that reads units' replies on training/phrases and write its weights
	@exec $(IN_VENV) -m training.fit $(ARGS)

demo-reset: $(VENV)/.run-installed ## forget everything the demo has stored
	@exec $(IN_VENV) -m deploy.reset

lock: $(VENV)/.dev-installed ## resolve requirements*.in into the hash-pinned requirements*.txt
	$(IN_VENV) -m pip install --quiet --disable-pip-version-check uv
	$(VENV)/bin/uv pip compile --quiet --no-header --universal --generate-hashes --no-emit-index-url --python-version 3.11 requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile --quiet --no-header --universal --generate-hashes --no-emit-index-url --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(VENV)/bin/uv pip compile --quiet --no-header --universal --generate-hashes --no-emit-index-url --python-version 3.11 training/requirements.in -o training/requirements.txt

venv: $(VENV)/.dev-installed ## make .venv with everything for developing

# Stamps: nothing is installed again until the pinned requirements change.
$(VENV)/.run-installed: requirements.txt
	@PYTHON="$(PYTHON)" sh deploy/make-venv $(VENV)
	@echo "installing requirements.txt into $(VENV) …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev-installed: requirements-dev.txt
	@PYTHON="$(PYTHON)" sh deploy/make-venv $(VENV)
	@echo "installing requirements-dev.txt into $(VENV) …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/.train-installed: training/requirements.txt
	@PYTHON="$(PYTHON)" sh deploy/make-venv $(VENV)
	@echo "installing training/requirements.txt into $(VENV) …"
	@$(PIP) -r training/requirements.txt
	@touch $@

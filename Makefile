# The two commands everybody needs are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Bytecode is compiled once at installation: without it every start compiles
# great-expectations and prefect again, at several seconds each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run postgres up down test test-slow coverage lint format docs wheel superset lock clean

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## fetch, read, check and load the bundled sample portal
	@$(BIN)/etl run sample

postgres: $(VENV)/.run ## install the driver of PostgreSQL
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/postgres.txt

up: $(VENV)/.run ## start Prefect on this machine: server, worker, schedules
	@$(BIN)/etl up

down: ## stop what `make up` has started
	@test ! -x $(BIN)/etl || $(BIN)/etl down

TESTS := $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadgroup

test: $(VENV)/.dev ## run the test suite, but for the long proofs
	@$(TESTS) -m "not slow"

# Every law that hypothesis has examples for is one: it runs again, with many more of them.
test-slow: $(VENV)/.dev ## run the long proofs: many kills, many examples, restarts
	@$(TESTS) -m "slow or hypothesis" --hypothesis-profile thorough

coverage: $(VENV)/.dev ## run the test suite and show which branches it leaves out
	@mkdir -p var/coverage && rm -f var/coverage/data*
	@$(BIN)/python -m coverage run -m pytest -n logical --maxprocesses 4 --dist loadgroup -m "not slow"
	@$(BIN)/python -m coverage combine -q
	@$(BIN)/python -m coverage report

lint: $(VENV)/.dev ## ruff (check and format) and mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.dev ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.docs ## build the documentation into var/docs (strict, offline)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "file://$(CURDIR)/var/docs/index.html"

wheel: $(VENV)/.run ## build the wheel into dist/, install it elsewhere and run the sample with it
	@.ci/wheel $(BIN)/python

superset: $(VENV)/.run ## write a dashboard for Superset into var/ (DATABASE=its address of the views)
	@mkdir -p var
	@$(BIN)/python deploy/superset/package.py $(or $(DATABASE),sqlite:///$(CURDIR)/var/views.sqlite) var/superset.zip

lock: ## resolve requirements/*.txt anew (needs uv)
	@uv pip compile pyproject.toml $(LOCK) -o requirements/run.txt
	@uv pip compile pyproject.toml --group dev -c requirements/run.txt $(LOCK) -o requirements/dev.txt
	@uv pip compile --group postgres -c requirements/dev.txt $(LOCK) -o requirements/postgres.txt
	@uv pip compile --group docs -c requirements/dev.txt $(LOCK) -o requirements/docs.txt
	@printf 'hatchling\neditables\npip\n' | uv pip compile - $(LOCK) -o requirements/build.txt

clean: down ## remove the virtual environment and everything in var/
	rm -rf $(VENV) var

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

# $(call install,FILE): exactly what the lock names, checked against its hashes, then the
# project itself in place. The pip of Python 3.11 does not see that sqlalchemy[asyncio] is the
# sqlalchemy that is pinned, so a newer one comes first.
define install
	@test -x $(BIN)/python || { $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make $@ PYTHON=python3.11")' && echo "Making $(VENV) (once, about a minute)" && $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/build.txt
	@$(BIN)/python -m pip install -qq --require-hashes -r $(1)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib || true
endef

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml
	$(call install,requirements/run.txt)
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/build.txt pyproject.toml
	$(call install,requirements/dev.txt)
	@touch $@ $(VENV)/.run

# Beside what is there: docs.txt has what the site is built with, and nothing of the project.
$(VENV)/.docs: requirements/docs.txt $(VENV)/.run
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $@

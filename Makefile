# The project's commands. `make` alone lists them.
PORT ?= 8000
DATA_DIR ?= .data
export PORT DATA_DIR

# The first Python on this machine that is new enough; name another with PYTHON=...
first_python = $(shell for python in $(1); do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$python; break; fi; done)
ifdef PYTHON
BENCH_PYTHON := $(PYTHON)
else
PYTHON := $(call first_python,python3 python3.14 python3.13 python3.12 python3.11)
# The newest of django-pgschemas needs Python 3.12.
BENCH_PYTHON := $(call first_python,python3.14 python3.13 python3.12 $(PYTHON))
endif
VENV := .venv/bin/python
BENCH := .venv-bench/bin/python
MADE := .venv/.made
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
COMPARED := .venv-bench/.installed
PIP_INSTALL := $(VENV) -m pip install -qq --disable-pip-version-check --no-input
# A .venv whose Python was since removed or upgraded away is of no use.
$(shell [ -x $(VENV) ] || rm -rf .venv; [ -x $(BENCH) ] || rm -rf .venv-bench)

.DEFAULT_GOAL := help
.PHONY: help demo test check messages mutation soak bench format clean python port

help: ## list these commands
	@echo "Shiftbook: make COMMAND [PORT=8000] [DATA_DIR=.data] [PYTHON=python3]"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' Makefile | awk -F@ '{printf "%-14s %s\n", $$1, $$2}'

demo: port $(RUNTIME) ## set everything up and serve two demo companies until Ctrl-C
	@exec $(VENV) -m config.local.demo

# Two processes, each with a database server of its own, because roles are of a whole server; so where
# DATABASE_URL names the server it is one.
ifndef DATABASE_URL
SPREAD := --dist loadfile $(foreach name,one two,--tx popen//env:DATA_DIR=$(DATA_DIR)/$(name))
endif
test: $(DEVELOPMENT) ## set everything up and run the tests (ARGS="-k clock" picks some)
	@exec $(VENV) -m pytest $(SPREAD) $(ARGS)

SOAK_KNOBS := REQUESTS COMPANIES STAFF CLIENTS WORKERS THREADS KILLS TERMINATIONS CANCELLED SEED PLANT
soak: $(DEVELOPMENT) ## serve 50 companies under load and faults (REQUESTS=1000000 SEED=7 ...)
	@exec $(VENV) -m benchmarks.soak $(foreach name,$(SOAK_KNOBS),$(if $($(name)),\
		--$(shell echo $(name) | tr A-Z a-z)=$($(name))))

check: $(DEVELOPMENT) ## run the linters, the type checker and Django's checks
	@echo "== ruff";              $(VENV) -m ruff check .
	@echo "== ruff format";       $(VENV) -m ruff format --check .
	@echo "== mypy";              $(VENV) -m mypy .
	@echo "== import-linter";     .venv/bin/lint-imports
	@echo "== translations";      $(VENV) manage.py compilemessages && \
		$(VENV) manage.py makemessages --check
	@echo "== migrations";        $(VENV) manage.py makemigrations --check --dry-run
	@echo "== Django's checks";   $(VENV) manage.py check --fail-level WARNING

messages: $(RUNTIME) ## write new sentences of the code into locale/, ready to be translated
	@exec $(VENV) manage.py makemessages

mutation: $(DEVELOPMENT) ## take each guard away in turn; a test must fail (ARGS="--only stamp")
	@exec $(VENV) -m tests.mutation $(ARGS)

format: $(DEVELOPMENT) ## put the code into the project's form
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

bench: $(COMPARED) ## measure Shiftbook against plain Django and its peers (ARGS=--write)
	@exec $(BENCH) -m benchmarks $(ARGS)

clean: ## remove what was installed and cached; the data in DATA_DIR stays
	rm -rf .venv .venv-bench .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Set-up: done once, and again when the requirements change --------------------------------

python:
	@if ! $(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "Shiftbook needs Python 3.11 or newer, and $(or $(PYTHON),python3) is not. Install one"; \
		echo "and name it if need be, for example: make demo PYTHON=/usr/local/bin/python3.12"; \
		exit 1; \
	fi

port: python
	@$(PYTHON) -m config.local.demo.port

$(MADE): | python
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; \
		exit 1; \
	}
	@echo "Making .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(RUNTIME): requirements.txt $(MADE)
	@echo "Installing what Shiftbook runs on (requirements.txt) ..."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

# The peers live apart: nothing that serves or tests Shiftbook may lean on them.
$(COMPARED): benchmarks/requirements.txt requirements.txt | python
	@echo "Installing what the benchmarks compare with (benchmarks/requirements.txt) ..."
	@$(BENCH_PYTHON) -m venv --clear .venv-bench
	@$(BENCH) -m pip install -qq --disable-pip-version-check --no-input -r benchmarks/requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests and checks need (requirements-dev.txt) ..."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

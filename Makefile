# The project's commands. `make` without arguments lists them.
PORT ?= 8000
DATA_DIR ?= .data
export PORT DATA_DIR

# The first Python on this machine that is new enough; override it with PYTHON=...
first_python = $(shell for python in $(1); do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$python; break; fi; done)
ifdef PYTHON
BENCH_PYTHON := $(PYTHON)
else
PYTHON := $(call first_python,python3 python3.14 python3.13 python3.12 python3.11)
# The newest release of django-pgschemas needs Python 3.12.
BENCH_PYTHON := $(call first_python,python3.14 python3.13 python3.12 $(PYTHON))
endif
VENV := .venv/bin/python
BENCH := .venv-bench/bin/python
MADE := .venv/.made
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
COMPARED := .venv-bench/.installed
AUDIT := .venv-audit/bin
AUDITING := .venv-audit/.installed
# Only files whose hashes stand in the requirements.
PIP_INSTALL := -m pip install -qq --disable-pip-version-check --no-input --require-hashes
# The same, with a line for each package: what a newcomer waits for.
INSTALL := -m config.local.install
# Delete a virtual environment whose Python no longer exists.
$(shell [ -x $(VENV) ] || rm -rf .venv; [ -x $(BENCH) ] || rm -rf .venv-bench; \
	[ -x $(AUDIT)/python ] || rm -rf .venv-audit)

.DEFAULT_GOAL := help
.PHONY: help demo test check pictures messages mutation soak drill bench lock audit sbom format clean python port

help: ## list these commands
	@echo "Shiftbook: make COMMAND [PORT=8000] [DATA_DIR=.data] [PYTHON=python3]"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' Makefile | awk -F@ '{printf "%-14s %s\n", $$1, $$2}'

demo: port $(RUNTIME) ## set everything up and serve two demo companies until Ctrl-C
	@exec $(VENV) -m config.local.demo

# Three processes, because much of their time they wait for a browser or a server; each with its own
# database server, because roles belong to a whole server. With DATABASE_URL there is only one
# server, and one process.
ifndef DATABASE_URL
SPREAD := --dist loadfile --no-loadscope-reorder $(foreach name,one two three,--tx popen//env:DATA_DIR=$(DATA_DIR)/$(name))
endif
test: $(DEVELOPMENT) ## set everything up and run the tests (ARGS="-k clock" selects some)
	@# The tests start many programs, which need not compile themselves each time.
	@exec env -u PYTHONDONTWRITEBYTECODE $(VENV) -m pytest $(SPREAD) $(ARGS)

SOAK_KNOBS := REQUESTS COMPANIES STAFF CLIENTS WORKERS THREADS KILLS TERMINATIONS CANCELLED SEED PLANT
soak: $(DEVELOPMENT) ## serve 50 companies under load and faults (REQUESTS=1000000 SEED=7 ...)
	@exec $(VENV) -m benchmarks.soak $(foreach name,$(SOAK_KNOBS),$(if $($(name)),\
		--$(shell echo $(name) | tr A-Z a-z)=$($(name))))

drill: $(DEVELOPMENT) ## lose a server under load, bring it back from its backups alone, and compare
	@exec $(VENV) -m benchmarks.drill $(ARGS)

pictures: $(DEVELOPMENT) ## make pictures of the demo's main pages, in pictures/ (needs Chromium)
	@exec $(VENV) -m tests.browser.pictures

check: $(DEVELOPMENT) ## run the linters, the type checker and Django's checks
	@echo "== ruff";              $(VENV) -m ruff check .
	@echo "== ruff format";       $(VENV) -m ruff format --check .
	@echo "== mypy";              $(VENV) -m mypy .
	@echo "== import-linter";     .venv/bin/lint-imports
	@echo "== translations";      $(VENV) manage.py compilemessages && \
		$(VENV) manage.py makemessages --check
	@echo "== migrations";        $(VENV) manage.py makemigrations --check --dry-run
	@echo "== Django's checks";   $(VENV) manage.py check --fail-level WARNING

messages: $(RUNTIME) ## add the code's new messages to locale/, to be translated
	@exec $(VENV) manage.py makemessages

mutation: $(DEVELOPMENT) ## remove each guard in turn; a test must fail (ARGS="--only stamp")
	@exec $(VENV) -m tests.mutation $(ARGS)

format: $(DEVELOPMENT) ## format the code
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

bench: $(COMPARED) ## compare Shiftbook with plain Django and similar packages (ARGS=--write)
	@exec $(BENCH) -m benchmarks $(ARGS)

# For all systems and for Python 3.11 and later; the versions that stand there already are kept
# (ARGS="--upgrade-package django" takes the newest that the .in file allows).
LOCK := $(AUDIT)/uv pip compile -q --no-config --universal --python-version 3.11 --generate-hashes \
	--annotation-style line --custom-compile-command "make lock" $(ARGS)
lock: $(AUDITING) ## write requirements*.txt, with hashes, from requirements*.in
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-sentry.in -c requirements.txt -o requirements-sentry.txt
	@$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	@$(LOCK) benchmarks/requirements.in -c requirements.txt -o benchmarks/requirements.txt
	@$(LOCK) requirements-audit.in -o requirements-audit.txt

audit: $(AUDITING) ## look for known holes in the packages that we install
	@# --strict: without a database of holes it fails, instead of finding none.
	@$(AUDIT)/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.txt $(ARGS)

sbom: $(AUDITING) ## write sbom.json, the list of what Shiftbook runs on (CycloneDX)
	@PYTHONWARNINGS=ignore $(AUDIT)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
		--output-reproducible -o sbom.json

clean: ## remove installed packages and caches; keep the data in DATA_DIR
	rm -rf .venv .venv-bench .venv-audit .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Set-up: runs once, and again if the requirements change ----------------------------------

python:
	@if ! $(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "Shiftbook needs Python 3.11 or newer, and $(or $(PYTHON),python3) is not. Install one,"; \
		echo "and set its path if necessary: make demo PYTHON=/usr/local/bin/python3.12"; \
		exit 1; \
	fi

port: python
	@$(PYTHON) -m config.local.demo.port

$(MADE): | python
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot create virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; \
		exit 1; \
	}
	@echo "Creating .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(RUNTIME): requirements.txt $(MADE)
	@echo "Installing Shiftbook's dependencies (requirements.txt) ..."
	@$(VENV) $(INSTALL) requirements.txt
	@touch $@

# A separate environment: nothing that serves or tests Shiftbook may depend on these packages.
$(COMPARED): benchmarks/requirements.txt | python
	@echo "Installing the dependencies of the benchmarks (benchmarks/requirements.txt) ..."
	@$(BENCH_PYTHON) -m venv --clear .venv-bench
	@$(BENCH) $(PIP_INSTALL) -r benchmarks/requirements.txt
	@touch $@

$(AUDITING): requirements-audit.txt | python
	@echo "Installing the tools that audit the dependencies (requirements-audit.txt) ..."
	@$(PYTHON) -m venv --clear .venv-audit
	@$(AUDIT)/python $(PIP_INSTALL) -r requirements-audit.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing the dependencies of the tests and checks (requirements-dev.txt) ..."
	@$(VENV) $(INSTALL) requirements-dev.txt
	@touch $@

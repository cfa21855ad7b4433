# Everything a person or a machine does with this checkout. `make` alone lists it.
#
# The recipes are POSIX shell and relative paths only, so the checkout may lie in a folder with
# spaces in its name. A variable given on the command line wins: `make PYTHON=python3.12 test`.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv demo test deep browser spark bench lock wheel pyz wheelhouse clean

# The environment must hold what was locked and nothing that a caller's shell adds to it.
unexport PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX

PYTHON ?=
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet

# Stamps are written last, so what was interrupted is done again. They lie inside .venv: a new
# environment has none.
REQUIRED = .venv/required
READY = .venv/ready
BENCH = .venv/bench
BROWSER = .venv/browser
EXTRAS = .venv/extras
SPARK = .venv/spark
WHEELS = .venv/wheels/complete

# What a Python must have: the version, environments with pip, and the headers to compile against.
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
USABLE = import ensurepip, os, sys, sysconfig, venv; \
	header = os.path.join(sysconfig.get_path("include"), "Python.h"); \
	sys.exit(sys.version_info < (3, 11) or not os.path.exists(header))

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/\1 \2/p' Makefile | \
		while read -r target does; do printf '  make %-10s %s\n' "$$target" "$$does"; done

venv: $(READY) ## make or renew .venv with the locked tools and this checkout

# durable_rules comes as C source. Its setuptools is locked too and installed first; without build
# isolation pip takes that one, rather than whichever is newest on the day. Python 3.13 dropped a
# name that it calls: there it needs the flag, and no cache, where a build without it may lie.
$(REQUIRED): requirements/build.txt requirements/dev.txt
	@set -eu; python=; bare=; \
	for candidate in $(if $(PYTHON),'$(PYTHON)',python3 python3.13 python3.12 python3.11); do \
		if "$$candidate" -c '$(USABLE)' 2>/dev/null; then python=$$candidate; break; fi; \
		if "$$candidate" -c '$(NEW_ENOUGH)' 2>/dev/null; then bare=$$candidate; fi; \
	done; \
	if [ -z "$$python" ] && [ -n "$$bare" ]; then \
		echo "$$bare lacks the module venv or the C headers that casewise needs: install them" \
			"(Debian, Ubuntu: python3-venv and python3-dev; Fedora: python3-devel), then run make again." >&2; \
		exit 1; \
	elif [ -z "$$python" ]; then \
		echo "casewise needs Python 3.11 or newer and found none: install it" \
			"(Debian, Ubuntu: python3, python3-venv and python3-dev), then run make again," \
			"with PYTHON=/its/path if it is not on PATH." >&2; \
		exit 1; \
	fi; \
	compiler=; \
	for candidate in "$${CC:-cc}" cc gcc; do \
		if command -v "$${candidate%% *}" >/dev/null; then compiler=$$candidate; break; fi; \
	done; \
	if [ -z "$$compiler" ]; then \
		echo "casewise needs a C compiler (cc or gcc) for durable_rules and found none: install one" \
			"(Debian, Ubuntu: gcc and libc6-dev; Fedora: gcc; macOS: xcode-select --install), then run make again." >&2; \
		exit 1; \
	fi; \
	echo "== venv ($$("$$python" --version))"; \
	"$$python" -m venv --clear .venv; \
	$(PIP) --require-hashes -r requirements/build.txt; \
	CC=$$compiler; export CC; \
	if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then \
		CPPFLAGS="$${CPPFLAGS:-} -DPyEval_CallObject=PyObject_CallObject"; export CPPFLAGS; \
		$(PIP) --no-cache-dir --no-build-isolation --require-hashes -r requirements/dev.txt; \
	else \
		$(PIP) --no-build-isolation --require-hashes -r requirements/dev.txt; \
	fi; \
	touch $@

# Entry points and metadata are read from pyproject.toml at this moment: again when it changes.
$(READY): $(REQUIRED) pyproject.toml
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(BENCH): $(READY) requirements/bench.txt
	@$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

# Apart from the other tools because of their size: what only tests, tables, data files and the local
# page want.
$(EXTRAS): $(READY) requirements/extras.txt
	@$(PIP) --require-hashes -r requirements/extras.txt
	@touch $@

demo: $(READY) ## classify the shipped cases and explain four
	@$(BIN)/casewise classify cases/njov-1
	@echo
	@$(BIN)/casewise explain cases/demo.yaml

test: $(READY) $(EXTRAS) ## every check that a change must pass; stops at the first that fails
	@echo '== ruff check'
	@$(BIN)/ruff check
	@echo '== ruff format --check'
	@$(BIN)/ruff format --check
	@echo '== mypy'
	@$(BIN)/mypy
	@echo '== lint-imports'
	@$(BIN)/lint-imports --no-logo
	@echo '== pytest, on all processors'
	@$(BIN)/pytest -n auto --dist worksteal

# Written to a file beside it first: a run that fails leaves the last good report alone.
deep: $(READY) $(EXTRAS) ## the slow, exhaustive checks; writes docs/deep.md
	@echo '== pytest -m deep, on all processors'
	@$(BIN)/pytest -m deep -n auto --dist worksteal -rA --no-header > .venv/deep.txt || { cat .venv/deep.txt; exit 1; }
	@cat .venv/deep.txt
	@mkdir -p docs
	@{ printf '# The deep checks\n\nWritten by `make deep` at commit %s.\n\n```\n' \
		"$$(git describe --always --dirty 2>/dev/null || echo unknown)"; \
		sed 's/^\(\[gw[0-9]*\] .* -- Python [0-9.]*\) .*/\1/' .venv/deep.txt; printf '```\n'; } > docs/deep.md

$(SPARK): $(EXTRAS) requirements/spark.txt
	@if ! command -v java >/dev/null; then \
		echo "make spark needs Java 17 or newer and found none: install it" \
			"(Debian: default-jre-headless), then run make spark again." >&2; \
		exit 1; \
	fi
	@$(PIP) --require-hashes -r requirements/spark.txt
	@touch $@

spark: $(SPARK) ## the rules as column expressions of Spark, on this machine
	@echo '== pytest -m spark'
	@$(BIN)/pytest tests -m spark -rA

# What checks pages comes from two registries: the driver of Chromium with pip, the rules of
# accessibility and the HTML validator with npm. Chromium and Java are the machine's own.
$(BROWSER): $(EXTRAS) requirements/browser.txt tests/browser/package-lock.json
	@for tool in chromium java npm; do \
		if ! command -v "$$tool" >/dev/null; then \
			echo "make browser needs $$tool and found none: install it" \
				"(Debian: chromium, default-jre-headless, npm), then run make browser again." >&2; \
			exit 1; \
		fi; \
	done
	@$(PIP) --require-hashes -r requirements/browser.txt
	@cd tests/browser && npm ci --silent
	@touch $@

browser: $(BROWSER) ## every page of the codebooks in Chromium: accessibility, validity, print
	@echo '== pytest -m browser'
	@$(BIN)/pytest tests/browser -m browser -rA

bench: $(BENCH) $(SPARK) ## measure, against peers too
	@$(BIN)/python benchmarks/run.py

# Hashes only: a lock must not say which index or mirror it was made from. Pins stay as they are
# unless pyproject.toml asks for others; `make lock UPGRADE=1` takes the newest of everything, and
# `make lock UV=uv` takes the uv on PATH where the locked one cannot be installed.
UV =
COMPILE = $(or $(UV),$(BIN)/uv) --quiet --no-config pip compile --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

lock: $(if $(UV),,$(READY)) ## resolve requirements/*.txt anew; UPGRADE=1 takes the newest
	@$(COMPILE) pyproject.toml --group build --extra test --extra dev --extra durable \
		--output-file requirements/dev.txt >/dev/null
	@$(COMPILE) --group build --constraints requirements/dev.txt \
		--output-file requirements/build.txt >/dev/null
	@$(COMPILE) pyproject.toml --extra browser --constraints requirements/dev.txt \
		--output-file requirements/browser.txt >/dev/null
	@$(COMPILE) pyproject.toml --extra survey --extra report --extra data \
		--extra compiled --extra web --extra check --constraints requirements/dev.txt \
		--output-file requirements/extras.txt >/dev/null
	@$(COMPILE) pyproject.toml --extra web --extra durable --constraints requirements/dev.txt \
		--constraints requirements/extras.txt --output-file requirements/page.txt >/dev/null
	@$(COMPILE) pyproject.toml --extra bench --constraints requirements/dev.txt \
		--constraints requirements/extras.txt --output-file requirements/bench.txt >/dev/null
	@$(COMPILE) pyproject.toml --extra spark --constraints requirements/dev.txt \
		--constraints requirements/extras.txt --output-file requirements/spark.txt >/dev/null
	@if grep -nE '://|^ *-(-index|-extra-index|-find-links|-trusted|i|f) | @ ' requirements/*.txt; then \
		echo 'a lock holds names, versions and hashes, nothing else' >&2; exit 1; fi

wheel: $(READY) ## build the sdist, and the wheel from it, into dist/
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation

# What both bundles are made of. Nothing is taken from a cache: on Python 3.13 durable_rules is built
# with a flag, and a cache may hold one that was built without.
$(WHEELS): $(READY) requirements/page.txt
	@rm -rf $(@D)
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then \
		CPPFLAGS="$${CPPFLAGS:-} -DPyEval_CallObject=PyObject_CallObject"; export CPPFLAGS; \
	fi; \
	$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --quiet --no-cache-dir \
		--only-binary :all: --no-binary durable_rules --no-build-isolation --no-deps \
		--require-hashes --wheel-dir $(@D) -r requirements/page.txt
	@touch $@

OWN_WHEEL = rm -f $(dir $(WHEELS))casewise-*.whl && \
	$(BIN)/python -m build --quiet --wheel --no-isolation --outdir $(dir $(WHEELS))

pyz: $(WHEELS) ## one file, dist/casewise.pyz, that runs with nothing installed
	@$(OWN_WHEEL)
	@$(BIN)/python bundles/pyz.py $(dir $(WHEELS)) dist/casewise.pyz
	@$(BIN)/pytest tests/test_pyz.py -m bundle -n0 -q

wheelhouse: $(WHEELS) ## a folder, dist/wheelhouse, to install from without a network
	@$(OWN_WHEEL)
	@$(BIN)/python bundles/wheelhouse.py $(dir $(WHEELS)) dist/wheelhouse
	@$(BIN)/pytest tests/test_wheelhouse.py -m bundle -n0 -q

clean: ## remove everything that make made
	@rm -rf tests/browser/node_modules .venv dist .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .benchmarks
	@find engine tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

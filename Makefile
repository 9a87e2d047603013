# Two commands do everything on a fresh machine: `make run` and `make test`.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
export URL
# Some containers say no; then each process of the tests compiles all that it imports anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run test check check-python check-extension check-all unit extension opensearch miniflux release language openapi lock bench soak mutants

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run $(EXTRAS:%=$(VENV)/.extra-%) extension ## the server, with a first comparison: make run [URL=address or file] [EXTRAS=mcp]
	@$(RUN)/unabridged serve --show "$${URL:-sample}"

test: ## everything: lint, types, contracts, unit, hostile and browser tests
	@$(MAKE) --no-print-directory -j 2 $(VENV)/.dev node_modules/.ready
	@$(MAKE) --no-print-directory extension
	@sh tests/browsers.sh
	@# Beside each other: browsers mostly wait.
	@$(MAKE) --no-print-directory -j 3 check-python check-extension check-all

check-all:
	@# One process for each browser, and one for everything else.
	env -u MAKEFLAGS -u MFLAGS $(RUN)/python -m pytest -n 3 --dist loadgroup

check: $(VENV)/.dev node_modules/.ready extension ## lint, types, import contract, words, extension's unit tests
	@# Two at a time: what failed is said once more at the end.
	@FAILED=$$(mktemp); export FAILED; status=0; \
	  $(MAKE) --no-print-directory -j 2 check-python check-extension || status=$$?; \
	  test ! -s "$$FAILED" || sed 's/^/Failed: /' "$$FAILED"; rm -f "$$FAILED"; exit $$status

each = for step in $(1); do echo "$$step"; \
  $$step || { echo "$$step" >> "$${FAILED:-/dev/null}"; exit 1; }; done

check-python:
	@$(call each,"$(RUN)/ruff check ." "$(RUN)/ruff format --check ." "$(RUN)/mypy" "$(RUN)/lint-imports")

check-extension:
	@$(call each,"$(RUN)/python -m pytest -q tests/extension" "npm run --silent types" "npm run --silent lint" "npm test --silent")

unit: $(VENV)/.dev ## the quick tests alone
	$(RUN)/python -m pytest -q tests/unit

# A real node of OpenSearch for `make soak`, where Java and Maven are; OPENSEARCH=3.3.2 and a JAVA_HOME
# of Java 21 or newer for another version, here and for pytest.
NODE := tests/opensearch/lib$(OPENSEARCH)
opensearch:
	@if command -v java mvn > /dev/null; then $(MAKE) --no-print-directory $(NODE) \
	  || echo "OpenSearch's parts can't be had: its tests are skipped."; fi

$(NODE): tests/opensearch/pom.xml
	mvn --quiet --batch-mode -Dstyle.color=never $(OPENSEARCH:%=-Dopensearch=%) --file $< dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$@.part
	rm -rf $@ && mv $@.part $@

# A real Miniflux for the tests of bridges, where Go is.
MINIFLUX := tests/miniflux/bin/miniflux.app
miniflux:
	@if command -v go > /dev/null; then $(MAKE) --no-print-directory $(MINIFLUX) \
	  || echo "Miniflux can't be built: its tests are skipped."; fi

$(MINIFLUX): tests/miniflux/version
	GOBIN=$(CURDIR)/$(@D) go install miniflux.app/v2@$$(cat $<)
	@touch $@

extension: $(VENV)/.run ## dist/chromium, dist/firefox and their zips
	@$(RUN)/python extension/build.py

release: $(VENV)/.dev ## dist/release: wheel, source, extension packages, SBOM and checksums of the last commit; KEY=~/.ssh/… signs these
	@$(RUN)/python packaging/release.py dist/release $(KEY)

language: $(VENV)/.dev ## start a language's file: make language TAG=ga
	@$(RUN)/python packaging/languages.py '$(or $(TAG),?)'

lock: $(VENV)/.dev ## pin all dependencies anew, with hashes, and take what a new Babel knows of languages
	sh packaging/lock/lock.sh
	@$(RUN)/python packaging/languages.py

$(VENV)/bin/uv: packaging/lock/uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Unabridged needs Python 3.11 or newer; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --require-hashes -r packaging/lock/uv.lock
	@touch $@

$(VENV)/.run: $(VENV)/bin/uv packaging/lock/run.lock pyproject.toml
	@if test -e $(VENV)/.dev; then $(MAKE) --no-print-directory $(VENV)/.dev; else \
	  $(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r packaging/lock/run.lock \
	  && $(RUN)/uv pip install --quiet --python $(RUN)/python --no-deps --no-build-isolation -e . ; fi
	@touch $@

$(VENV)/.extra-%: $(VENV)/.run packaging/lock/%.lock
	$(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r packaging/lock/$*.lock
	@touch $@

$(VENV)/.dev: $(VENV)/bin/uv packaging/lock/dev.lock pyproject.toml
	$(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r packaging/lock/dev.lock
	$(RUN)/uv pip install --quiet --python $(RUN)/python --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

node_modules/.ready: package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

openapi: $(VENV)/.dev ## write what the code says: openapi.json, commands.md, settings.md, the extension's types and lists, the client
	@$(RUN)/python docs/openapi.py > docs/.openapi && mv docs/.openapi docs/openapi.json
	@$(RUN)/python extension/api_types.py
	@$(RUN)/python clients/python/generate.py
	@$(RUN)/python docs/commands.py > docs/commands.md
	@$(RUN)/python docs/settings.py > docs/settings.md

soak: $(VENV)/.dev node_modules/.ready extension ## what takes longer: faults of the machine, containers, nodes of OpenSearch, a Miniflux, axe in every state, thousands of made-up calls and pages
	@$(MAKE) --no-print-directory opensearch miniflux
	UNABRIDGED_FAULTS=1 $(RUN)/python -m pytest -q tests/faults tests/containers tests/contract/stores/test_index.py tests/contract/stores/test_index_away.py tests/contract/stores/test_story.py
	UNABRIDGED_FAULTS=1 $(RUN)/python -m pytest -q tests/contract/bridge tests/hostile/test_pollers.py tests/e2e/site/test_miniflux.py
	UNABRIDGED_AXE=1 $(RUN)/python -m pytest -q -k "axe or every_look" tests/e2e/panel/test_accessibility.py tests/e2e/site
	UNABRIDGED_FUZZ=250 $(RUN)/python -m pytest -q tests/contract/calls/test_fuzz.py tests/contract/calls/test_malformed.py tests/contract/calls/test_canaries.py tests/unit/align/test_bad_input.py tests/unit/test_patterns.py
	$(RUN)/python -m tests.bench.whole.mutated_pages

mutants: $(VENV)/.dev ## change one thing at a time in what decides; print which changes no test notices; some: DRAWN=60 SEED=1
	$(RUN)/uv pip install --quiet --python $(RUN)/python --group mutants
	$(RUN)/python -m tests.mutants $(DRAWN:%=--drawn %) $(SEED:%=--seed %)

bench: $(VENV)/.dev ## docs/measurements.md anew, from every benchmark; reads ../shared/data; one alone: python -m tests.bench.align.judged
	$(RUN)/uv pip install --quiet --python $(RUN)/python --group bench
	$(RUN)/python -m tests.bench.measurements

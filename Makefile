# Two commands do everything on a fresh machine: `make run` and `make test`.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
export URL

.PHONY: deb docs faults axe soak mutants commands pictures openapi cldr language run test check lint types unit browsers extension release lock bench bench-find bench-align clean help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run extension ## the server, with a first comparison: make run [URL=address or file]
	@$(RUN)/unabridged serve --show "$${URL:-sample}"

test: check browsers ## everything: lint, types, contracts, unit, hostile and browser tests
	$(RUN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.dev node_modules/.ready extension ## lint, types, import contract, words, extension's unit tests
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	npm run --silent types
	npm run --silent lint
	npm test --silent
	$(RUN)/python -m tests.prose

unit: $(VENV)/.dev ## the quick tests alone
	$(RUN)/python -m pytest -q tests/unit

browsers: ## installs what the browser and database tests need, where it may
	@sh tests/browsers.sh

extension: $(VENV)/.run ## dist/chromium, dist/firefox and their zips
	@$(RUN)/python extension/build.py

release: $(VENV)/.dev ## dist/release: wheel, source, extension packages, SBOM and checksums of the last commit; KEY=~/.ssh/… signs these
	@$(RUN)/python packaging/release.py dist/release $(KEY)

deb: $(VENV)/.dev ## dist/unabridged_….deb: the last commit as a package for this Debian
	@$(RUN)/python packaging/debian.py

docs: $(VENV)/.dev ## dist/site: the documentation as a web site
	@$(RUN)/python packaging/site.py

language: $(VENV)/.dev ## start a language's file: make language TAG=sv
	@$(RUN)/python -m server.language.new $(TAG)

cldr: $(VENV)/.dev ## what Babel knows about languages, for the server: after a new Babel
	@$(RUN)/python -m server.language.cldr --write

lock: $(VENV)/.dev ## pin all dependencies anew, with hashes
	sh requirements.sh

pictures: $(VENV)/.dev extension ## make the docs' pictures from the running program
	$(RUN)/python -m tests.e2e.pictures

clean: ## removes what was made here
	rm -rf $(VENV) node_modules dist build *.egg-info

$(VENV)/bin/uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Unabridged needs Python 3.11 or newer; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.run: $(VENV)/bin/uv requirements.lock pyproject.toml
	@if test -e $(VENV)/.dev; then $(MAKE) --no-print-directory $(VENV)/.dev; else \
	  $(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r requirements.lock \
	  && $(RUN)/uv pip install --quiet --python $(RUN)/python --no-deps --no-build-isolation -e . ; fi
	@touch $@

$(VENV)/.dev: $(VENV)/bin/uv requirements-dev.lock pyproject.toml
	$(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r requirements-dev.lock
	$(RUN)/uv pip install --quiet --python $(RUN)/python --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

node_modules/.ready: package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

openapi: $(VENV)/.dev ## write docs/openapi.json from the models, and the extension's types from it
	@$(RUN)/python -c 'import json; from server.web.openapi import document; print(json.dumps(document(), indent=1, ensure_ascii=False))' > docs/openapi.json
	@$(RUN)/python extension/api_types.py
	@$(RUN)/python clients/python/generate.py

commands: $(VENV)/.dev ## write docs/commands.md from the command line's parser
	@$(RUN)/python -m server.cli.reference > docs/commands.md

faults: $(VENV)/.dev ## kills, full disk, locks, damage and a wrong clock against a real server
	UNABRIDGED_FAULTS=1 $(RUN)/python -m pytest -q tests/faults

axe: $(VENV)/.dev node_modules/.ready extension ## axe in every state, five widths, light, dark, forced colours, both directions
	UNABRIDGED_AXE=1 $(RUN)/python -m pytest -q tests/e2e/test_accessibility.py

soak: $(VENV)/.dev ## 5,000 made-up calls, 10,000 malformed requests, 10,000 calls with canaries, 100,000 mutated pages
	UNABRIDGED_FUZZ=250 $(RUN)/python -m pytest -q tests/contract/test_fuzz.py tests/contract/test_malformed.py tests/contract/test_canaries.py tests/unit/align/test_bad_input.py
	$(RUN)/python -m tests.bench.mutated_pages

mutants: $(VENV)/.dev ## change one thing at a time in what decides; print which changes no test notices
	$(RUN)/uv pip install --quiet --python $(RUN)/python --group mutants
	$(RUN)/python -m tests.mutants

bench-find: $(VENV)/.dev ## finding: the index, pointers, deciding and refusing, with baselines
	$(RUN)/python -m tests.bench.index
	$(RUN)/python -m tests.bench.pointers
	$(RUN)/python -m tests.bench.finding
	$(RUN)/python -m tests.bench.find_table
	$(RUN)/python -m tests.bench.find_lead

bench-align: $(VENV)/.dev ## the aligner beside rapidfuzz, TF-IDF and BM25; reads ../shared/data
	$(RUN)/python -m tests.bench.judged
	$(RUN)/python -m tests.bench.align
	$(RUN)/python -m tests.bench.concern_train
	$(RUN)/python -m tests.bench.changes
	$(RUN)/python -m tests.bench.left_out

bench: bench-align ## every benchmark's table; reads ../shared/data
	$(RUN)/python -m tests.bench.extraction
	$(RUN)/python -m tests.bench.verdict
	$(RUN)/python -m tests.bench.sentences
	$(RUN)/python -m tests.bench.finding
	$(RUN)/python -m tests.bench.pointers
	$(RUN)/python -m tests.bench.cost
	$(RUN)/python -m tests.bench.reading
	$(RUN)/python -m tests.bench.feeds
	$(RUN)/python -m tests.bench.index
	$(RUN)/python -m tests.bench.polling
	$(RUN)/python -m tests.bench.anchors
	$(RUN)/python -m tests.bench.panel

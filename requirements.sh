#!/bin/sh
# Pins all dependencies with hashes, for every platform; run by `make lock`.
set -e
lock() { .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header "$@"; }
lock pyproject.toml --group build -o requirements.lock
lock pyproject.toml --group dev -o requirements-dev.lock
echo uv | lock - -o requirements-uv.lock
lock pyproject.toml --group build --extra languages -c requirements.lock -o requirements-languages.lock
lock pyproject.toml --group build --extra team -c requirements.lock -o requirements-team.lock

#!/bin/sh
# Pins all dependencies with hashes, for every platform; run by `make lock`.
set -e
cd "$(dirname "$0")/../.."
lock() {
  name=$1; shift
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --no-header --output-file "packaging/lock/$name.lock" "$@"
}
lock run pyproject.toml --group build
lock dev pyproject.toml --group dev
echo uv | lock uv -
set --
for extra in team mcp languages more-languages; do
  lock "$extra" pyproject.toml --group build --extra "$extra" --constraints packaging/lock/run.lock "$@"
  set -- "$@" --constraints "packaging/lock/$extra.lock"
done
npm install --package-lock-only --silent

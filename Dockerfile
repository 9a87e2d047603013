# The server for a team: docs/self-hosting.md. Everything is installed from pinned hashes; nothing
# runs as root, and the root file system may be read-only.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY requirements-team.lock ./
RUN python3 -m venv /opt/unabridged \
    && /opt/unabridged/bin/pip install --no-cache-dir --only-binary :all: --require-hashes \
       -r requirements-team.lock
COPY pyproject.toml setup.py README.md LICENSE ./
COPY extension extension
COPY server server
RUN /opt/unabridged/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/unabridged/bin/pip uninstall -y pip setuptools \
    && /opt/unabridged/bin/python -m compileall -q /opt/unabridged/lib

FROM ${BASE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 10001 -g 10001 /data
COPY --from=build /opt/unabridged /opt/unabridged
ENV PATH=/opt/unabridged/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    UNABRIDGED_BIND=0.0.0.0:8750 \
    UNABRIDGED_DATA=/data
USER 10001:10001
VOLUME /data
EXPOSE 8750
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8750/healthz', timeout=4)"]
ENTRYPOINT ["unabridged"]
CMD ["serve"]

# The newsroom for a team. Build: docker build -t answerable .   Run: docs/how-to/team.md
# The base is named by its digest in production: docker build --build-arg BASE=python:3.12-slim-bookworm@sha256:...
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential libtesseract-dev libleptonica-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY requirements/team.txt requirements/
# Every package by its hash: what is not in the list is not installed.
RUN python -m venv /opt/answerable && /opt/answerable/bin/pip install --no-cache-dir --require-hashes -r requirements/team.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN /opt/answerable/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM ${BASE}
RUN apt-get update && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-cym \
    && rm -rf /var/lib/apt/lists/* && useradd --system --uid 10001 --home-dir /var/lib/answerable --create-home answerable
COPY --from=build /opt/answerable /opt/answerable
ENV PATH=/opt/answerable/bin:$PATH PYTHONDONTWRITEBYTECODE=1 ANSWERABLE_TEAM_KEY=/var/lib/answerable/keys/team.key
USER 10001
WORKDIR /investigation
VOLUME ["/investigation", "/var/lib/answerable/keys"]
EXPOSE 8400
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8400/health')"]
ENTRYPOINT ["answerable"]
CMD ["serve", "/investigation", "--team"]

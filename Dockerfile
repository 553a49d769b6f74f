# Jixiao with Dagster's daemon, web page and a Dask worker in one image; compose.yaml says which of them a container is.
FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir 'uv>=0.9,<0.15'
WORKDIR /opt/jixiao
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --extra cluster --extra postgres --no-install-project
COPY pipelines pipelines
COPY sql sql
RUN uv sync --frozen --no-dev --extra cluster --extra postgres --no-editable

FROM python:3.11-slim-bookworm
# The one font that evidence is captioned with.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-wqy-zenhei \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 jixiao \
    && install -d -o jixiao -g jixiao /data /data/inbox /data/dagster
COPY --from=build /opt/jixiao/.venv /opt/jixiao/.venv
COPY dagster.yaml /opt/jixiao/dagster.yaml
COPY deploy/dagster.postgres.yaml deploy/entrypoint.sh /opt/jixiao/deploy/
ENV PATH=/opt/jixiao/.venv/bin:$PATH \
    LANG=C.UTF-8 \
    DAGSTER_HOME=/data/dagster \
    JIXIAO_INBOX=/data/inbox \
    JIXIAO_WAREHOUSE=/data/jixiao.duckdb
USER jixiao
WORKDIR /data
VOLUME /data
ENTRYPOINT ["/opt/jixiao/deploy/entrypoint.sh"]
CMD ["jixiao", "run"]

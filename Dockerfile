# syntax=docker/dockerfile:1
# Two stages: what builds stays behind. The image runs as nobody in particular, on a read-only root.
# For production, pin the base by digest: `docker buildx imagetools inspect python:3.12-slim`.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY intents ./intents
RUN /venv/bin/pip install --no-cache-dir --no-deps . && /venv/bin/python -m compileall -q /venv

FROM python:3.12-slim
# XDG_STATE_HOME, since an empty STATE_DIR= in an env file would take the place of one that is set here.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin lupus \
    && install -d -o lupus -g lupus /state
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_STATE_HOME=/state \
    OPS_PORT=9090 \
    LOG_FORMAT=json
USER 10001
VOLUME /state
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=600s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9090/livez', timeout=4)"]
CMD ["lupus-bot", "run"]

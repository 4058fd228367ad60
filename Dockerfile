# The site without a database of its own; docker-compose.yml gives it one.
ARG BASE=python:3.11-slim
FROM ${BASE}

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    KBASE_VAR_DIR=/var/lib/kbase KBASE_STATIC_ROOT=/srv/kbase-static
WORKDIR /srv/kbase

RUN useradd --system --uid 10001 --home-dir /var/lib/kbase --create-home kbase
COPY requirements.txt .
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install --require-hashes --no-deps -r requirements.txt
ENV PATH=/opt/venv/bin:$PATH

COPY . .
# Compiled once here: the process itself may not write into the program's folder.
RUN python -m compileall -q kbase parks projects \
    && KBASE_VAR_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity=0 \
    && rm -rf /tmp/build && chown -R kbase "$KBASE_STATIC_ROOT"

USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]

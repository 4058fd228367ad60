"""All settings. The environment is read here and nowhere else (.env.example lists it); nothing is started or connected.

`KBASE_ENV` is `local` (the default: `./run`, tests, a person's machine) or `production`, which refuses unsafe values.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from kbase import postgres
from kbase.environment import Environment
from kbase.postgres_host import socket_folder
from projects.extraction.llm_client import Endpoint

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
env.read_env(str(BASE_DIR / ".env"))

PRODUCTION = env.choice("KBASE_ENV", ("local", "production")) == "production"
DEBUG = env.bool("KBASE_DEBUG", False)
VAR_DIR = Path(env.str("KBASE_VAR_DIR", str(BASE_DIR / "var")))


def kept_secret(path: Path) -> str:
    """The secret key of a local installation: made once, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(fresh, path)  # of several first processes one wins, and all read its key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


SECRET_KEY = env.str("KBASE_SECRET_KEY", "") or ("" if PRODUCTION else kept_secret(VAR_DIR / "secret_key"))
ALLOWED_HOSTS = env.list("KBASE_ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("KBASE_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django_filters",
    "kbase",
    "parks",
    "projects",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kbase.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # its files are compressed when they are collected
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that lengths tell nothing of tokens
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kbase.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "projects.middleware.GoneRecordMiddleware",
]

ROOT_URLCONF = "kbase.urls"
WSGI_APPLICATION = "kbase.wsgi.application"
ASGI_APPLICATION = "kbase.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    },
]

# Database: the embedded server, or any PostgreSQL from version 15 on that DATABASE_URL names.

PG_DIR = Path(env.str("KBASE_PG_DIR", str(VAR_DIR / "pg"))).resolve()
WEB_STATEMENT_TIMEOUT = env.matching(
    "KBASE_STATEMENT_TIMEOUT", "15s", r"\d+ ?(ms|s|min)?", "应为时长，如 15s"
)  # see kbase/limits.py
DB_POOL_SIZE = env.int("KBASE_DB_POOL", 0)  # for servers with threads; 0: one kept connection per process


def external(address: str) -> dict[str, Any]:
    """The server at an address; what it says is not repeated in the error, for it holds a password."""
    try:
        if not address.startswith(("postgresql://", "postgres://")):
            raise ValueError
        return dict(env.db_url_config(address, engine="django.db.backends.postgresql"))
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL 无效，应如 postgresql://用户:密码@主机:5432/库。") from error


def database() -> dict[str, Any]:
    """The DATABASES entry that the environment asks for."""
    if env.str("DATABASE_URL", ""):
        chosen = external(env.str("DATABASE_URL"))
    else:
        embedded = {"home": PG_DIR, "binaries": env.str("KBASE_PG_BIN", ""), "keep": env.bool("KBASE_PG_KEEP", False)}
        chosen = {
            "ENGINE": "kbase.embedded_pg",
            "NAME": postgres.DATABASE,
            "USER": postgres.USER,
            "HOST": str(socket_folder(PG_DIR)),
            "PORT": str(postgres.PORT),
            "EMBEDDED": embedded,
        }
    if DB_POOL_SIZE:
        chosen.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": DB_POOL_SIZE}
    else:
        chosen |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return chosen


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("KBASE_STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# `manage.py serve`

PORT = env.int("PORT", 0)  # 0: 8000, or the next free one
WORKERS = env.int("KBASE_WORKERS", 2)

# A language model's second opinion while importing: never asked unless an address is given.

LLM = (
    Endpoint(
        url=env.str("KBASE_LLM_URL"),
        model=env.str("KBASE_LLM_MODEL", "default"),
        key=env.str("KBASE_LLM_KEY", ""),
        timeout=env.float("KBASE_LLM_TIMEOUT", 60.0),
        attempts=max(1, env.int("KBASE_LLM_ATTEMPTS", 3)),
    )
    if env.str("KBASE_LLM_URL", "")
    else None
)

# The API. Only JSON, only reading, nobody signs in: of the framework's apps none is needed, since they hold but the
# pages of its browsable API.

BEHIND_PROXY = env.bool("KBASE_BEHIND_PROXY", False)
API_RATE = env.matching(
    "KBASE_API_RATE", "120/min", r"|\d+/[smhd][a-z]*", "应为速率，如 120/min"
)  # per reader and process; empty for no limit
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "projects.api.plumbing.AlwaysJson",
    "DEFAULT_THROTTLE_CLASSES": ["projects.api.plumbing.ByAddress"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "projects.api.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": int(BEHIND_PROXY),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "园区知识库 API",
    "DESCRIPTION": "园区、项目、文章、引文、筛选项与投资合计，只读；与网页同一套检索。",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": ["projects.api.document.with_components"],
}

# Accounts and sessions

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "saved:list"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Mail of what is new in saved searches, and this site's address in all that leaves it. Without both, nothing is sent.


def mail(address: str) -> dict[str, Any]:
    """The EMAIL_* settings of an address: smtp+tls://name:password@mail.example.cn:587."""
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        return dict(env.email_url_config(address))
    except (ImproperlyConfigured, ValueError) as error:
        sample = "smtp+tls://用户:密码@mail.example.cn:587"
        raise ImproperlyConfigured(f"EMAIL_URL 无效，应如 {sample}，密码中的特殊字符写成 %XX。") from error


def site_address(address: str) -> str:
    """Scheme and host: "https://kb.example.cn"; "" for none."""
    parts = urlsplit(address.rstrip("/"))
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query):
        raise ImproperlyConfigured("KBASE_SITE_URL 无效，应为本站的协议和域名，如 https://kb.example.cn。")
    return parts.geturl()


vars().update(mail(env.str("EMAIL_URL", "")))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("KBASE_MAIL_FROM", "园区知识库 <kbase@localhost>")
SITE_URL = site_address(env.str("KBASE_SITE_URL", ""))

# Transport and headers. The content policy itself is fixed, in kbase/middleware.py.

HTTPS = env.bool("KBASE_HTTPS", PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked inside the machine, over plain HTTP
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

# Log: to the standard error, as text for people or as JSON lines for a collector.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "kbase.log.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("KBASE_LOG_FORMAT", ("plain", "json")),
        },
    },
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("KBASE_LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")),
    },
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # It warns of every HEAD request that Django answers as usual, with a body for the server to drop.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}


def unsafe() -> list[str]:
    """What a production server must not run with, in words for the person who starts it."""
    return [
        message
        for wrong, message in (
            (DEBUG, "KBASE_DEBUG 必须关闭"),
            (len(SECRET_KEY) < 50, "KBASE_SECRET_KEY 未设置或不足 50 个字符"),
            (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS, "KBASE_ALLOWED_HOSTS 须列出本站域名（不能是 *）"),
        )
        if wrong
    ]


if PRODUCTION and unsafe():
    raise ImproperlyConfigured("生产环境配置不安全：" + "；".join(unsafe()) + "。说明见 .env.example。")

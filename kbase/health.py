"""Two questions of a load balancer or container: is the process alive, and can it do its work."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kbase.postgres_host import EmbeddedError
from projects.actions.bitmaps import state
from projects.models import SearchDocument
from projects.models.document import index_version


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every check passes, else 503; `checks` gives "ok" or the reason, by name.

    `search` is only told where it is stale, and is no failure; see :func:`stale_search`. `index` tells of the bitmaps
    of a large collection, where there are any: which generation, of how many documents, and how many changed since.
    """
    checks: dict[str, str] = {}
    for check in CHECKS:
        try:
            checks[check.__name__] = check() or "ok"
        except (DatabaseError, EmbeddedError):
            checks[check.__name__] = "数据库无法连接"
    ready = set(checks.values()) == {"ok"}
    if ready and (stale := stale_search()):
        checks["search"] = stale
    index = {"index": found._asdict()} if ready and (found := state()) else {}
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", "checks": checks, **index},
        status=200 if ready else 503,
        json_dumps_params={"ensure_ascii": False},
    )


def database() -> str:
    """Empty when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def migrations() -> str:
    """Empty when every migration is applied, else how many are not."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"有 {len(pending)} 个数据库迁移尚未执行" if pending else ""


def chinese() -> str:
    """Empty when the database's locale knows Chinese characters; under plain "C" similar names are never found."""
    with connection.cursor() as cursor:
        cursor.execute(r"SELECT '苏州' ~ '^\w+$'")
        row = cursor.fetchone()
    return "" if row and row[0] else "数据库的 LC_CTYPE 不认识汉字，应为 C.UTF-8 或 zh_CN.UTF-8"


def stale_search() -> str:
    """Empty when every document is indexed by today's rules; a stale one is still found, so it makes nothing unready."""
    versions = set(SearchDocument.objects.aggregate(Min("analyser_version"), Max("analyser_version")).values())
    return "" if versions <= {index_version(), None} else "检索索引有过期的记录，请运行 rebuild_index"


CHECKS: tuple[Callable[[], str], ...] = (database, migrations, chinese)

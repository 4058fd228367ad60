"""What is new in a search since a moment: nothing twice, nothing missed, however late a transaction ends.

A time alone would not do: a row that says 10:00 may come to light at 10:05, when its transaction commits, behind the
back of someone who looked at 10:03. So a moment is what PostgreSQL saw: its snapshot tells of every transaction whether
it was over then. See docs/decisions/0014.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from projects.models import SearchDocument

#: No transaction lasts as long; so what is older than a moment by more than this was over by then, and an index on the
#: time finds the rest. Also what is told again after the database has moved to another server.
MARGIN = timedelta(days=1)
#: The newest change first; rows from before there were marks last.
NEWEST = (F("changed_at").desc(nulls_last=True), "-pk")


@dataclass(frozen=True, slots=True)
class Moment:
    """What one server (``system``) had seen at a time: ``snapshot`` as PostgreSQL writes it, "750:753:751"."""

    snapshot: str
    system: str
    at: datetime

    @classmethod
    def now(cls) -> Self:
        """The present moment, by the database's own clock."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_current_snapshot()::text, system_identifier::text, clock_timestamp() FROM pg_control_system()"
            )
            return cls(*cursor.fetchone())

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """A moment as :meth:`to_json` wrote it."""
        return cls(kept["snapshot"], kept["system"], datetime.fromisoformat(kept["at"]))

    def to_json(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self) | {"at": self.at.isoformat()}


class _Seen(Func):
    """Whether a transaction was over in a snapshot."""

    template = "pg_visible_in_snapshot(%(expressions)s::pg_snapshot)"
    arg_joiner = "::text::xid8, "
    output_field = BooleanField()


def news(rows: QuerySet[SearchDocument], since: Moment, until: Moment) -> QuerySet[SearchDocument]:
    """Those of ``rows`` that came or changed after ``since`` and by ``until``, the newest first.

    With ``until`` taken before the rows are read, the next question begins exactly where this one ended.
    """
    recent = rows.filter(changed_at__gt=since.at - MARGIN).order_by(*NEWEST)
    if since.system != until.system:
        return recent  # another server counts its transactions anew; rather tell a day again than lose one
    return recent.filter(
        ~Q(_Seen(F("changed_in"), Value(since.snapshot))), _Seen(F("changed_in"), Value(until.snapshot))
    )

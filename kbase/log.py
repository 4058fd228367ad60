"""Log lines for machines: one JSON object per line."""

import json
import logging
from datetime import UTC, datetime


class JsonFormatter(logging.Formatter):
    """Time (ISO 8601, UTC), level, logger, message, and the trace of an exception when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; Chinese stays readable instead of being escaped."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)

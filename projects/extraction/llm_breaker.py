"""Gives an endpoint up that fails time and again, so that a dead one does not hold up a long import."""

from __future__ import annotations

from projects.extraction.llm_client import Endpoint, ModelError, ask

#: So many questions in a row without an answer: nothing more is asked.
MOST_FAILURES = 3

GIVEN_UP = f"连续 {MOST_FAILURES} 次没有得到答复，已停止询问"


class Breaker:
    """Counts failures in a row; lives as long as one import in one process."""

    def __init__(self) -> None:
        self._failures = 0

    def ask(self, endpoint: Endpoint, system: str, user: str) -> str:
        """The model's answer, as by ``ask``; :class:`ModelError` at once where the model was given up."""
        if self._failures >= MOST_FAILURES:
            raise ModelError(GIVEN_UP)
        try:
            answer = ask(endpoint, system, user)
        except ModelError:
            self._failures += 1
            raise
        self._failures = 0
        return answer

    def reset(self) -> None:
        """Ask again: another import begins."""
        self._failures = 0

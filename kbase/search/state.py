"""The state of a search page as a short, canonical, ordered query string: the same state, the same address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class State:
    """Parameters and their values: 「?q=园区&region=370000」. Turning anything but the page goes back to page 1."""

    names: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    page: str = "page"

    def get(self, name: str) -> tuple[str, ...]:
        """All values of one parameter, possibly none."""
        return self.values.get(name, ())

    def replace(self, changes: Mapping[str, Iterable[str]]) -> State:
        """Another state with these parameters set anew: {"region": ["370000"]}; an empty list removes one."""
        values = {name: old for name, old in self.values.items() if name != self.page}
        return State(self.names, {**values, **{name: tuple(new) for name, new in changes.items()}}, self.page)

    @property
    def url(self) -> str:
        """A relative link, "?" for the state without parameters."""
        pairs = [
            (name, value)
            for name in self.names
            for value in (self.get(name) if len(self.get(name)) < 2 else sorted(set(self.get(name))))
            if value
        ]
        return "?" + urlencode(pairs)

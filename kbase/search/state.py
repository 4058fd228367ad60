"""The state of a search page as a short, canonical, ordered query string: the same state, the same address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlencode


@dataclass(frozen=True)
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
        return self._link(self._written)

    def url_with(self, changes: Mapping[str, Iterable[str]]) -> str:
        """The link of :meth:`replace`, of which a page has hundreds: what they share is written once."""
        return self._link(
            {**self._written, self.page: "", **{name: _pairs(name, new) for name, new in changes.items()}}
        )

    @cached_property
    def _written(self) -> dict[str, str]:
        return {name: _pairs(name, self.get(name)) for name in self.names}

    def _link(self, written: Mapping[str, str]) -> str:
        return "?" + "&".join(filter(None, map(written.get, self.names)))


def _pairs(name: str, values: Iterable[str]) -> str:
    """One parameter of a link: ("region", ["b", "a", ""]) → "region=a&region=b"."""
    return "&".join(_pair(name, value) for value in sorted(set(values)) if value)


@lru_cache(maxsize=10_000)
def _pair(name: str, value: str) -> str:
    """Codes of filters come again on every page."""
    return urlencode({name: value})

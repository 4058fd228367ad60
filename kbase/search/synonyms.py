"""Other words for the same thing, looked up by what was typed; what was added is always told to the user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kbase.search.document import fold_name
from kbase.search.nodes import Word
from kbase.text.tokens import Analyser

#: A synonym is looked for over so many neighbouring words: 虚拟 现实 may be cut in two.
LONGEST = 4


class Synonyms:
    """Groups of words that mean the same: Synonyms([("人工智能", "AI"), …], analyser)."""

    def __init__(self, groups: Iterable[Sequence[str]], analyser: Analyser) -> None:
        self._analyser = analyser
        self._others: dict[str, tuple[str, ...]] = {}
        for group in groups:
            for word in group:
                key = fold_name(word)
                kept = (*self._others.get(key, ()), *(other for other in group if fold_name(other) != key))
                self._others[key] = tuple(dict.fromkeys(kept))

    def of(self, word: str) -> tuple[str, ...]:
        """The other words for one: 「ai」 → ("人工智能",)."""
        return self._others.get(fold_name(word), ())

    def widen(self, words: Sequence[Word]) -> tuple[tuple[Word, ...], dict[str, tuple[str, ...]]]:
        """The words with their synonyms, and what was added to which; words that mean something together become one."""
        widened: list[Word] = []
        added: dict[str, tuple[str, ...]] = {}
        place = 0
        while place < len(words):
            length = next((n for n in range(LONGEST, 0, -1) if self._known(words[place : place + n], n)), 0)
            if not length:
                widened.append(words[place])
                place += 1
                continue
            word = _joined(words[place : place + length])
            others = self.of(word.text)
            widened.append(word._replace(synonyms=tuple(map(self._cut, others))))
            added[word.text] = others
            place += length
        return tuple(widened), added

    def _known(self, words: Sequence[Word], length: int) -> bool:
        return len(words) == length and bool(self.of("".join(word.text for word in words)))

    def _cut(self, text: str) -> tuple[str, ...]:
        return tuple(token.text for token in self._analyser.tokens(text) if token.whole)


def _joined(words: Sequence[Word]) -> Word:
    if len(words) == 1:
        return words[0]
    pieces = tuple(piece for word in words for piece in word.pieces or (word.text,))
    return Word("".join(word.text for word in words), pieces)


def labels(added: Mapping[str, Sequence[str]]) -> list[str]:
    """「AI → 人工智能、智能科技」 for each word that was widened."""
    return [f"{word} → {'、'.join(others)}" for word, others in added.items()]

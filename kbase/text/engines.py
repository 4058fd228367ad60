"""The two word segmenters with one dictionary: rjieba, fast, and jieba, which it must agree with."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, NamedTuple

import rjieba

EngineName = Literal["rjieba", "jieba"]


class Segmenter(NamedTuple):
    """``cut`` cuts a text into words that joined give it back, ``knows`` tells whether a word stands in the dictionary."""

    cut: Callable[[str], Iterable[str]]
    knows: Callable[[str], bool]


def build(engine: EngineName, words: Iterable[str], cache_dir: Path | None) -> Segmenter:
    """A private segmenter that knows ``words`` beside its dictionary; ValueError for an engine nobody knows.

    jieba writes its parsed dictionary to ``cache_dir``, which it must therefore be given: the shared temporary
    directory it would take itself is anybody's to write to. rjieba ignores it.
    """
    if engine == "rjieba":
        return _rjieba(words)
    if engine == "jieba":
        if cache_dir is None:
            raise ValueError("jieba needs a private directory for its cache")
        return _jieba(words, cache_dir)
    raise ValueError(f"unknown engine {engine!r}")


def _rjieba(words: Iterable[str]) -> Segmenter:
    segmenter = rjieba.Jieba()
    for word in words:
        segmenter.add_word(word, None, None)
    return Segmenter(lambda text: segmenter.cut(text, False), segmenter.has_word)


def _jieba(words: Iterable[str], cache_dir: Path) -> Segmenter:
    cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    # jieba 0.42 has invalid escapes and asks for pkg_resources; under ``-W error`` importing it would fail.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel("WARNING")
        segmenter = jieba.Tokenizer()
        segmenter.tmp_dir = str(cache_dir)
        segmenter.initialize()
    for word in words:
        segmenter.add_word(word)
    return Segmenter(
        lambda text: segmenter.cut(text, HMM=False),
        lambda word: segmenter.FREQ.get(word, 0) > 0,
    )

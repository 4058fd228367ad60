"""Where names begin: the rules' edge unless what stands between speaks against it; weights of the tests' own."""

import pytest

from projects.extraction import edges
from projects.extraction.boundaries import left_edge
from projects.extraction.names import heads_in
from projects.extraction.tagging import JiebaTagger

TAGGER = JiebaTagger()


def begun(sentence: str, weights: dict[str, float]) -> list[str]:
    """The names of a sentence from the chosen edge to the head's end."""
    words = TAGGER.words(sentence)
    heads = list(heads_in(sentence, words))
    return [sentence[words[edges.best(words, h.first, h.behind, weights)].start : h.end] for h in heads]


def test_without_other_weights_the_rules_decide() -> None:
    sentence = "将在云湖市建设医药研发及生产基地"
    words = TAGGER.words(sentence)
    (head,) = heads_in(sentence, words)
    assert edges.best(words, head.first, head.behind, {"rule": 1.0}) == left_edge(words, head.first, head.behind)


def test_weights_move_the_edge() -> None:
    sentence = "白鹭中药前处理基地投产"
    assert begun(sentence, {"rule": 1.0}) == ["处理基地"]
    assert begun(sentence, {"rule": 1.0, "before.start": 3.0}) == ["白鹭中药前处理基地"]


def test_a_choice_tells_the_features_that_the_best_edge_is_made_of() -> None:
    words = TAGGER.words("白鹭中药前处理基地投产")
    (head,) = heads_in("白鹭中药前处理基地投产", words)
    table = {"rule": 1.0, "before.start": 3.0, "inside.f": -0.5, "inside.activity": 0.25}
    question = edges.choice(words, head.first, head.behind)
    scores = [sum(table.get(name, 0.0) * value for name, value in each.items()) for each in question.features]
    best = question.edges[max(range(len(scores)), key=scores.__getitem__)]
    assert edges.best(words, head.first, head.behind, table) == best == 0


@pytest.mark.parametrize("sentence", ["据悉,甲产业园投产", "推进；云湖产业园", "（云湖产业园"])
def test_no_name_reaches_over_a_stop_or_an_open_bracket(sentence: str) -> None:
    words = TAGGER.words(sentence)
    (head,) = heads_in(sentence, words)
    covered = [sentence[words[at].start : head.end] for at in edges.choice(words, head.first, head.behind).edges]
    assert not any(set(name) & set(",；（") for name in covered)


def test_a_connective_behind_a_head_parts_two_names() -> None:
    words = TAGGER.words("白鹭光伏电站和数字经济展示中心")
    last = list(heads_in("白鹭光伏电站和数字经济展示中心", words))[-1]
    features = edges.choice(words, last.first, last.behind).features
    assert "before.item" in {name for each in features for name in each}
    assert "inside.item" in features[-1]

"""What the weights are before any gold was seen: a reader's judgement, from which learning may only move with reason.

Forty articles cannot teach four hundred weights. So training starts here and pays for every step away from here
(``train.py``); a feature that no gold speaks of keeps the value below, one that is not listed starts at 0.
"""

from __future__ import annotations

EDGE: dict[str, float] = {
    "rule": 4.0, "longer": -0.5, "inside.governor": -2.0, "inside.的": -2.0, "inside.uj": -2.0, "inside.adverb": -3.0, "inside.predicate": -3.0, "inside.p": -1.5,
    "inside.x": -1.5, "inside.organisation": -0.3, "inside.m": -0.5, "inside.d": -2.0, "inside.r": -3.0, "inside.t": -2.0, "inside.c": -1.0, "inside.v": -0.5, "inside.item": -3.0, "inside.等": -4.0, "before.item": 1.0, "opens.governor": -3.0, "opens.predicate": -3.0, "opens.adverb": -3.0,
}  # fmt: skip

ATTACH: dict[str, float] = {
    # a batch is called by its verb
    "held.own": 2.0, "held.other": -2.0,
    # the nearer the better; before the fact rather than behind it
    "near.before_clauses_0": 3.0, "near.before_clauses_1": 2.2, "near.before_clauses_2": 1.6,
    "near.before_clauses_3": 1.0, "near.before_clauses_4": 0.4,
    "near.after_clauses_0": 1.2, "near.after_clauses_1": -0.5, "near.after_clauses_2": -1.2,
    "near.after_clauses_3": -1.8, "near.after_clauses_4": -2.2,
    "near.before_names_0": 0.8, "near.before_names_2": -0.4, "near.before_names_3": -0.8,
    "near.after_names_0": 0.5, "near.after_names_1": -0.7, "near.after_names_2": -1.2, "near.after_names_3": -1.6,
    "near.before_long": -0.3, "near.after_long": -0.8, "near.semicolon": -2.0,
    "far.next_sentence": -3.0, "far.sentences_1": -0.7, "far.sentences_2": -1.6, "far.sentences_3": -2.2,
    "far.sentences_4": -2.7, "far.first_there_1": 0.7, "far.first_there_2": 0.4, "far.none_nearer": 2.5, "far.announced": 1.5, "figure:far.named_nearer": -1.0,
    "figure:batch.whole": 3.0, "figure:batch.last": 1.0, "figure:batch.part": -2.0,
    "paragraph.opener": 0.8, "paragraph.other_opened": -0.8,
    # the grammar between fact and name
    "grammar.fact_modifies_name": 4.0, "grammar.fact_builds_name": 3.5, "grammar.apposition": 3.0, "grammar.no_subject_before": 1.6,
    "grammar.located": -2.0, "grammar.part": -1.8, "grammar.followed_of": -0.4, "grammar.followed_inside": -1.5,
    "grammar.first_in_sentence": 0.6, "grammar.opens_clause": 0.5,
    "grammar.hosts": -1.5, "grammar.explicit": 1.2, "figure:near.touches": 2.0, "figure:grammar.speaks": 0.8,
    "figure:grammar.counted": -3.0, "figure:grammar.bracketed": -2.5, "figure:grammar.object": -0.8, "figure:grammar.predicate": -0.6,
    # what the name is
    "head.zone": -0.8, "area:head.zone": 0.6,
    "form.named": 0.2, "form.generic": 0.8, "form.phase": 0.6, "form.batch": 0.2,
    "head.2": 0.3, "head.0": -0.8,
    "phase.agrees": 2.5, "phase.in_fact": 2.5, "phase.behind_fact": -2.5, "phase.other": -3.0, "phase.whole_for_phase": -1.5, "phase.phase_for_whole": -0.4,
    "topic.in_heading": 0.4, "topic.naming_is_heading": -0.5, "topic.named_1": -0.3, "topic.named_3": 0.2,
    "topic.named_4": 0.3, "topic.continues": 0.6,
    # stages and dates live in the clause of their verb; lists share them
    "stage:near.before_clauses_0": 0.5, "stage:near.after_clauses_0": 1.2, "stage:far.sentences_1": -1.0,
    "stage:far.sentences_2": -1.0, "stage:far.sentences_3": -1.0, "stage:far.sentences_4": -1.0,
    "event:near.before_clauses_0": 0.6, "event:grammar.hosts": -2.0, "event:head.zone": -1.5, "event:grammar.located": -1.0,
    "event:form.batch": 0.5, "date:near.after_clauses_0": 1.0, "date:far.sentences_1": -0.6,
    "organisation:near.overlaps": 1.5, "organisation:near.after_clauses_0": 1.0,
    # nobody's
    "nobody.field.investment_cny": 2.2, "nobody.field.annual_output_cny": 2.2, "nobody.field.land_area_m2": 1.8,
    "nobody.field.floor_area_m2": 2.0, "nobody.field.status": 2.4, "nobody.field.started_on": 2.0,
    "nobody.field.completes_on": 2.4, "nobody.field.organisations": 3.2,
    "nobody.no_cue.investment_cny": 1.0, "nobody.no_cue.land_area_m2": 0.5, "nobody.no_cue.floor_area_m2": 1.5,
    "nobody.flag.threshold": 4.0, "nobody.flag.component": 1.0, "nobody.flag.weak": 0.6,
    "nobody.flag.planned": 0.2, "nobody.flag.no_role": 0.6,
    "nobody.no_name_in_clause": 0.2, "nobody.no_name_near": 1.0, "nobody.growth": 0.8, "nobody.company_before": 0.2,
    "nobody.area_subject": 0.6, "nobody.after_completion": -1.0, "output:nobody.park_speaks": -1.2, "nobody.heading": 0.5, "figure:nobody.total": -0.8,
}  # fmt: skip

SALIENCE: dict[str, float] = {
    "bias": -2.6,
    "has.investment_cny": 2.4, "has.land_area_m2": 1.8, "has.floor_area_m2": 1.8, "has.annual_output_cny": 1.6,
    "has.status": 1.5, "has.started_on": 1.8, "has.completes_on": 1.8, "has.industries": 0.1,
    "has.organisations": 0.3, "has.park": 0.3,
    "head.2": 0.4, "head.0": -0.8, "named.1": -0.2, "named.3": 0.4, "named.4": 0.7, "in_heading": 0.6,
    "only_generic": -2.0, "only_heading": -1.2, "has_place": 0.3, "has_letters": 0.2, "length.0": -0.8, "length.1": -0.2,
    "mostly.aspired": -2.0, "mostly.plural": -2.2, "mostly.located": -0.8, "mostly.new": 0.5, "listed": -0.2,
    "is.phase": 0.8, "is.batch": 1.6, "batch.event": 1.0, "batch.list": -0.6, "batch.other_matter": -2.0,
    "batch.size_0": -0.4, "batch.postposed": -0.6, "batch.threshold": -0.8, "has_anaphor": 0.8, "placed": 0.8,
    "proper": 0.9, "acts": 0.7, "mostly.described": 0.8, "once.described": 0.5, "mostly.copula": -0.8, "mostly.sited": 0.5, "mostly.vague": -1.5, "mostly.component": -0.8,
    "coordinated": 0.2, "whole_list": 1.0, "sort.institution": -0.5, "sort.transport": -0.5, "sort.civic": -0.3, "sort.works": -0.3, "sort.plant": 0.2, "speaks_for": -0.8,
}  # fmt: skip

PARK: dict[str, float] = {
    "none": 1.6, "none.park": 0.8, "none.zone": 1.5, "none.phase": 0.3, "none.batch": -0.2,
    "flag.located": 0.6, "flag.there": 0.6, "flag.of": 0.2, "nested": 2.5, "whole": 3.0, "other_paragraph": -0.6, "parks_between.1": -0.5, "parks_between.2": -1.0,
    "apart.0": 0.8, "apart.1": 0.6, "apart.2": 0.0, "apart.3": -0.6, "apart.-1": 0.2, "apart.-2": -0.8,
    "same.before": 0.3, "clauses.0": 0.6, "clauses.1": 0.3, "clauses.3": -0.5,
    "name_to_park": 2.0, "park_inside": 1.0, "located_same": 1.2, "located_far": 0.6, "located_elsewhere": -0.6, "lies_there": 1.5, "found_there": 1.5, "park_opens": 0.4,
    "park_in_heading": 0.4, "park_brings": 1.0, "everywhere": 0.5, "apart.far": -0.6, "everywhere.park": -0.5,
}  # fmt: skip

INDUSTRY: dict[str, float] = {
    "bias": -2.4, "own_name": 4.0, "own.opens": -0.7, "before_name": 2.0, "amount": 1.0, "amount_behind": 1.0, "same_sentence": 0.8, "same_clause": 0.6, "behind_name": 0.4, "alone_in_sentence": 0.6, "speaks": 0.3,
    "among_others": -0.5, "next_sentence": 0.0, "sentence_before": -0.2, "nobody_there": 0.4, "heading": 0.8,
    "lingers.1": 0.5, "lingers.2": 0.0, "nearest": 0.5, "other_nearer": -0.5, "whole_name": 3.0,
    "other_name": -1.0, "context": 0.4, "weak": -0.4, "said.3": 0.4, "said.4": 0.8, "subject_in_heading": 0.4,
    "by.focus": 0.3, "by.make": 0.3, "by.use": -0.8, "governed": 0.5, "governed.focus": 1.5, "governed.cover": 0.7, "governed.make": 0.8,
    "governed_far.focus": 1.6, "describes": 2.0, "governed_far.cover": 0.4, "governed_far.make": 0.6,
    "kin.leaf": 0.8, "kin.top": 0.4, "kin.none": -0.5, "name_tells_none": 0.5, "main": 0.4,
}  # fmt: skip

STATUS: dict[str, float] = {
    "none": 0.6, "attached": 3.0, "weak": -1.2, "often": 0.6, "attached_heading": 0.5, "in_sentence": 0.8,
    "in_heading": 0.8, "started_on.past": 2.0, "completes_on.past": 2.0, "started_on.future": 1.5,
    "completes_on.future": 1.0, "stage.operating.park": 0.8, "alive": 2.4, "alive.zone": 2.8, "alive.phase": 2.0, "stage.construction": 0.2,
    "batch": 1.5, "whole": 1.0, "in_lead": 0.8, "in_clause": 0.4, "furthest": 0.8,
}  # fmt: skip

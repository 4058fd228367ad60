"""Write the vocabulary files into the database: insert what is new, update what changed, delete nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from parks import vocabulary
from parks.models import Industry, Region

_LEVEL_ORDER = {"province": 0, "city": 1, "county": 2}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each kind the files hold."""

    regions: int
    industries: int


@transaction.atomic
def load_vocabulary() -> Loaded:
    """Bring regions and industries up to the files; calling it again changes nothing."""
    words = vocabulary.load()
    regions = [
        Region(
            adcode=term.adcode,
            name=term.name,
            short_name=term.short_name,
            level=term.level,
            parent_id=term.parent or None,
            aliases=list(term.aliases),
            pinyin=term.pinyin,
            initials=term.initials,
        )
        for term in sorted(words.regions.values(), key=lambda term: (_LEVEL_ORDER[term.level], term.adcode))
    ]
    Region.objects.bulk_create(
        regions,
        update_conflicts=True,
        unique_fields=["adcode"],
        update_fields=["name", "short_name", "level", "parent", "aliases", "pinyin", "initials"],
    )
    industries = [
        Industry(
            code=term.code,
            name=term.name,
            parent_id=term.parent or None,
            sei_code=term.sei_code or "",
            sei_name=term.sei_name or "",
            synonyms=list(term.synonyms),
        )
        for term in sorted(words.industries.values(), key=lambda term: (bool(term.parent), term.code))
    ]
    Industry.objects.bulk_create(
        industries,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "parent", "sei_code", "sei_name", "synonyms"],
    )
    return Loaded(len(regions), len(industries))

"""Regions and industries: to look up, not to edit. They come from the files of ``parks/data``.

A word changed here would not reach the extractor, which reads the files, and would be lost with the next
``load_vocabulary``. Parks are edited in ``projects/admin``, where their citations and decisions are.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from parks.models import Industry, Region


class VocabularyAdmin(admin.ModelAdmin):
    """A table of the vocabulary."""

    show_full_result_count = False
    list_per_page = 100

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(VocabularyAdmin):
    list_display = ("adcode", "name", "short_name", "level", "parent")
    list_select_related = ("parent",)
    list_filter = ("level",)
    search_fields = ("adcode__startswith", "name", "short_name", "pinyin__startswith", "initials")
    ordering = ("adcode",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        """With full names, for the boxes in which a region is chosen."""
        return Region.objects.labelled().order_by("adcode")

    def view_on_site(self, obj: Region) -> str:
        """The public page."""
        return obj.get_absolute_url()


@admin.register(Industry)
class IndustryAdmin(VocabularyAdmin):
    list_display = ("code", "name", "parent", "sei_code", "sei_name")
    list_select_related = ("parent",)
    search_fields = ("code__startswith", "name", "synonyms")
    ordering = ("code",)

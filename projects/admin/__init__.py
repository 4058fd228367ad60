"""The editors' desk: the stock Django admin, with every write going through ``projects.actions``."""

from django.contrib import admin

from projects.admin import articles, evidence, log, merging, queue, records, runs, saved, sources, words

__all__ = ["articles", "evidence", "log", "merging", "queue", "records", "runs", "saved", "sources", "words"]

admin.site.site_header = "园区知识库编辑台"
admin.site.site_title = "园区知识库"
admin.site.index_title = "编辑与核对"

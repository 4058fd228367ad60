"""Addresses of files: the address of the page they hold, and export.csv, export.xlsx or export.jsonl behind it."""

from django.urls import path

from parks.models import Park
from projects.collections import COLLECTIONS
from projects.exports import views
from projects.models import Project

app_name = "exports"
urlpatterns = []
for ending in views.FORMATS:
    urlpatterns += [
        *(
            path(
                f"{name}/export.{ending}", views.export_list, {"collection": name, "ending": ending}, f"{name}_{ending}"
            )
            for name in COLLECTIONS
        ),
        *(
            path(
                f"{name}/<int:pk>/export.{ending}",
                views.export_record,
                {"model": model, "ending": ending},
                f"{one}_{ending}",
            )
            for name, one, model in (("projects", "project", Project), ("parks", "park", Park))
        ),
        path(f"compare/export.{ending}", views.export_comparison, {"ending": ending}, f"compare_{ending}"),
    ]

"""Addresses of files: the address of the page they hold, and export.csv, cite.bib or the like behind it."""

from django.urls import re_path

from projects.collections import COLLECTIONS
from projects.exports import views

_FILE = rf"export\.(?P<ending>{'|'.join(views.FORMATS)})"
_PK = "(?P<pk>[0-9]{1,18})"

app_name = "exports"
urlpatterns = [
    re_path(rf"^(?P<collection>{'|'.join(COLLECTIONS)})/{_FILE}$", views.export_list, name="list"),
    re_path(rf"^(?P<collection>projects|parks)/{_PK}/{_FILE}$", views.export_record, name="record"),
    re_path(rf"^compare/{_FILE}$", views.export_comparison, name="comparison"),
    re_path(rf"^(?P<collection>{'|'.join(views.READABLE)})/{_PK}/cite\.(?P<ending>bib|ris)$", views.cite, name="cite"),
]

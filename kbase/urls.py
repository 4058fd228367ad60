"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from kbase import views
from kbase.health import healthz, readyz

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("projects.finding")),
    path("", include("projects.urls")),
    path("", include("parks.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
]

handler400 = "kbase.views.bad_request"
handler403 = "kbase.views.forbidden"
handler404 = "kbase.views.not_found"
handler500 = "kbase.views.broken"

"""Every address of the site."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from kbase import views
from kbase.health import healthz, readyz

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("projects.finding")),
    path("", include("projects.urls")),
    path("", include("projects.exports.urls")),
    path("", include("projects.feeds")),
    path("", include("projects.following")),
    path("", include("projects.sitemaps")),
    path("", include("parks.urls")),
    path("api/v1/", include("projects.api.urls")),
    path(
        "login/", LoginView.as_view(template_name="follow/login.html", redirect_authenticated_user=True), name="login"
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
    # A language is no secret and nothing is changed but the reader's own cookie: pages need no token for it.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
]

handler400 = "kbase.views.bad_request"
handler403 = "kbase.views.forbidden"
handler404 = "kbase.views.not_found"
handler500 = "kbase.views.broken"

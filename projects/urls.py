"""Addresses of lists, projects and articles."""

from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.project_list, name="project_list"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("parks/", views.park_list, name="park_list"),
    path("overview/", views.nation, name="nation"),
    path("industries/", views.industry_list, name="industry_list"),
    path("industries/<slug:code>/", views.industry, name="industry"),
    path("compare/", views.comparison, name="compare"),
    path("changes/", views.recent_changes, name="changes"),
    path("articles/", views.article_list, name="article_list"),
    path("articles/<int:pk>/", views.article, name="article"),
]

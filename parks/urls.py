"""Addresses of parks and regions."""

from django.urls import path, re_path

from parks import views

app_name = "parks"
urlpatterns = [
    path("parks/<int:pk>/", views.park, name="park"),
    path("regions/", views.region_list, name="region_list"),
    re_path(r"^regions/(?P<adcode>[0-9]{6})/$", views.region, name="region"),
]

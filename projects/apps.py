"""The projects application as Django knows it."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "项目"

    def ready(self) -> None:
        """Register the system checks."""
        from projects import checks  # noqa: F401

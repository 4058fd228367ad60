"""The kbase application as Django knows it."""

from django.apps import AppConfig


class KbaseConfig(AppConfig):
    name = "kbase"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "知识库"

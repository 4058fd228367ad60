"""The group 编辑: people who correct records and link words to facts."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUP = "编辑"
MAY = {
    ("parks", "region"): ("view",),
    ("parks", "industry"): ("view",),
    ("parks", "park"): ("view", "add", "change"),
    ("projects", "project"): ("view", "add", "change"),
    ("projects", "organisation"): ("view",),
    ("projects", "sourcedocument"): ("view",),
    ("projects", "article"): ("view", "change"),
    ("projects", "citation"): ("view", "add", "change", "delete"),
    ("projects", "review"): ("view",),
    ("projects", "importrun"): ("view",),
}


def add_group(apps, schema_editor):
    # Django makes permissions after the last migration; this one needs them now.
    for label in ("parks", "projects"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    permissions = apps.get_model("auth", "Permission").objects
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.set(
        permissions.get(content_type__app_label=app, content_type__model=model, codename=f"{action}_{model}")
        for (app, model), actions in MAY.items()
        for action in actions
    )


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(add_group, remove_group, elidable=False)]

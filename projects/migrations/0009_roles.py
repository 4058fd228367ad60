"""The roles as groups: 分析员 reads, 编辑 corrects, 复核员 merges and undoes, 管理员 may do everything.

Each role includes the one before it.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEW = {
    "parks": ("region", "industry", "park"),
    "projects": (
        "project", "organisation", "sourcedocument", "article", "citation", "review", "importrun",
        "doubt", "candidate", "merge", "distinct", "deed", "suggestion",
    ),
}  # fmt: skip
ANALYST = [(app, f"view_{model}") for app, models in VIEW.items() for model in models]
EDITOR = [
    ("parks", "add_park"), ("parks", "change_park"),
    ("projects", "add_project"), ("projects", "change_project"),
    ("projects", "change_article"),
    ("projects", "add_citation"), ("projects", "change_citation"), ("projects", "delete_citation"),
    ("projects", "add_review"),
    ("projects", "add_importrun"),
]  # fmt: skip
REVIEWER = [
    ("parks", "delete_park"), ("projects", "delete_project"),
    ("projects", "add_merge"), ("projects", "change_merge"),
    ("projects", "add_distinct"), ("projects", "delete_distinct"),
    ("projects", "change_importrun"), ("projects", "delete_importrun"),
    ("projects", "change_suggestion"),
]  # fmt: skip
ROLES = {"分析员": ANALYST, "编辑": ANALYST + EDITOR, "复核员": ANALYST + EDITOR + REVIEWER}
ADMIN = "管理员"


def add_roles(apps, schema_editor):
    # Django makes permissions after the last migration; this one needs them now.
    for label in ("parks", "projects", "auth"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    permissions = apps.get_model("auth", "Permission").objects
    groups = apps.get_model("auth", "Group").objects
    for name, rights in ROLES.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(
            *(permissions.get(content_type__app_label=app, codename=codename) for app, codename in rights)
        )
    everything = permissions.filter(content_type__app_label__in=["parks", "projects", "auth"])
    groups.get_or_create(name=ADMIN)[0].permissions.add(*everything)


def remove_roles(apps, schema_editor):
    # 编辑 came with an earlier migration and stays.
    apps.get_model("auth", "Group").objects.filter(name__in=["分析员", "复核员", ADMIN]).delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_search_bitmaps")]
    operations = [migrations.RunPython(add_roles, remove_roles, elidable=False)]

from django.db import migrations, models


def expire(apps, schema_editor):
    """No row knows yet how its investment counts: each is stale until ``rebuild_index`` has written it anew."""
    apps.get_model("projects", "SearchDocument").objects.update(analyser_version="")


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0009_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchdocument",
            name="money",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.RunPython(expire, migrations.RunPython.noop, elidable=True),
    ]

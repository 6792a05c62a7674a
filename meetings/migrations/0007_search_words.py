"""Words as a stored column, and what a mistyped one may have meant."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from meetings.search import vocabulary

BATCH = 2_000


def learn_words(apps, _schema_editor):
    texts = (
        apps.get_model("meetings", "Meeting").objects.filter(is_published=True).values_list("search_text", flat=True)
    )
    batch = []
    for text in texts.iterator(chunk_size=BATCH):
        batch.append(text)
        if len(batch) == BATCH:
            vocabulary.learn(batch)
            batch = []
    vocabulary.learn(batch)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_starts")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.CharField(max_length=40, primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="WordTrigram",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "trigram", "word", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("trigram", models.CharField(max_length=3)),
                ("word", models.CharField(max_length=40)),
            ],
        ),
        migrations.AddField(
            model_name="meeting",
            name="search_vector",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector("search_text", config="simple"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search_vector"], name="meeting_by_search_vector"),
        ),
        migrations.RemoveIndex(model_name="meeting", name="meeting_by_words"),
        migrations.RunPython(learn_words, migrations.RunPython.noop),
    ]

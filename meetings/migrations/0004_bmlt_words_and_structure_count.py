from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models

# Row 2 of the counter: how often formats and service bodies were changed. Kept by the database, because answers that
# were kept must end whoever writes: an import, a command, or a hand in SQL.
COUNT_STRUCTURE = """
    CREATE FUNCTION meetings_count_structure() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO meetings_changecounter AS counter (id, value, epoch) VALUES (2, 1, '')
            ON CONFLICT (id) DO UPDATE SET value = counter.value + 1;
        RETURN NULL;
    END $$;
    CREATE TRIGGER count_structure AFTER INSERT OR UPDATE OR DELETE ON meetings_servicebody
        FOR EACH STATEMENT EXECUTE FUNCTION meetings_count_structure();
    CREATE TRIGGER count_structure AFTER INSERT OR UPDATE OR DELETE ON meetings_format
        FOR EACH STATEMENT EXECUTE FUNCTION meetings_count_structure();
    CREATE TRIGGER count_structure AFTER INSERT OR UPDATE OR DELETE ON meetings_formattranslation
        FOR EACH STATEMENT EXECUTE FUNCTION meetings_count_structure();
"""
STOP_COUNTING = """
    DROP TRIGGER count_structure ON meetings_servicebody;
    DROP TRIGGER count_structure ON meetings_format;
    DROP TRIGGER count_structure ON meetings_formattranslation;
    DROP FUNCTION meetings_count_structure();
    DELETE FROM meetings_changecounter WHERE id = 2;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_slices")]

    operations = [
        migrations.AddField("meetingprojection", "bmlt_words", models.TextField(default="")),
        migrations.AddIndex(
            "meetingprojection", GinIndex(SearchVector("bmlt_words", config="simple"), name="projection_by_words")
        ),
        migrations.RunSQL(COUNT_STRUCTURE, STOP_COUNTING),
    ]

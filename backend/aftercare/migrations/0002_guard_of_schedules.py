from django.db import migrations

# Schedules now name whose consent they need themselves; those made before are told here.
NAME_THE_GUARD = """
UPDATE schedule s SET guard_site_id = c.site_id, guard_data_class = 'plan'
FROM aftercare_checkinschedule c WHERE c.schedule_id = s.id AND s.guard_site_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("aftercare", "0001_plans_check_ins_and_responses"),
        ("notifications", "0002_wishes_and_wider_ledger"),
    ]

    operations = [migrations.RunSQL(NAME_THE_GUARD, migrations.RunSQL.noop)]

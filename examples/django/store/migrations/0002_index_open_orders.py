from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Builds the index without a lock that writers would wait for."""

    atomic = False

    dependencies = [("store", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            "order",
            models.Index(
                fields=["created_at"],
                name="orders_open_idx",
                condition=models.Q(status__in=["pending", "paid"]),
            ),
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import accounts.fields


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("timetracking", "0001_company"),
    ]

    operations = [
        migrations.CreateModel(
            name="BreakKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("is_paid", models.BooleanField(default=False, verbose_name="paid")),
                (
                    "is_active",
                    models.BooleanField(default=True, editable=False, verbose_name="available"),
                ),
                (
                    "standard",
                    models.CharField(
                        blank=True, db_default="", default="", editable=False, max_length=20
                    ),
                ),
            ],
            options={
                "verbose_name": "kind of break",
                "verbose_name_plural": "kinds of break",
                "db_table": "break_kinds",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="break_kinds_name_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Employee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "email",
                    accounts.fields.NormalisedEmailField(
                        blank=True,
                        default="",
                        help_text="Needed to sign in. Can stay empty for people who never do.",
                        max_length=254,
                        verbose_name="e-mail address",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("manager", "Manager"), ("member", "Staff")],
                        default="member",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "is_limited",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text=(
                            "For managers: they then only see and manage people who share a "
                            "location with them."
                        ),
                        verbose_name="can only manage people at these locations",
                    ),
                ),
                (
                    "pin",
                    models.CharField(
                        blank=True, db_default="", default="", editable=False, max_length=128
                    ),
                ),
                (
                    "pin_set_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("de", "Deutsch"), ("es", "Español")],
                        db_default="",
                        default="",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "alerts",
                    models.JSONField(blank=True, db_default=[], default=list, editable=False),
                ),
                (
                    "news",
                    models.JSONField(blank=True, db_default=[], default=list, editable=False),
                ),
                (
                    "muted_notices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        db_default=[],
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, editable=False, verbose_name="active"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employee",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "employee",
                "verbose_name_plural": "employees",
                "db_table": "employees",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="employees_email_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "manager", "member"])),
                        name="employees_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_limited", False), ("role", "manager"), _connector="OR"
                        ),
                        name="employees_limited_managers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployeeLocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="timetracking.employee",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="timetracking.location",
                    ),
                ),
            ],
            options={
                "verbose_name": "location of an employee",
                "verbose_name_plural": "locations of employees",
                "db_table": "employee_locations",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("employee", "location"), name="employee_locations_unique"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="employee",
            name="locations",
            field=models.ManyToManyField(
                related_name="staff",
                through="timetracking.EmployeeLocation",
                to="timetracking.location",
                verbose_name="locations",
            ),
        ),
    ]

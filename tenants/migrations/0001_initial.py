import django.db.models.deletion
from django.db import migrations, models

import tenants.validators


class Migration(migrations.Migration):
    initial = True

    operations = [
        # In public: an extension created in a tenant's migration would live in that tenant's
        # schema and be dropped with it.
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        error_messages={
                            "unique": "A company with this slug already exists. Choose another."
                        },
                        help_text="Names the schema and the role, and never changes: lowercase "
                        "letters, digits, underscores.",
                        max_length=40,
                        unique=True,
                        validators=[tenants.validators.validate_slug],
                        verbose_name="slug",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="The name that people see, such as Corgi Café.",
                        max_length=100,
                        validators=[tenants.validators.validate_name],
                        verbose_name="name",
                    ),
                ),
                (
                    "subdomain",
                    models.CharField(
                        error_messages={
                            "unique": "Another company has this address. Choose another."
                        },
                        help_text="The first part of the company's address. May change later.",
                        max_length=63,
                        unique=True,
                        validators=[tenants.validators.validate_subdomain],
                        verbose_name="address",
                    ),
                ),
                (
                    "main_domain",
                    models.CharField(blank=True, default="", editable=False, max_length=253),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="A company that is not served has one page: whom to contact.",
                        verbose_name="served",
                    ),
                ),
                (
                    "is_read_only",
                    models.BooleanField(
                        default=False,
                        help_text="People can sign in and read; nothing changes.",
                        verbose_name="read-only",
                    ),
                ),
                (
                    "is_archived",
                    models.BooleanField(default=False, editable=False, verbose_name="archived"),
                ),
                ("features", models.JSONField(default=dict, editable=False)),
                ("schema_version", models.TextField(default="", editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added on")),
            ],
            options={
                "verbose_name": "company",
                "verbose_name_plural": "companies",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z][a-z0-9_]{0,39}$")),
                        name="tenant_slug_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("subdomain__regex", "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")
                        ),
                        name="tenant_subdomain_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_archived", False), ("is_active", False), _connector="OR"
                        ),
                        name="tenant_archive_unserved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RemovedTenant",
            fields=[
                ("slug", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("company", models.BigIntegerField()),
                ("removed_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                ("subdomain", models.CharField(max_length=63, primary_key=True, serialize=False)),
                ("company", models.BigIntegerField()),
                ("kept_until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=253)),
                ("token", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, default="", max_length=20)),
                ("misses", models.PositiveIntegerField(default=0)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domains",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "name__regex",
                                "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+"
                                "[a-z]([a-z0-9-]{0,61}[a-z0-9])$",
                            )
                        ),
                        name="tenant_domain_form",
                    ),
                    models.UniqueConstraint(fields=("company", "name"), name="tenant_domain_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("verified_at__isnull", False)),
                        fields=("name",),
                        name="tenant_domain_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreparedTables",
            fields=[
                ("fingerprint", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("recordings", models.TextField()),
                ("signature", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="WakeUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(blank=True, max_length=40)),
                ("due_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("is_aside", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_aside", False)),
                        fields=["due_at"],
                        name="wakeup_due",
                    ),
                    models.Index(
                        condition=models.Q(("is_aside", False)),
                        fields=["made_at"],
                        name="wakeup_made",
                    ),
                    models.Index(
                        condition=models.Q(("is_aside", True)),
                        fields=["slug"],
                        name="wakeup_aside",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug", ""),
                            ("slug__regex", "^[a-z][a-z0-9_]{0,39}$"),
                            _connector="OR",
                        ),
                        name="wakeup_slug_form",
                    )
                ],
            },
        ),
    ]

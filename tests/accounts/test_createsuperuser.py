"""The command that creates an operator."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from tests.accounts.conftest import PASSWORD


def test_an_operator_is_created_without_a_warning_about_migrations(
    companies: object, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    out = StringIO()
    call_command("createsuperuser", interactive=False, email="new@example.com", stdout=out)
    assert User.objects.get(email="new@example.com").is_staff
    assert "migrat" not in out.getvalue()

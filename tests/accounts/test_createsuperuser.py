"""The command that makes an operator."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from tests.accounts.conftest import PASSWORD


def test_an_operator_is_made_without_a_word_of_companies_migrations(
    companies: object, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    out = StringIO()
    call_command("createsuperuser", interactive=False, email="new@example.com", stdout=out)
    assert User.objects.get(email="new@example.com").is_staff
    assert "migrat" not in out.getvalue()

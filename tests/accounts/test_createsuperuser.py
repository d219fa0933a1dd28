"""The command that creates an operator."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import addresses
from accounts.models import User
from accounts.requests import NOWHERE
from tenants.resolver import PUBLIC_SITE
from tests.accounts.conftest import PASSWORD


def test_an_operator_is_created_without_a_warning_about_migrations(
    companies: object, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    out = StringIO()
    call_command("createsuperuser", interactive=False, email="new@example.com", stdout=out)
    assert User.objects.get(email="new@example.com").is_staff
    assert "migrat" not in out.getvalue()


def test_an_address_that_another_may_take_back_is_refused(
    companies: object, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    otto = User.objects.create_superuser("otto@example.com", PASSWORD)
    addresses.set_address(otto, "x@example.com", by=otto, client=NOWHERE, site=PUBLIC_SITE)
    with pytest.raises(CommandError, match="they can take it back"):
        call_command("createsuperuser", interactive=False, email="Otto@example.com")

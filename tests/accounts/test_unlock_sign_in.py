"""The operator's command that unlocks a sign-in."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import SecurityEvent, User
from tenants.context import tenant_context
from tenants.management import inside
from tenants.models import Tenant
from tests.accounts.conftest import sign_in

WRONG = "eight-wrong-saucers"


def test_it_unlocks_someone_of_a_company(acme: Tenant, acme_client: Client, ada: User) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        for _ in range(4):
            response = sign_in(acme_client, WRONG)
        assert response.status_code == 429
        out = StringIO()
        # As tenant_command does, which runs the commands of this app.
        assert inside.refusal("unlock_sign_in", acme.slug) == ""
        with tenant_context(acme):
            call_command("unlock_sign_in", ada.email, stdout=out)
            event = SecurityEvent.objects.get(event="unlocked")
        assert (event.actor_id, event.user_id, event.address) == (None, ada.pk, "")
        assert "can try to sign in again now" in out.getvalue()
        assert sign_in(acme_client).status_code == 302


def test_it_unlocks_an_operator(public_client: Client, operator: User) -> None:
    data = {"username": operator.email, "password": WRONG}
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        for _ in range(4):
            response = public_client.post("/admin/login/", data)
        assert response.status_code == 429
        call_command("unlock_sign_in", operator.email, stdout=StringIO())
        assert public_client.post("/admin/login/", data).status_code == 200


def test_it_says_where_somebody_unknown_may_be(operator: User) -> None:
    with pytest.raises(CommandError, match="tenant_command SLUG unlock_sign_in"):
        call_command("unlock_sign_in", "nobody@example.com")

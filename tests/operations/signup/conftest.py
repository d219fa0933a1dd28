"""A sign-up that was asked for, and the removal of what the tests of it commit."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from operations.models import SignUp
from operations.signup import asking, proof
from operations.signup.asking import Wish
from tenants.lifecycle import drop_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from tests.jobs.conftest import on_server

NEW_PASSWORD = {"new_password1": "blackbird-42-sings", "new_password2": "blackbird-42-sings"}
FORM = {
    "company": "Café Azul",
    "address": "cafe-azul",
    "country": "AT",
    "owner_name": "Ana Pérez",
    "owner_email": "Ana@azul.example",
}
MakeSignUp = Callable[..., SignUp]


@pytest.fixture(autouse=True)
def signing_up(settings: Any) -> None:
    """Let everybody sign up, as the tests say otherwise."""
    settings.SIGNUP = "open"


@pytest.fixture
def wish() -> Wish:
    """Return what a company is to be, at an address of its own."""
    address = f"azul-{uuid4().hex[:8]}"
    return Wish("Café Azul", address, "AT", "Europe/Vienna", "Ana", "ana@azul.example", "es")


@pytest.fixture
def visitor(committed: None) -> Iterator[TenantClient]:
    """Return a browser at the base domain; the companies that it makes are dropped afterwards."""
    before = set(Tenant.objects.values_list("pk", flat=True))
    yield TenantClient(None)
    for tenant in Tenant.objects.using(OWNER_ALIAS).exclude(pk__in=before):
        drop_tenant(tenant)
    for table in ("sign_ups", "jobs", "tenants_wakeup", "sign_in_throttles", "security_events"):
        on_server(f"DELETE FROM public.{table}")


def asked_for(wish: Wish, *, invitation: str = "") -> SignUp:
    """Keep a wish whose link is in somebody's mailbox."""
    return SignUp.objects.create(
        facts=wish.sealed(),
        invitation=invitation,
        keep_until=timezone.now() + timedelta(days=1),
    )


def path_of(sign_up: SignUp) -> str:
    """Return the path of the link in the mail."""
    return re.sub(r"^https?://[^/]+", "", asking.link_of(sign_up))


def work(challenge: str, email: str) -> str:
    """Do the work of a browser."""
    return next(str(n) for n in count() if proof.answers(challenge, email, str(n)))


def proved(form: dict[str, str]) -> dict[str, str]:
    """Return the form as a browser with JavaScript sends it."""
    challenge = proof.new_challenge()
    number = work(challenge, form["owner_email"])
    return {**form, "challenge": challenge, "proof": number}

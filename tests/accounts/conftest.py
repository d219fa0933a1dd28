import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant

PASSWORD = "seven-green-teapots"
OTHER_PASSWORD = "nine-purple-kettles"
CommitNow = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def ada(acme: Tenant, db: None) -> User:
    """Someone who works at acme."""
    with tenant_context(acme):
        return User.objects.create_user("ada@example.com", PASSWORD, name="Ada")


@pytest.fixture
def namesake(corgicafe: Tenant, db: None) -> User:
    """Someone with the same e-mail address, and another password, at corgicafe."""
    with tenant_context(corgicafe):
        return User.objects.create_user("ada@example.com", OTHER_PASSWORD, name="Ada too")


@pytest.fixture
def operator(db: None) -> User:
    """Someone who runs the installation."""
    return User.objects.create_superuser("olga@example.com", PASSWORD, name="Olga")


@pytest.fixture
def commit_now(django_capture_on_commit_callbacks: Any) -> CommitNow:
    """Run the on_commit callbacks at the end of a block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def sign_in(
    client: Client,
    password: str = PASSWORD,
    *,
    email: str = "ada@example.com",
    next_page: str = "",
    address: str = "127.0.0.1",
    forwarded_for: str | None = None,
) -> Any:
    """Post the sign-in form."""
    return client.post(
        "/login/",
        {"username": email, "password": password, "next": next_page},
        headers={"x-forwarded-for": forwarded_for} if forwarded_for else None,
        REMOTE_ADDR=address,
    )


def error_in(response: Any) -> str:
    """Return the errors of the page's form as a whole."""
    return " ".join(response.context["form"].non_field_errors())


def is_signed_in(client: Client) -> bool:
    """Return whether the client is signed in at the company."""
    return client.get("/login/").status_code == 302


def link_in(mail: EmailMessage) -> str:
    """Return the one-time link of a mail."""
    match = re.search(r"^http\S+/$", str(mail.body), re.MULTILINE)
    assert match, mail.body
    return match[0]


def path_in(mail: EmailMessage) -> str:
    """Return the link's path, for a test client."""
    return "/" + link_in(mail).split("/", 3)[3]

"""Mails as jobs: encrypted while they wait, sent as often as it takes, and told apart."""

from collections.abc import Callable, Iterator
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage

from accounts.mail import deliver, post
from jobs.models import Job
from jobs.running import attempt
from tenants.models import Tenant
from tests import due

TO = "ada@example.com"


@pytest.fixture(autouse=True)
def by_hand(in_acme: Tenant) -> Iterator[None]:
    """Let each test send the mails itself."""
    due.disconnect()
    yield
    due.connect()


def fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(EmailMessage, "send", fail)


@pytest.fixture
def send(acme: Tenant) -> Callable[[], Job]:
    """Return what tries the mail once and returns its job."""

    def run() -> Job:
        job = Job.objects.get()
        attempt(job.pk, acme)
        job.refresh_from_db()
        return job

    return run


def test_a_mail_that_waits_is_not_readable(mailoutbox: list[EmailMessage]) -> None:
    post("Your link", "https://acme.example/secret/", to=TO)
    stored = str(Job.objects.get().arguments)
    assert "args" in stored
    assert not any(word in stored for word in ("Your link", "secret", TO))
    assert mailoutbox == []


def test_a_mail_that_is_sent_again_has_the_same_id(
    send: Callable[[], Job], mailoutbox: list[EmailMessage]
) -> None:
    post("Hello\n", "Ada", to=TO, headers={"List-Unsubscribe": "<https://acme.example/>"})
    stored = Job.objects.get().arguments
    send()
    deliver.call(*stored["args"])
    first, second = mailoutbox
    assert (first.to, first.subject, first.body) == ([TO], "Hello", "Ada")
    assert first.extra_headers["Message-ID"].endswith(f"@{settings.BASE_DOMAIN}>")
    assert first.extra_headers == second.extra_headers
    assert first.extra_headers["List-Unsubscribe"] == "<https://acme.example/>"


def test_a_mail_waits_for_the_server_to_come_back(
    send: Callable[[], Job], monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    post("Hello", "Ada", to=TO)
    with monkeypatch.context() as patched:
        fail_with(ConnectionRefusedError(), patched)
        assert send().state == Job.State.READY
    assert send().state == Job.State.DONE
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("code", "state"), [(550, Job.State.FAILED), (451, Job.State.READY)])
def test_an_address_that_is_refused_for_good_is_not_tried_again(
    send: Callable[[], Job],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: int,
    state: str,
) -> None:
    post("Hello", "Ada", to=TO)
    fail_with(SMTPRecipientsRefused({TO: (code, b"no")}), monkeypatch)
    assert send().state == state
    assert TO not in caplog.text


def test_a_mail_of_a_lost_secret_is_set_aside(send: Callable[[], Job], settings: Any) -> None:
    post("Hello", "Ada", to=TO)
    settings.SECRET_KEY = "another"
    job = send()
    assert (job.state, job.error) == (Job.State.FAILED, "accounts.mail.MailUnreadable")

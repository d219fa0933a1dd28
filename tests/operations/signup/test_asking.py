"""Asking for a company: what is mailed to whom, and how often."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from jobs.models import Job
from operations.models import SignUp
from operations.signup import cleaning, proof
from tests.accounts.conftest import CommitNow, commit_now, link_in
from tests.operations.conftest import without_token
from tests.operations.signup.conftest import FORM, proved

__all__ = ["commit_now"]
PAGE = "/signup/"


def ask(client: Client, form: dict[str, str], *, address: str = "127.0.0.1") -> int:
    return client.post(PAGE, form, REMOTE_ADDR=address).status_code


def test_the_owner_gets_a_link_in_the_language_of_the_page(
    public_client: Client, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with commit_now():
        response = public_client.post(PAGE, proved(FORM), headers={"accept-language": "de"})
    assert response.status_code == 200
    assert [mail.to for mail in mailoutbox] == [["ana@azul.example"]]
    assert "Café Azul" in mailoutbox[0].subject
    path = link_in(mailoutbox[0]).removeprefix("http://localhost:8000")
    page = public_client.get(path, headers={"accept-language": "de"})
    assert page.status_code == 200
    assert page.context["wish"].language == "de"
    assert page.context["wish"].time_zone == "Europe/Vienna"


@pytest.mark.parametrize(
    "name",
    [
        "Win now: http://evil.example",
        "WWW.evil",
        "evil.example/win",
        "call@evil",
        "Get €500 at evil.com",
    ],
)
def test_the_mail_carries_nobodys_links_to_strangers(
    name: str, public_client: Client, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with commit_now():
        public_client.post(PAGE, proved(FORM | {"company": name, "owner_name": name}))
    (mail,) = mailoutbox
    assert "evil" not in f"{mail.subject} {mail.body}".lower()
    assert mail.subject == "Create your company on Shiftbook"
    # The company is called as it was typed all the same.
    path = link_in(mail).removeprefix("http://localhost:8000")
    assert public_client.get(path).context["wish"].name == name


def test_without_proof_the_mail_comes_later_and_there_are_few(public_client: Client) -> None:
    for number in range(3):
        form = FORM | {"owner_email": f"{number}@azul.example"}
        page = public_client.post(PAGE, form | {"challenge": "", "proof": "1"})
        assert page.context["minutes"] == 2
    delays = [
        job.run_after for job in Job.objects.filter(task="operations.signup.asking.mail_link")
    ]
    assert len(delays) == 3
    assert None not in delays
    assert ask(public_client, FORM) == 429
    # A browser that has worked does not wait for robots.
    assert ask(public_client, proved(FORM)) == 200


def test_a_mailbox_is_not_flooded_and_nobody_learns_it(public_client: Client) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        form = proved(FORM)
        pages = {without_token(public_client.post(PAGE, form)) for _ in range(9)}
        assert len(pages) == 1
        assert SignUp.objects.count() == 3
        for number in range(9):
            ask(public_client, form, address=f"203.0.113.{number}")
    assert SignUp.objects.count() == 6


def test_one_network_does_not_ask_for_many_addresses(
    public_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "is_proved", lambda *_: True)  # the work would take long
    emails = [f"{number}@azul.example" for number in range(21)]
    codes = [ask(public_client, FORM | {"owner_email": email}) for email in emails]
    assert codes == [200] * 20 + [429]


def test_nothing_that_was_typed_can_be_read_in_the_table(public_client: Client) -> None:
    ask(public_client, proved(FORM))
    assert "azul" not in SignUp.objects.get().facts.lower()


def test_what_has_expired_is_removed(public_client: Client) -> None:
    ask(public_client, proved(FORM))
    until = SignUp.objects.get().keep_until
    assert cleaning.remove_expired(now=until - timedelta(seconds=1)) == 0
    assert cleaning.remove_expired(now=until + timedelta(seconds=1)) == 1


@pytest.mark.parametrize("name", [*FORM])
def test_what_is_missing_is_said_and_the_rest_stays(public_client: Client, name: str) -> None:
    response = public_client.post(PAGE, FORM | {name: " "})
    assert list(response.context["form"].errors) == [name]
    other = "owner_name" if name != "owner_name" else "company"
    assert FORM[other] in response.content.decode()
    assert not SignUp.objects.exists()

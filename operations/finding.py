"""Finding one's company by e-mail: the answer is a mail, and nothing on the page tells anything.

A request does the same whether the address is known or not: it counts, and adds a job. The job
looks through the companies, all of them in each case, and once for all who wait.
"""

import json
from collections import defaultdict
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django_tasks import task

from accounts import sealing, throttle
from accounts.exceptions import TooManyTries
from accounts.fields import normalise_email
from accounts.mail import post
from accounts.models import User
from jobs import together
from jobs.backend import LONG
from tenants.across import across
from tenants.history import tenants_behind
from tenants.models import Tenant
from tenants.resolver import PUBLIC_SITE

MOST = 500
"""Whom one look through the companies answers."""

_KIND = "find-company"
_PURPOSE = "operations.finding"


def ask(email: str, *, client: str | None, now: datetime) -> None:
    """Have the companies mailed in which somebody signs in with this address, if there are any.

    Whoever asks does not learn whether there are, nor whether a mail is withheld because others
    have been sent. Raises TooManyTries for a client that asks for many addresses.
    """
    throttle.begin([throttle.mail_client_key(_KIND, client=client)], now=now)
    try:
        throttle.begin(throttle.mail_keys(_KIND, email, client=client), now=now).failed()
    except TooManyTries:
        return
    asked = {"email": normalise_email(email), "language": get_language() or ""}
    answer.enqueue(sealing.encrypt(json.dumps(asked), _PURPOSE))


@task(queue_name=LONG)
def answer(sealed: str) -> None:
    """Mail somebody the addresses of their companies, in the language in which they asked.

    Answers all others who wait too: looking takes as long for one as for many, and nobody can keep
    the worker from other jobs by asking often. Nothing is sent to an address that no served company
    knows: anybody may type it. What they typed is encrypted: it may be a password. Reads as the
    owner login, a batch of companies at a time; one that is being migrated is left out.
    """
    with together.others(answer, most=MOST) as waiting:
        asked: dict[str, str] = {}
        for text in (sealed, *(arguments[0] for arguments in waiting)):
            opened = json.loads(sealing.decrypt(text, _PURPOSE) or "{}")
            if opened:
                asked[opened["email"]] = opened["language"]
        _mail(asked)


def _mail(asked: dict[str, str]) -> None:
    """Mail each address that a company knows, in its language."""
    users = User.objects.filter(email__in=list(asked), is_active=True).values_list("email")
    behind = tenants_behind(Tenant.objects.all()).values("pk")
    served = Tenant.objects.active().exclude(pk__in=behind)
    slugs: defaultdict[str, list[str]] = defaultdict(list)
    for slug, (email,) in across(users, tenants=served):
        slugs[email].append(slug)
    for email, known in slugs.items():
        companies = Tenant.objects.filter(slug__in=known).order_by("name")
        context = {"companies": list(companies), "site": PUBLIC_SITE}
        with override(asked[email]):
            subject, body = (
                render_to_string(f"operations/mail/companies{part}.txt", context)
                for part in ("_subject", "")
            )
            post(subject, body, to=email)

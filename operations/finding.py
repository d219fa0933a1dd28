"""Finding one's company by e-mail: the answer is a mail, and nothing on the page tells anything.

A request does the same whether the address is known or not: it counts, and adds a job. The job
looks through the companies, all of them in each case.
"""

import json
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django_tasks import task

from accounts import sealing, throttle
from accounts.exceptions import TooManyTries
from accounts.fields import normalise_email
from accounts.mail import post
from accounts.models import User
from jobs.backend import LONG
from tenants.across import across
from tenants.history import tenants_behind
from tenants.models import Tenant
from tenants.resolver import PUBLIC_SITE

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

    Nothing is sent to an address that no served company knows: anybody may type it. What they
    typed is encrypted: it may be a password. Reads as the owner login, a batch of companies at a
    time; one that is being migrated is left out.
    """
    asked = json.loads(sealing.decrypt(sealed, _PURPOSE) or "{}")
    if not asked:
        return
    users = User.objects.filter(email=asked["email"], is_active=True).values_list("pk")
    behind = tenants_behind(Tenant.objects.all()).values("pk")
    served = Tenant.objects.active().exclude(pk__in=behind)
    slugs = [slug for slug, _ in across(users, tenants=served)]
    companies = list(Tenant.objects.filter(slug__in=slugs).order_by("name"))
    if not companies:
        return
    context = {"companies": companies, "site": PUBLIC_SITE}
    with override(asked["language"]):
        subject, body = (
            render_to_string(f"operations/mail/companies{part}.txt", context)
            for part in ("_subject", "")
        )
        post(subject, body, to=asked["email"])

"""Looks again whether verified domains still have their records; the worker's schedule calls it."""

import logging

from django.db.models import F

from operations.domains import proving
from operations.domains.errors import MISSES, NotProven
from operations.domains.wording import GONE_AFTER
from tenants import domains
from tenants.exceptions import DomainRefused
from tenants.models import Domain

logger = logging.getLogger("operations")
GIVE_UP_AFTER = 5
"""After how many look-ups in a row without any answer the rest waits for the next time."""


def recheck_all() -> None:
    """Check all verified domains, the one first that has waited longest.

    A record that is gone is counted and, after some times, logged as an ERROR and shown to the
    operator; the domain goes on serving. A DNS that gives no answer is nobody's fault, and counts
    for nothing.
    """
    silent = 0
    verified = Domain.objects.filter(verified_at__isnull=False)
    for domain in verified.order_by(F("checked_at").asc(nulls_first=True), "pk"):
        try:
            proving.check(domain)
            domains.confirm(domain)
        except NotProven as error:
            is_miss = error.problem in MISSES
            if domains.note_problem(domain, error.problem, is_miss=is_miss) == GONE_AFTER:
                logger.error("The DNS record of %s is gone: see its company's page.", domain.name)
            silent = 0 if is_miss else silent + 1
        except DomainRefused:  # removed in the meantime
            continue
        else:
            silent = 0
        if silent == GIVE_UP_AFTER:
            logger.warning("The DNS gives no answers: domains are checked again later.")
            return

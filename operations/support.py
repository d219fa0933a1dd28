"""Support access to a company: asked for by an operator, with a reason and for a limited time."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import support
from accounts.models import SecurityEvent, User
from accounts.requests import client_of
from accounts.security import log
from accounts.security.events import Event
from operations import acts
from operations.signals import support_opened
from tenants.context import tenant_context
from tenants.history import history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

LONGEST = timedelta(hours=4)


def open_access(
    tenant: Tenant, *, request: HttpRequest, reason: str, span: timedelta, now: datetime
) -> str:
    """Prepare access that ends after `span`; return its link, good once and for five minutes.

    It is recorded in the security logs of public and of the company, whose owners are mailed, all
    in one transaction of the company. Raises ValidationError if nobody can be told, or the company
    is not served.
    """
    if not timedelta() < span <= LONGEST:
        raise ValidationError(_("Support access lasts four hours at most."))
    if not tenant.is_active or history().is_behind(tenant.schema_version):
        raise ValidationError(_("This company is not served at the moment."))
    token = ""
    with transaction.atomic(using=OWNER_ALIAS), tenant_context(tenant, using=OWNER_ALIAS):
        for _receiver, answer in support_opened.send(
            sender=Tenant,
            tenant=tenant,
            operator=acts.operator_name(request),
            client=client_of(request),
            reason=reason,
            until=now + span,
            now=now,
        ):
            token = str(answer)
    minutes = round(span.total_seconds() / 60)
    acts.record(request, Event.SUPPORT_ACCESS, tenant, {"reason": reason, "minutes": minutes})
    return f"{tenant.base_url}/support/?{urlencode({'token': token})}"


def end_access_of(user: User, *, now: datetime) -> None:
    """End support access in each company to which an operator may have some, for everybody.

    With their sessions in public, which do not include those in companies: the log says where they
    are. In public.
    """
    asked = SecurityEvent.objects.filter(event=Event.SUPPORT_ACCESS.value, actor=user)
    slugs = {event.detail.get("company") for event in asked.filter(at__gt=now - LONGEST)}
    for tenant in Tenant.objects.present().filter(slug__in=slugs):
        with transaction.atomic(using=OWNER_ALIAS), tenant_context(tenant, using=OWNER_ALIAS):
            if support.end_all():
                log.record(Event.SUPPORT_ENDED, operator=acts.name_of(user))

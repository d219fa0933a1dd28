"""What is too old is removed from the security logs."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import SecurityEvent
from accounts.security import log
from accounts.security.events import Event
from operations.features import switching
from tenants import lifecycle
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


def add(days: int) -> None:
    event = log.record(Event.SIGNED_OUT)
    old = SecurityEvent.objects.using(OWNER_ALIAS).filter(pk=event.pk)
    old.update(at=timezone.now() - timedelta(days=days))


def test_old_events_go_and_others_stay(fresh_company: Callable[..., Tenant]) -> None:
    company = fresh_company()
    with tenant_context(company, using=OWNER_ALIAS):
        for days in (401, 399, 0):
            add(days)
    lifecycle.suspend_tenant(company)
    out = StringIO()
    call_command("prune_security_log", stdout=out)
    assert f"{company.slug}: 1 removed" in out.getvalue()
    call_command("prune_security_log", days=10, stdout=out)
    with tenant_context(company, using=OWNER_ALIAS):
        assert SecurityEvent.objects.count() == 1


@pytest.mark.parametrize("days", [0, -1])
def test_a_command_that_would_remove_everything_is_refused(days: int, committed: None) -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("prune_security_log", days=days)


def test_a_company_may_keep_its_own_for_longer(fresh_company: Callable[..., Tenant]) -> None:
    company = fresh_company()
    switching.change(company, on={"security-log-days": "500"})
    with tenant_context(company, using=OWNER_ALIAS):
        SecurityEvent.objects.using(OWNER_ALIAS).all()._raw_delete(OWNER_ALIAS)
        for days in (501, 499, 0):
            add(days)
    call_command("prune_security_log")
    call_command("prune_security_log", days=10)
    with tenant_context(company, using=OWNER_ALIAS):
        assert SecurityEvent.objects.count() == 2

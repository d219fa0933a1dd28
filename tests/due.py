"""Does in tests what the worker does: runs a job as soon as the transaction that added it commits.

So a test that catches the callbacks of a commit finds the mails in its outbox. Tests of the jobs
themselves disconnect it.
"""

from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django_tasks import TaskResult
from django_tasks.signals import task_enqueued

from jobs.running import attempt
from tenants.context import ActiveTenant, get_active, no_tenant


def run_at_commit(*, task_result: TaskResult[Any], **kwargs: Any) -> None:
    """Receive `task_enqueued`."""
    active = get_active()
    tenant, alias = (active.tenant, active.alias) if active else (None, DEFAULT_DB_ALIAS)
    run = partial(_run, tenant, int(task_result.id))
    transaction.on_commit(run, using=alias, robust=True)


def connect() -> None:
    """Run jobs at each commit of this process."""
    task_enqueued.connect(run_at_commit, dispatch_uid="tests.due")


def disconnect() -> None:
    """Leave jobs to the test."""
    task_enqueued.disconnect(dispatch_uid="tests.due")


def _run(tenant: Any, pk: int) -> None:
    """Run the job where it is, and step out of another company that the test is in."""
    active = get_active()
    if active is None or (tenant is not None and active.tenant.pk == tenant.pk):
        attempt(pk, tenant)
        return
    with no_tenant():
        _step(active, None)
        try:
            attempt(pk, tenant)
        finally:
            _step(active, active)


def _step(active: ActiveTenant, target: ActiveTenant | None) -> None:
    if not active.connection.needs_rollback:
        active.connection.switch_in_transaction(target)

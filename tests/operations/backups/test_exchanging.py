"""What has ended in a company since a backup does not begin again with it."""

from datetime import timedelta
from pathlib import Path

import time_machine
from django.core.management import call_command
from django.utils import timezone

from jobs import setting_aside
from jobs.models import Job
from operations.backups import making, restoring
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.jobs.conftest import on_server, wakeups_of
from timetracking.base.authors import Author
from timetracking.kiosk import pairing
from timetracking.models import Employee, Kiosk, Location


def job(name: str) -> int:
    """Return the id of a job that waits."""
    return Job.objects.create(task=name, enqueued_at=timezone.now()).pk


def done(pk: int) -> None:
    Job.objects.filter(pk=pk).update(state=Job.State.DONE, finished_at=timezone.now())


def waiting() -> list[int]:
    return list(Job.objects.unfinished().order_by("pk").values_list("pk", flat=True))


def test_jobs_that_were_done_since_are_not_done_again(company: Tenant, folder: Path) -> None:
    with tenant_context(company):
        mailed, removed, late = job("mailed"), job("removed"), job("late")
    backup = making.back_up(company)
    with tenant_context(company):
        done(mailed)
        Job.objects.filter(pk=removed).delete()  # as the schedule removes what was done
        since = job("since")
    restoring.restore(backup.place)
    with tenant_context(company):
        assert waiting() == [late]
        done(late)
    restoring.undo(company)
    with tenant_context(company):
        assert waiting() == [since]  # it has never run


def test_taking_a_restore_back_wakes_the_worker_and_shows_what_was_set_aside(
    company: Tenant, folder: Path
) -> None:
    backup = making.back_up(company)
    with tenant_context(company):
        job("waits")
        aside = Job.objects.filter(pk=job("aside"))
        aside.update(state=Job.State.FAILED, finished_at=timezone.now())
    restoring.restore(backup.place)
    assert setting_aside.listed(company.slug) == []
    on_server("DELETE FROM public.tenants_wakeup")  # the worker found nothing to do
    restoring.undo(company)
    assert [is_aside for _, is_aside in wakeups_of(company.slug)] == [False, True]
    assert [one.task for one in setting_aside.listed(company.slug)] == ["aside"]
    on_server("DELETE FROM public.tenants_wakeup")


def test_a_tablet_that_was_revoked_since_stays_so(company: Tenant, folder: Path) -> None:
    with tenant_context(company):
        ada, place = Employee.objects.get(user__isnull=False), Location.objects.get()
        lost, found = (
            pairing.create_kiosk(name, place, manager=ada, by=Author(ada), now=timezone.now())[0]
            for name in ("Lost", "Found")
        )
    backup = making.back_up(company)
    with tenant_context(company):
        pairing.revoke(lost, by=Author(ada), now=timezone.now())
    restoring.restore(backup.place)
    with tenant_context(company):
        assert Kiosk.objects.get(revoked_at=None) == found
    restoring.undo(company)
    with tenant_context(company):
        assert Kiosk.objects.get(revoked_at=None) == found
    call_command("verify_audit", company.slug)


def test_the_last_restore_is_taken_back_also_if_the_clock_was_set_back(
    company: Tenant, folder: Path
) -> None:
    backup = making.back_up(company)
    with time_machine.travel(timezone.now() + timedelta(days=300), tick=False):
        restoring.restore(backup.place)
    with tenant_context(company):
        Location.objects.create(name="Since")
    restoring.restore(backup.place)
    restoring.undo(company)
    with tenant_context(company):
        assert Location.objects.filter(name="Since").exists()

"""A company is restored while people work: everyone is answered, and nobody sees half of each."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from accounts.models import User
from operations.backups import making, restoring
from operations.models import Backup
from tenants.backups import switching
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.digest import digest
from tests.faults.visitors import PASSWORD, sign_in, token
from tests.serving import Server
from timetracking.base.authors import Author
from timetracking.models import Employee, Role
from timetracking.trail.recording import recorded

VISITORS, RESTORES = 3, 4


@pytest.fixture
def company(fresh_company: Callable[..., Tenant]) -> Tenant:
    made = fresh_company()
    with tenant_context(made):
        user = User.objects.create_user("staff@fresh.example", PASSWORD, name="Sam")
        sam = Employee(name="Sam", email=user.email, user=user, role=Role.OWNER)
        with recorded(sam, by=Author(origin="test")):
            sam.save()
    return made


def test_a_restore_under_load_answers_everyone(
    company: Tenant, corgicafe: Tenant, tmp_path: Path, settings: Any
) -> None:
    settings.BACKUP_DIR = str(tmp_path)
    others = digest(corgicafe)
    is_over = Event()
    with Server() as server, sign_in(server, company):  # which hashes the password anew

        def visit(number: int) -> list[tuple[str, int]]:
            """Clock in and out, each of which adds lines to the trail, and read."""
            statuses: list[tuple[str, int]] = []
            with sign_in(server, company) as client:
                ready.append(number)
                while not is_over.is_set():
                    page = client.get("/")
                    assert page.status_code == 200, page.headers.get("location")
                    form = {"key": str(uuid4()), "csrfmiddlewaretoken": token(page.text)}
                    action = "/clock/in/" if "/clock/in/" in page.text else "/clock/out/"
                    tap = client.post(action, data=form)
                    statuses += [("/", page.status_code), (action, tap.status_code)]
            return statuses

        ready: list[int] = []
        with ThreadPoolExecutor(VISITORS) as pool:
            visits = [pool.submit(visit, number) for number in range(VISITORS)]
            try:
                while len(ready) < VISITORS and not any(one.done() for one in visits):
                    is_over.wait(0.05)
                backup = making.back_up(company)
                for _ in range(RESTORES):
                    restoring.restore(backup.place)
            finally:
                is_over.set()
            statuses = [status for one in visits for status in one.result()]
    assert len(statuses) > VISITORS * RESTORES
    assert {status for page, status in statuses if page == "/"} == {200}
    assert max(status for _, status in statuses) < 500, Counter(statuses)
    assert digest(corgicafe) == others
    call_command("verify_audit", company.slug)
    for schema, *_ in switching.kept_schemas(company.slug):
        switching.drop_kept(schema)
    Backup.objects.using(OWNER_ALIAS).filter(company=company.pk).delete()

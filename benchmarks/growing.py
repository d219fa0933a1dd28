"""A worker's measurements of the product: its page and the memory of its connection."""

import random
import time
from itertools import accumulate, islice
from statistics import median
from typing import Any

import psutil
from django.conf import settings
from django.db import connection

from accounts.models import User
from benchmarks import worker
from benchmarks.contenders import companies
from benchmarks.soak.companies import session_of
from benchmarks.visitor import Handler
from tenants.across import across
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import CompanySettings, Employee, Role, WorkLog

WARM_UP = 1500  # visits; a connection serves many more within CONN_MAX_AGE
TIMED = 50  # companies
HANDLER = Handler()
WAITING: list[tuple[str, str]] = []  # visits still to be made: company and cookie


def arrive(total: int, count: int) -> None:
    """Prepare `count` visits, after those that warm up the process and its connection.

    They are visits of signed-in staff to the clock page, with companies chosen by Zipf's law.
    """
    chance = random.Random(total)  # noqa: S311 - repeatable on purpose
    names = list(companies(worker.database(), total))
    chance.shuffle(names)
    weights = list(accumulate(1 / rank for rank in range(1, total + 1)))
    visited = chance.choices(names, cum_weights=weights, k=WARM_UP + count)
    cookies = {name: _staff_cookie(name) for name in dict.fromkeys(visited)}
    connection.close()
    visits = ((name, cookies[name]) for name in visited)
    for visit in islice(visits, WARM_UP):
        HANDLER.get(visit[0], "/", visit[1])
    WAITING[:] = visits


def clock_pages(count: int) -> list[float]:
    """Make the next `count` visits; return the seconds of each."""
    visits, WAITING[:] = WAITING[:count], WAITING[count:]
    return [HANDLER.get(name, "/", cookie)[1] for name, cookie in visits]


@public_context()
def _staff_cookie(company: str) -> str:
    """Return the cookie of a member of the company's staff, created if missing."""
    with tenant_context(Tenant.objects.using(OWNER_ALIAS).get(slug=company)):
        user = User.objects.filter(email="sam@bench.example").first()
        if user is None:
            user = User.objects.create_user("sam@bench.example", name="Sam")
            Employee.objects.create(name="Sam", email=user.email, role=Role.MEMBER, user=user)
        return f"{settings.SESSION_COOKIE_NAME}={session_of(user)}"


@public_context()
def memory(total: int, max_age: int) -> dict[str, float]:
    """Use one connection for every company; return its backend's private memory in MB.

    With `max_age` the connection is replaced after that many seconds, as with CONN_MAX_AGE.
    """
    settings.DATABASES["default"]["CONN_MAX_AGE"] = max_age or None
    connection.settings_dict["CONN_MAX_AGE"] = max_age or None
    connection.close()
    most = first = 0.0
    replaced = 0
    tenants = Tenant.objects.using(OWNER_ALIAS).order_by("slug")[:total]
    for number, tenant in enumerate(tenants):
        with tenant_context(tenant):
            for model in (User, Employee, WorkLog, CompanySettings):
                model.objects.first()
        if number % 10 == 0 or number == total - 1:
            megabytes = _backend_memory()
            first = first or megabytes
            most = max(most, megabytes)
        pid = connection.connection.info.backend_pid
        connection.close_if_unusable_or_obsolete()
        connection.ensure_connection()
        replaced += connection.connection.info.backend_pid != pid
    return {"first": first, "most": most, "last": _backend_memory(), "replaced": replaced}


def _backend_memory() -> float:
    """Return the backend's private memory in MB, without shared buffers."""
    process = psutil.Process(connection.connection.info.backend_pid)
    return float(process.memory_full_info().uss) / 2**20


@public_context()
def ask_all(times: int) -> float:
    """Return the median seconds of one query across all companies: who is clocked in."""
    durations = []
    for _ in range(times):
        began = time.perf_counter()
        for _row in across(WorkLog.objects.filter(check_out=None).values("check_in")):
            pass
        durations.append(time.perf_counter() - began)
    return median(durations)


@public_context()
def grow(count: int) -> list[float]:
    """Create companies up to `count`; return the seconds of each of the last ones."""
    existing = Tenant.objects.using(OWNER_ALIAS).count()
    return worker.create(existing, count - existing)[(existing - count) // 2 :][-TIMED:]


ACTS: dict[str, Any] = {
    "arrive": arrive,
    "clock pages": clock_pages,
    "memory": memory,
    "ask all": ask_all,
    "grow": grow,
}

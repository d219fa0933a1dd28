"""What a worker can tell of the product at any number of companies: its page, its memory."""

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

WARM_UP = 1500  # visits: a connection that lives for CONN_MAX_AGE sees many more
TIMED = 50  # companies
HANDLER = Handler()
WAITING: list[tuple[str, str]] = []  # visits drawn and not yet made: company, and cookie


def arrive(among: int, count: int) -> None:
    """Draw so many visits after those that warm the process and its connection up.

    They are to clock pages, by signed-in staff; companies are drawn by Zipf's law.
    """
    chance = random.Random(among)  # noqa: S311 - repeatable on purpose
    names = list(companies(worker.database(), among))
    chance.shuffle(names)
    weights = list(accumulate(1 / rank for rank in range(1, among + 1)))
    drawn = chance.choices(names, cum_weights=weights, k=WARM_UP + count)
    cookies = {name: _staff_of(name) for name in dict.fromkeys(drawn)}
    connection.close()
    visits = ((name, cookies[name]) for name in drawn)
    for visit in islice(visits, WARM_UP):
        HANDLER.get(visit[0], "/", visit[1])
    WAITING[:] = visits


def clock_pages(count: int) -> list[float]:
    """Make the next of the visits drawn; return the seconds that each took."""
    now, WAITING[:] = WAITING[:count], WAITING[count:]
    return [HANDLER.get(name, "/", cookie)[1] for name, cookie in now]


@public_context()
def _staff_of(company: str) -> str:
    """Return the cookie of someone on the company's staff, made if need be."""
    with tenant_context(Tenant.objects.using(OWNER_ALIAS).get(slug=company)):
        user = User.objects.filter(email="sam@bench.example").first()
        if user is None:
            user = User.objects.create_user("sam@bench.example", name="Sam")
            Employee.objects.create(name="Sam", email=user.email, role=Role.MEMBER, user=user)
        return f"{settings.SESSION_COOKIE_NAME}={session_of(user)}"


@public_context()
def memory(among: int, most_age: int) -> dict[str, float]:
    """Have a connection look into every company; return its backend's own memory, in MB.

    With `most_age` it is replaced once it is so many seconds old, as CONN_MAX_AGE does.
    """
    settings.DATABASES["default"]["CONN_MAX_AGE"] = most_age or None
    connection.settings_dict["CONN_MAX_AGE"] = most_age or None
    connection.close()
    most = first = 0.0
    replaced = 0
    tenants = Tenant.objects.using(OWNER_ALIAS).order_by("slug")[:among]
    for number, tenant in enumerate(tenants):
        with tenant_context(tenant):
            for model in (User, Employee, WorkLog, CompanySettings):
                model.objects.first()
        if number % 10 == 0 or number == among - 1:
            held = _held()
            first = first or held
            most = max(most, held)
        pid = connection.connection.info.backend_pid
        connection.close_if_unusable_or_obsolete()
        connection.ensure_connection()
        replaced += connection.connection.info.backend_pid != pid
    return {"first": first, "most": most, "last": _held(), "replaced": replaced}


def _held() -> float:
    """Return what belongs to the backend alone, shared buffers aside."""
    process = psutil.Process(connection.connection.info.backend_pid)
    return float(process.memory_full_info().uss) / 2**20


@public_context()
def ask_all(times: int) -> float:
    """Return the median seconds of one query over all companies: who is in now."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        for _row in across(WorkLog.objects.filter(check_out=None).values("check_in")):
            pass
        took.append(time.perf_counter() - began)
    return median(took)


@public_context()
def grow(count: int) -> list[float]:
    """Make companies up to so many; return the seconds that the last of them took."""
    known = Tenant.objects.using(OWNER_ALIAS).count()
    return worker.create(known, count - known)[(known - count) // 2 :][-TIMED:]


ACTS: dict[str, Any] = {
    "arrive": arrive,
    "clock pages": clock_pages,
    "memory": memory,
    "ask all": ask_all,
    "grow": grow,
}

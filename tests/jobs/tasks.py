"""Tasks for the tests of jobs; what they did is kept in `DONE`."""

from threading import Event

from django_tasks import task

from accounts.models import User
from tenants.context import get_current_tenant
from tests.waiting import PATIENCE
from timetracking.models import Location

DONE: list[str] = []
BEGUN, GO_ON = Event(), Event()
ADDRESS = "made@by-a-job.example"


@task
def note(word: str) -> None:
    tenant = get_current_tenant()
    DONE.append(f"{tenant.slug if tenant else 'public'}: {word}")


@task
def add_user(*, fails: bool = False) -> None:
    User.objects.create_user(ADDRESS, None, name="Made by a job")
    if fails:
        raise ValueError(ADDRESS)


@task
def rename_location() -> None:
    Location.objects.create(name="Made by a job", time_zone="UTC")


@task(queue_name="long")
def take_long(word: str) -> None:
    DONE.append(word)


class RefusedError(Exception):
    is_permanent = True


@task
def refuse() -> None:
    raise RefusedError


def no_task() -> None:
    DONE.append("not a task")


@task
def sweep() -> None:
    DONE.append("swept")


@task
def wait() -> None:
    BEGUN.set()
    assert GO_ON.wait(PATIENCE)
    DONE.append("waited")


@task
def add_location(name: str) -> None:
    Location.objects.create(name=name, time_zone="UTC")


@task
def leave() -> None:
    raise SystemExit(3)

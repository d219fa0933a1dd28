"""Settings and locations that change at the same moment, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import hire, own_connection, waits_for_me
from tests.timetracking.conftest import MADRID, tapped
from tests.waiting import wait_until
from timetracking.base.authors import Author
from timetracking.clocking.punches import clock_in
from timetracking.company import locations, settings
from timetracking.company.errors import PeopleStillIn, SettingsChanged
from timetracking.models import AuditLine, CompanySettings, Employee, Location, Role, Rules, WorkLog
from timetracking.shifts.errors import PunchRefused
from timetracking.staff import employees


def test_of_two_owners_who_save_the_settings_at_once_one_is_told(tenant: Tenant) -> None:
    owners = hire(tenant, Role.OWNER, Role.OWNER)
    together = Barrier(len(owners))

    def choose(owner: Employee) -> bool:
        with own_connection(tenant):
            company = CompanySettings.objects.select_related("rules").get()
            company.rules.reminder_hours = owner.pk
            seen = settings.version()
            together.wait(timeout=20)
            try:
                settings.save(company, by=Author(owner), seen=seen)
            except SettingsChanged:
                return False
        return True

    with ThreadPoolExecutor(len(owners)) as pool:
        saved = list(pool.map(choose, owners))
    assert sorted(saved) == [False, True]
    with tenant_context(tenant):
        assert Rules.objects.get().reminder_hours == owners[saved.index(True)].pk
        assert AuditLine.objects.exclude(origin="set-up").count() == 1


def open_bar(tenant: Tenant, employee: Employee) -> Location:
    with tenant_context(tenant):
        bar = Location.objects.create(name="Bar")
        bar.staff.add(employee)
        return bar


def test_a_location_does_not_close_over_someone_who_is_just_clocking_in(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)
    bar = open_bar(tenant, ana)
    written, closing = Event(), Event()

    def come() -> None:
        with own_connection(tenant):
            clock_in(ana, tapped(ana), time_zone=MADRID)
            written.set()
            closing.wait(timeout=20)
            wait_until(waits_for_me, 60)

    def close() -> str:
        written.wait(timeout=20)
        closing.set()
        with own_connection(tenant):
            try:
                locations.close(bar, by=Author())
            except PeopleStillIn as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as pool:
        coming, refused = pool.submit(come), pool.submit(close)
        coming.result()
        assert "is still clocked in there" in refused.result()


def test_nobody_clocks_in_at_a_location_that_is_just_closing(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)
    bar = open_bar(tenant, ana)
    closed, coming = Event(), Event()

    def close() -> None:
        with own_connection(tenant):
            locations.close(bar, by=Author())
            closed.set()
            coming.wait(timeout=20)
            wait_until(waits_for_me, 60)

    def come() -> str:
        closed.wait(timeout=20)
        coming.set()
        with own_connection(tenant):
            try:
                clock_in(ana, tapped(ana), time_zone=MADRID, location_id=bar.pk)
            except PunchRefused as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as pool:
        done, refused = pool.submit(close), pool.submit(come)
        done.result()
        assert "Bar is now closed" in refused.result()
    with tenant_context(tenant):
        assert not WorkLog.objects.exists()


def test_a_line_tells_of_the_places_that_someone_is_just_getting(tenant: Tenant) -> None:
    olga, ana = hire(tenant, Role.OWNER, Role.MEMBER)
    with tenant_context(tenant):
        bar = Location.objects.create(name="Bar")

    def open_pier() -> None:
        with own_connection(tenant):
            locations.save(Location(name="Pier"), by=Author(olga), with_everyone=True)

    with ThreadPoolExecutor(1) as pool:
        with own_connection(tenant):
            employees.save(ana, by=Author(olga), membership={bar.pk: True})
            opening = pool.submit(open_pier)
            wait_until(waits_for_me, 60)
        opening.result()
    with tenant_context(tenant):
        line = AuditLine.objects.filter(employee=ana).latest("number")
        assert line.before == {"locations": [bar.pk]}

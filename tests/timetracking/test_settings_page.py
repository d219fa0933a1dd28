from zoneinfo import ZoneInfo

import pytest

from tests.timetracking.conftest import Browse, MakeLog, asks, madrid
from timetracking.models import CompanySettings, Employee


def test_the_owner_chooses_zone_and_first_day(
    owner: Employee, browse: Browse, company: CompanySettings
) -> None:
    client = browse(owner)
    response = client.post("/settings/", {"time_zone": "Atlantic/Canary", "week_starts_on": "7"})
    assert (response.status_code, response["Location"]) == (303, "/settings/")
    company.refresh_from_db()
    assert (company.time_zone, company.week_starts_on) == ("Atlantic/Canary", 7)
    assert company.zone == ZoneInfo("Atlantic/Canary")


def test_every_zone_is_on_offer_in_order(owner: Employee, browse: Browse) -> None:
    choices = browse(owner).get("/settings/").context["form"].fields["time_zone"].choices
    names = [name for name, _label in choices]
    assert names == sorted(names)
    assert len(names) > 400
    assert {"Europe/Madrid", "UTC"} <= set(names)
    assert not {"localtime", "Factory"} & set(names)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Atlantis", "1"),
        ("", "1"),
        ("../etc/passwd", "1"),
        ("UTC", "0"),
        ("UTC", "8"),
        ("UTC", ""),
    ],
)
def test_what_cannot_be_is_refused(
    owner: Employee, browse: Browse, company: CompanySettings, zone: str, day: str
) -> None:
    response = browse(owner).post("/settings/", {"time_zone": zone, "week_starts_on": day})
    assert response.status_code == 422
    assert response.context["form"].errors
    company.refresh_from_db()
    assert (company.time_zone, company.week_starts_on) == ("Europe/Madrid", 1)


def test_a_new_zone_moves_no_recorded_shift(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(16, 9), madrid(16, 17))
    browse(owner).post("/settings/", {"time_zone": "Asia/Tokyo", "week_starts_on": "1"})
    before = (log.check_in, log.check_out, log.time_zone)
    log.refresh_from_db()
    assert (log.check_in, log.check_out, log.time_zone) == before


def test_the_page_asks_the_database_little(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    with asks(6):  # session, user, employee, company, the row to be changed; what waits
        client.get("/settings/")

"""Who may review hours that were tapped late, and how they lose the mark."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, MakeEmployee, shift_form
from tests.timetracking.kiosk.late_hours import Laptop, confirm, make_hours, review_of
from timetracking.models import Correction, Employee, Location, Review, Role


def test_an_edit_by_who_is_involved_leaves_the_mark(
    laptop: Laptop, ana: Employee, manager: Employee, owner: Employee, browse: Browse
) -> None:
    log = make_hours(laptop(manager), ana)
    for who, review in ((manager, Review.LATE), (owner, Review.NONE)):
        form = shift_form(log, notes=f"Seen by {who.name}")
        assert browse(who).post(f"/shifts/{log.pk}/edit/", form).status_code == 303
        assert review_of(log) == review


def test_so_does_their_yes_to_a_request(
    laptop: Laptop, ana: Employee, manager: Employee, browse: Browse
) -> None:
    log = make_hours(laptop(manager), ana)
    browse(ana).post(f"/shifts/{log.pk}/correct/", shift_form(log, notes="Long day"))
    request = Correction.objects.get()
    form = {"verdict": "accept", "answer": "", "version": request.base_version}
    assert browse(manager).post(f"/corrections/{request.pk}/decide/", form).status_code == 303
    assert (review_of(log), log.notes) == (Review.LATE, "Long day")


def test_the_only_owner_reviews_where_nobody_else_can(
    tablet: TenantClient, ana: Employee, owner: Employee, browse: Browse
) -> None:
    log = make_hours(tablet, ana)
    assert log.involved == [owner.pk]
    assert confirm(browse, owner, log) == 303
    assert review_of(log) == Review.NONE


TAKEN_AWAY: dict[str, Callable[[Employee, Location], dict[str, Any]]] = {
    "demoted": lambda mia, bar: {"role": "member", "nowhere": "on"},
    "limited": lambda mia, bar: {"role": "manager", "is_limited": "on", "locations": [bar.pk]},
}


@pytest.mark.parametrize("how", TAKEN_AWAY)
def test_an_owner_who_takes_the_other_reviewer_s_rights_away_waits_a_day(
    how: str,
    tablet: TenantClient,
    ana: Employee,
    owner: Employee,
    make_employee: MakeEmployee,
    browse: Browse,
    clock: time_machine.Traveller,
) -> None:
    elsewhere = Location.objects.create(name="Elsewhere")
    mia = make_employee("Mia", Role.MANAGER)
    log = make_hours(tablet, ana)
    assert confirm(browse, owner, log) == 403
    page = browse(owner).get(f"/people/{mia.pk}/details/")
    entry = {"name": "Mia", "email": mia.email, "seen": page.context["form"]["seen"].value()}
    changed = entry | TAKEN_AWAY[how](mia, elsewhere)
    assert browse(owner).post(f"/people/{mia.pk}/details/", changed).status_code == 303
    assert confirm(browse, owner, log) == 403
    clock.move_to(NOW + timedelta(days=1, seconds=1))
    assert confirm(browse, owner, log) == 303


@pytest.mark.parametrize("change", ["role", "location"])
def test_moving_the_person_out_of_the_reviewer_s_reach_does_not_help(
    change: str,
    tablet: TenantClient,
    ana: Employee,
    bar: Location,
    owner: Employee,
    make_employee: MakeEmployee,
    browse: Browse,
) -> None:
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    lim.locations.add(bar)
    log = make_hours(tablet, ana)
    page = browse(owner).get(f"/people/{ana.pk}/details/")
    cafe = Location.objects.get(name="Café")
    form = {
        "name": "Ana",
        "email": ana.email,
        "role": "manager" if change == "role" else "member",
        "locations": [bar.pk, cafe.pk] if change == "role" else [cafe.pk],
        "seen": page.context["form"]["seen"].value(),
    }
    assert browse(owner).post(f"/people/{ana.pk}/details/", form).status_code == 303
    assert confirm(browse, owner, log) == 403

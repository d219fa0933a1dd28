"""The one list of what waits: what a row says, whose it is, and where it leads."""

from typing import Any

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from tests.timetracking.corrections.conftest import Ask
from tests.timetracking.corrections.doubting import change_address
from tests.timetracking.corrections.sending import ask_missing, decide, edit, reply
from tests.timetracking.places import place
from timetracking.approvals.inbox import Entry
from timetracking.models import (
    Break,
    BreakKind,
    CompanySettings,
    Correction,
    Employee,
    Location,
    WorkLog,
)


def listed(browse: Browse, who: Employee, query: str = "") -> list[Entry]:
    entries: list[Entry] = browse(who).get(f"/approvals/{query}").context["inbox"].entries
    return entries


def for_others(browse: Browse, who: Employee) -> list[Entry]:
    entries: list[Entry] = browse(who).get("/approvals/").context["inbox"].others
    return entries


def test_it_says_so_when_nothing_waits(browse: Browse, manager: Employee) -> None:
    assert "Nothing to do" in text_of(browse(manager).get("/approvals/"))


def test_a_request_says_what_it_changes(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    asked(shift, check_out=madrid(17, 17, 5))
    (entry,) = listed(browse, manager)
    assert (entry.difference, entry.change) == (["Out 17:00 → 17:05"], "+5 min")
    assert entry.can_accept
    assert "Out 17:00 → 17:05 +5 min" in text_of(browse(manager).get("/approvals/"))


@pytest.mark.parametrize(
    ("change", "difference", "total"),
    [
        ({"check_in": madrid(17, 9, 30)}, ["In 09:00 → 09:30"], "\N{MINUS SIGN}30 min"),
        (
            {"check_in": madrid(16, 22), "check_out": madrid(17, 6)},
            ["In Tue 17 Nov 2026, 09:00 → Mon 16 Nov 2026, 22:00", "Out 17:00 → 06:00"],
            "",
        ),
        ({"notes": "Calm"}, ["Note Busy → Calm"], ""),
        ({"check_out": madrid(17, 20)}, ["Out 17:00 → 20:00"], "+3 h 00"),
    ],
)
def test_each_kind_of_change_is_said(
    change: dict[str, Any],
    difference: list[str],
    total: str,
    browse: Browse,
    manager: Employee,
    shift: WorkLog,
    asked: Ask,
) -> None:
    asked(shift, **change)
    (entry,) = listed(browse, manager)
    assert (entry.difference, entry.change) == (difference, total)


def test_what_is_deducted_is_said(
    browse: Browse, company: CompanySettings, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    company.rules.deducts_breaks = True
    company.rules.save()
    asked(shift, check_out=madrid(17, 17, 5))
    (entry,) = listed(browse, manager)
    assert (entry.difference, entry.change) == (
        ["Out 17:00 → 17:05", "Deducted \N{EN DASH} → 30 min"],
        "\N{MINUS SIGN}25 min",
    )


def test_places_and_breaks_are_named(
    browse: Browse, owner: Employee, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    bar = Location.objects.create(name="Bar")
    bar.staff.add(ana)
    asked(shift, location=bar.pk)
    (entry,) = listed(browse, owner)
    assert entry.difference == ["Location \N{EN DASH} → Bar"]


def test_a_missing_shift_says_its_times_and_hours(
    browse: Browse, manager: Employee, ana: Employee
) -> None:
    times = {"check_in": "2026-11-16T09:00", "check_out": "2026-11-16T13:30"}
    pause = (BreakKind.objects.get().pk, "12:00", "12:20")
    assert ask_missing(browse, ana, **times, new=[pause]).status_code == 303
    (entry,) = listed(browse, manager)
    assert (entry.what, entry.change) == ("missing shift", "+4 h 10")
    assert entry.shift == "Mon 16 Nov 2026, 09:00 to 13:30"
    assert entry.difference == ["Breaks 12:00 to 12:20 Break (unpaid)"]


def test_a_clock_out_to_check_says_its_times_and_hours(
    browse: Browse, manager: Employee, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(16, 9), madrid(16, 17), review="automatic")
    kind = BreakKind.objects.get()
    Break.objects.create(
        work_log=log, kind=kind, is_paid=False, start=madrid(16, 12), end=madrid(16, 13)
    )
    (entry,) = listed(browse, manager)
    assert (entry.shift, entry.change) == ("Mon 16 Nov 2026, 09:00 to 17:00", "7 h 00")
    assert entry.difference == ["Breaks 12:00 to 13:00 Break (unpaid)"]
    assert entry.can_accept


def test_a_dispute_needs_an_answer_so_the_list_does_not_accept_it(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    edit(browse, manager, shift)
    reply(browse, ana, "refuse", "I left at five")
    (entry,) = listed(browse, manager)
    assert (entry.difference, entry.change) == (["Out 17:00 → 18:00"], "+1 h 00")
    assert not entry.can_accept


def test_a_shift_that_changed_since_is_not_accepted_unseen(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    asked(shift)
    edit(browse, manager, shift, check_in="2026-11-17T08:00", check_out="2026-11-17T17:00")
    (entry,) = listed(browse, manager)
    assert not entry.can_accept
    assert "Open it to see both versions" in text_of(browse(manager).get("/approvals/"))


def test_what_is_for_others_is_listed_apart(
    browse: Browse,
    owner: Employee,
    manager: Employee,
    ana: Employee,
    shift: WorkLog,
    asked: Ask,
    make_log: MakeLog,
) -> None:
    change_address(ana, manager)
    request = asked(shift)
    assert request.reply_in_doubt
    marked = make_log(ana, madrid(16, 9), madrid(16, 17), review="late", involved=[manager.pk])
    own = asked(make_log(manager, madrid(16, 9), madrid(16, 17)))
    assert listed(browse, manager) == []
    keys = {entry.key.rsplit("-", 1)[0] for entry in for_others(browse, manager)}
    assert keys == {f"request-{request.pk}", f"review-{marked.pk}", f"request-{own.pk}"}
    assert len(listed(browse, owner)) == 3
    text = text_of(browse(manager).get("/approvals/"))
    assert "Waiting for others 3" in text


def test_a_decision_leads_to_the_next_and_then_to_the_list(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog, make_log: MakeLog, asked: Ask
) -> None:
    first = asked(shift)
    second = asked(make_log(ana, madrid(16, 9), madrid(16, 17)))
    for moment, one in ((madrid(18, 10), first), (madrid(18, 11), second)):
        Correction.objects.filter(pk=one.pk).update(created_at=moment)
    client = browse(manager)
    for one, target in ((first, f"/corrections/{second.pk}/?back=%2Fapprovals%2F"), (second, "")):
        one.refresh_from_db()
        answer = decide(browse, manager, one, back="/approvals/")
        assert answer.status_code == 303
        assert answer["Location"].startswith("/approvals/next/")
        assert client.get(answer["Location"])["Location"] == (target or "/approvals/")


def test_a_check_leads_on_if_one_came_from_the_list(
    browse: Browse, manager: Employee, ana: Employee, make_log: MakeLog
) -> None:
    first = make_log(ana, madrid(16, 9), madrid(16, 17), review="stated")
    second = make_log(ana, madrid(17, 9), madrid(17, 17), review="stated")
    client = browse(manager)
    form = {"version": "1", "back": "/approvals/"}
    answer = client.post(f"/shifts/{first.pk}/confirm/", form)
    following = client.get(answer["Location"])["Location"]
    assert following == f"/shifts/{second.pk}/?back=%2Fapprovals%2F"
    answer = client.post(f"/shifts/{second.pk}/confirm/", {"version": "1"})
    assert answer["Location"] == f"/shifts/{second.pk}/"


def test_the_next_is_of_the_location_whose_list_one_came_from(
    browse: Browse, manager: Employee, ana: Employee, ben: Employee, make_log: MakeLog
) -> None:
    bar, cafe = place("Bar", ana), place("Café", ben)
    at_bar = make_log(ana, madrid(17, 9), madrid(17, 17), review="stated")
    make_log(ben, madrid(17, 10), madrid(17, 17), review="stated")
    client = browse(manager)

    def following(location: int, after: str) -> str:
        way = {"back": f"/approvals/?location={location}", "after": after}
        return str(client.get("/approvals/next/", way)["Location"])

    back = f"back=%2Fapprovals%2F%3Flocation%3D{bar.pk}"
    assert following(bar.pk, madrid(17, 9).isoformat()) == f"/shifts/{at_bar.pk}/?{back}"
    cafe.staff.clear()
    assert following(cafe.pk, "") == f"/approvals/?location={cafe.pk}"


@pytest.mark.parametrize("after", ["", "x", "2026-11-18", "2026-11-18T10:00", "9999-99-99T00:00Z"])
def test_the_way_to_the_next_takes_anything(after: str, browse: Browse, manager: Employee) -> None:
    answer = browse(manager).get("/approvals/next/", {"after": after, "back": "//evil.example/"})
    assert answer["Location"] == "/approvals/"


def test_the_keys_are_said(browse: Browse, manager: Employee, shift: WorkLog, asked: Ask) -> None:
    asked(shift)
    page = browse(manager).get("/approvals/").content.decode()
    assert all(f"<kbd>{key}</kbd>" in page for key in ("j", "k", "x", "Enter"))


@pytest.mark.parametrize("people", [1, 6])
def test_it_asks_the_same_however_long_it_is(
    people: int,
    browse: Browse,
    manager: Employee,
    make_employee: MakeEmployee,
    make_log: MakeLog,
    asked: Ask,
) -> None:
    for number in range(people):
        someone = make_employee(f"Person{number}", signs_in=False)
        asked(make_log(someone, madrid(17, 9), madrid(17, 17), review="stated"))
    client = browse(manager)
    # session, user, employee, company; places; requests, disputes, shifts and breaks, own ones,
    # taps; decided ones; the own clock, what waits
    with asks(14):
        client.get("/approvals/")

"""News of one's own hours: on the clock page and beside Requests, until they were seen."""

import pytest

from tests.timetracking.conftest import NOW, Browse, Here, MakeLog, madrid, text_of
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.corrections import editing
from timetracking.models import Correction, Employee, WorkLog
from timetracking.notices import news
from timetracking.shifts.snapshots import snapshot

REASON = "Seen at the door"


@pytest.fixture
def log(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Return a shift of Ana's, removed by nobody."""
    return make_log(ana, madrid(16, 9), madrid(16, 17))


def remove(log: WorkLog, by: Employee) -> Correction:
    return editing.remove(
        log, version=log.version, by=Author(by), reason=REASON, now=NOW, site=Here()
    )


def told(employee: Employee) -> list[str]:
    employee.refresh_from_db()
    return [item.text for item in news.news_of(employee)]


def test_an_edit_is_told_until_it_is_seen(
    browse: Browse, log: WorkLog, ana: Employee, manager: Employee
) -> None:
    correction = remove(log, manager)
    assert told(ana) == ["Max changed your hours for Mon 16 Nov."]
    phone = browse(ana)
    page = phone.get("/")
    assert "Max changed your hours for Mon 16 Nov." in text_of(page)
    assert f'href="/corrections/{correction.pk}/"' in page.content.decode()
    assert "1 new" in text_of(page)
    phone.get(f"/corrections/{correction.pk}/")
    assert told(ana) == []
    assert "1 new" not in text_of(phone.get("/"))


def test_it_is_dismissed_on_the_clock_page(
    browse: Browse, log: WorkLog, ana: Employee, manager: Employee
) -> None:
    remove(log, manager)
    ana.refresh_from_db()
    until = news.news_of(ana)[-1].at.isoformat()
    assert browse(ana).post("/notices/seen/", {"until": until}).status_code == 303
    assert told(ana) == []


def test_what_came_since_the_page_was_shown_stays(
    browse: Browse, log: WorkLog, ana: Employee, manager: Employee
) -> None:
    remove(log, manager)
    browse(ana).post("/notices/seen/", {"until": "2026-01-06T12:00:00+00:00"})
    assert len(told(ana)) == 1


def test_an_answer_to_a_dispute_replaces_the_edit(
    log: WorkLog, ana: Employee, manager: Employee
) -> None:
    correction = remove(log, manager)
    editing.reply(correction, accepts=False, reason="No", by=Author(ana), now=NOW, site=Here())
    editing.settle(correction, answer="Yes", by=Author(manager), now=NOW, site=Here())
    assert told(ana) == ["Max replied to you about the change for Mon 16 Nov."]


@pytest.mark.parametrize(("verdict", "word"), [("accept", "accepted"), ("refuse", "refused")])
def test_a_decision_is_told(
    browse: Browse, make_log: MakeLog, ana: Employee, manager: Employee, verdict: str, word: str
) -> None:
    missing = make_log(ana, madrid(17, 9), madrid(17, 12))
    after = snapshot(missing)
    missing.delete()
    correction = Correction.objects.create(
        employee=ana,
        kind="missing",
        status="pending",
        asked_by=ana,
        reason=REASON,
        after=after,
    )
    form = {"verdict": verdict, "answer": "So it is", "version": ""}
    assert browse(manager).post(f"/corrections/{correction.pk}/decide/", form).status_code == 303
    assert told(ana) == [f"Max {word} your request for Tue 17 Nov."]


def test_nobody_dismisses_another_s_news(log: WorkLog, ana: Employee, manager: Employee) -> None:
    remove(log, manager)
    with pytest.raises(NotAllowed):
        news.see(ana, until=NOW, by=Author(manager))
    assert len(told(ana)) == 1


def test_only_the_last_twenty_are_kept_and_no_alert_gives_way(
    ana: Employee, manager: Employee
) -> None:
    alert = {"kind": "pin-set", "who": "Max", "whose": "", "at": NOW.isoformat()}
    Employee.objects.filter(pk=ana.pk).update(alerts=[alert])
    for number in range(news.MOST + 5):
        news.tell(ana.pk, news.Kind.EDITED, correction_id=number, who=manager, day=None, at=NOW)
    ana.refresh_from_db()
    assert [item.correction_id for item in news.news_of(ana)] == list(range(5, news.MOST + 5))
    assert ana.alerts == [alert]


def test_news_of_a_later_release_are_left_out(ana: Employee) -> None:
    row = {"kind": "paid", "correction": 1, "who": "", "day": "", "at": NOW.isoformat()}
    Employee.objects.filter(pk=ana.pk).update(news=[row])
    assert told(ana) == []

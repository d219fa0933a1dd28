"""A client: the people of many companies, who read, punch, tap twice and lose patience."""

import re
import threading
import time
from collections.abc import Sequence
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from benchmarks.soak.browser import Browser, CutOff, Tickets
from benchmarks.soak.companies import Member
from benchmarks.soak.ledger import Entry, Ledger, Outcome
from benchmarks.soak.wire import Answer

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
_CLOCK_OUT = b'action="/clock/out/"'
PUNCHES, REPLAYS, STRANGERS = 0.05, 0.01, 0.4  # of all requests; the rest is read
WRONG = 0.05  # of the punches: in when in, out when out
GIVES_UP = 0.1  # of those whose punch got no answer; the others tap again
STRAGGLES = 30.0  # seconds, at most, until an abandoned request has been carried out
# The clock renews itself by htmx: most of what staff read. A form's target only leads back to it.
FRAGMENT, FORM_TARGET = "/#clock", "/clock/in/"
READS = (*[FRAGMENT] * 6, "/", "/timesheet/", *[FORM_TARGET] * 2)
LEADERS_READS = (*READS, "/team/", "/employees/", "/timesheet/{id}/")


class Client(threading.Thread):
    """Sends requests until there are no more tickets.

    The people given are its own: nobody else punches for them, so that it knows what to expect.
    """

    def __init__(
        self, people: Sequence[Member], tickets: Tickets, browser: Browser, chance: Random
    ) -> None:
        super().__init__(daemon=True)
        self.ledger = Ledger()
        self.crash: BaseException | None = None
        self.tally = browser.tally
        self._people, self._tickets, self._browser = people, tickets, browser
        self._chance = chance
        self._unanswered: dict[Member, Entry] = {}
        self._answered: dict[Member, Entry] = {}

    def run(self) -> None:
        """Send until the tickets are gone; a mistake of our own ends the run."""
        try:
            while self._tickets.take():
                self._act(self._chance.choice(self._people))
        except BaseException as error:  # noqa: BLE001 - raised again by the main thread
            self.crash = error
            self._tickets.withdraw()
        finally:
            self._browser.close()

    def _act(self, member: Member) -> None:
        roll = self._chance.random()
        if member in self._unanswered:
            self._tap_again_or_give_up(member)
        elif not member.token or member.clocked_in is None:
            self._read(member, "/")
        elif roll < PUNCHES:
            self._punch(member)
        elif roll < PUNCHES + REPLAYS and member in self._answered:
            self._send_twice(member, self._answered[member])
        elif roll < PUNCHES + REPLAYS + STRANGERS:
            self._visit_another_company(member)
        else:
            path = self._chance.choice(LEADERS_READS if member.leads else READS)
            colleague = self._chance.choice(member.company.members)
            self._read(member, path.format(id=colleague.employee_id))

    # --- Reading ------------------------------------------------------------------------------

    def _read(self, member: Member, path: str) -> None:
        expected = 302 if path == FORM_TARGET else 200
        answer = self._browser.get(member, path.removesuffix("#clock"), htmx=path == FRAGMENT)
        if isinstance(answer, CutOff) or not self._expect(answer, f"GET {path}", {expected}):
            return
        if expected == 302:
            return
        if member.company.canary.encode() not in answer.raw:
            self.tally.found_unexpected(f"GET {path}: a page without its company's canary")
        if path in {"/", FRAGMENT}:
            self._look_at_the_clock(member, answer)

    def _look_at_the_clock(self, member: Member, page: Answer) -> None:
        token = _TOKEN.search(page.raw)
        member.token = token[1].decode() if token else ""
        shown = _CLOCK_OUT in page.raw
        if member.clocked_in not in {None, shown} and member.known and _certain(member):
            self.tally.found_unexpected(f"GET /: shows clocked in as {shown} after an answer")
        member.clocked_in, member.known = shown, _certain(member)

    def _visit_another_company(self, member: Member) -> None:
        """Show the session of one company to another, which must not know it."""
        company = self._chance.choice(self._people).company
        if company is member.company:
            self._read(member, "/")
            return
        stranger = Member(company, member.employee_id, member.leads, dict(member.cookies))
        answer = self._browser.get(stranger, "/timesheet/")
        if isinstance(answer, Answer):
            self._expect(answer, "GET /timesheet/ with another company's session", {302})

    # --- Punching -----------------------------------------------------------------------------

    def _punch(self, member: Member) -> None:
        wrong = self._chance.random() < WRONG
        action = "out" if member.clocked_in is not wrong else "in"
        key = UUID(int=self._chance.getrandbits(128), version=4)
        entry = self.ledger.new(member.company.slug, member.employee_id, key, action)
        answer = self._send(member, entry)
        if isinstance(answer, CutOff) and not answer.sent:
            entry.outcome = Outcome.UNSENT
            return
        self._note(member, entry, answer, {409} if wrong else {303})

    def _tap_again_or_give_up(self, member: Member) -> None:
        if self._chance.random() < GIVES_UP:
            del self._unanswered[member]
            member.clocked_in = None
            member.unsure_until = time.monotonic() + STRAGGLES
            self._read(member, "/")
            return
        entry = self._unanswered[member]
        self.tally.replays += 1
        self._note(member, entry, self._send(member, entry), {303, 409})

    def _send_twice(self, member: Member, entry: Entry) -> None:
        self.tally.replays += 1
        answer = self._send(member, entry)
        first = 303 if entry.outcome is Outcome.DONE else 409
        if isinstance(answer, Answer):
            self._expect(answer, "a form sent twice", {first})

    def _send(self, member: Member, entry: Entry) -> Answer | CutOff:
        form = {
            "csrfmiddlewaretoken": member.token,
            "key": str(entry.key),
            "notes": f"{member.company.canary} {entry.mark}",
        }
        return self._browser.post(member, f"/clock/{entry.action}/", urlencode(form).encode())

    def _note(
        self, member: Member, entry: Entry, answer: Answer | CutOff, expected: set[int]
    ) -> None:
        """Write down what came back; even the beginning of an answer is one."""
        sure = member.known and _certain(member)
        if answer.status not in {303, 409}:
            self._unanswered[member] = entry
        else:
            self._unanswered.pop(member, None)
            self._answered[member] = entry
            entry.outcome = Outcome.DONE if answer.status == 303 else Outcome.REFUSED
            sure = sure and _certain(member)
            # A refusal says the same: in already, or out already.
            member.clocked_in, member.known = entry.action == "in", _certain(member)
        if isinstance(answer, Answer):
            self._expect(answer, f"POST /clock/{entry.action}/", expected if sure else {303, 409})

    def _expect(self, answer: Answer, what: str, expected: set[int]) -> bool:
        if answer.status not in expected and answer.status < 500:
            self.tally.found_unexpected(f"{what}: {answer.status}, not {expected}")
        return answer.status in expected


def _certain(member: Member) -> bool:
    return time.monotonic() > member.unsure_until

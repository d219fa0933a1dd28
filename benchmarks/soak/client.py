"""A client: people of many companies, who read, punch, tap twice and give up waiting."""

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
from benchmarks.soak.wire import Response

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
_CLOCK_OUT = b'action="/clock/out/"'
PUNCHES, REPLAYS, STRANGERS = 0.05, 0.01, 0.4  # of all requests; the others read
WRONG = 0.05  # of the punches: in while in, or out while out
GIVES_UP = 0.1  # of the people whose punch got no response; the others tap again
STRAGGLES = 30.0  # maximum seconds until the server has finished an abandoned request
# The clock refreshes itself with htmx: most of the reads. A GET of a form's target redirects to it.
FRAGMENT, FORM_TARGET = "/#clock", "/clock/in/"
READS = (*[FRAGMENT] * 6, "/", "/timesheet/", *[FORM_TARGET] * 2)
LEADERS_READS = (*READS, "/today/", "/people/", "/people/{id}/")


class Client(threading.Thread):
    """Sends requests until there are no more tickets.

    No other client punches for its people, so it knows which responses to expect.
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
        """Send requests until the tickets are used up; an exception ends the run."""
        try:
            while self._tickets.take():
                self._act(self._chance.choice(self._people))
        except BaseException as error:  # noqa: BLE001 - raised again by the main thread
            self.crash = error
            self._tickets.revoke()
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
        response = self._browser.get(member, path.removesuffix("#clock"), htmx=path == FRAGMENT)
        if isinstance(response, CutOff) or not self._expect(response, f"GET {path}", {expected}):
            return
        if expected == 302:
            return
        if member.company.canary.encode() not in response.raw:
            self.tally.found_unexpected(f"GET {path}: a page without its company's canary")
        if path in {"/", FRAGMENT}:
            self._look_at_the_clock(member, response)

    def _look_at_the_clock(self, member: Member, page: Response) -> None:
        token = _TOKEN.search(page.raw)
        member.token = token[1].decode() if token else ""
        shown = _CLOCK_OUT in page.raw
        if member.clocked_in not in {None, shown} and member.known and _certain(member):
            self.tally.found_unexpected(f"GET /: shows clocked in as {shown} after a response")
        member.clocked_in, member.known = shown, _certain(member)

    def _visit_another_company(self, member: Member) -> None:
        """Send the session of one company to another, which must not accept it."""
        company = self._chance.choice(self._people).company
        if company is member.company:
            self._read(member, "/")
            return
        stranger = Member(company, member.employee_id, member.leads, dict(member.cookies))
        response = self._browser.get(stranger, "/timesheet/")
        if isinstance(response, Response):
            self._expect(response, "GET /timesheet/ with another company's session", {302})

    # --- Punching -----------------------------------------------------------------------------

    def _punch(self, member: Member) -> None:
        wrong = self._chance.random() < WRONG
        action = "out" if member.clocked_in is not wrong else "in"
        key = UUID(int=self._chance.getrandbits(128), version=4)
        entry = self.ledger.new(member.company.slug, member.employee_id, key, action)
        response = self._send(member, entry)
        if isinstance(response, CutOff) and not response.sent:
            entry.outcome = Outcome.UNSENT
            return
        self._note(member, entry, response, {409} if wrong else {303})

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
        response = self._send(member, entry)
        first = 303 if entry.outcome is Outcome.DONE else 409
        if isinstance(response, Response):
            self._expect(response, "a form sent twice", {first})

    def _send(self, member: Member, entry: Entry) -> Response | CutOff:
        form = {
            "csrfmiddlewaretoken": member.token,
            "key": str(entry.key),
            "notes": f"{member.company.canary} {entry.mark}",
        }
        return self._browser.post(member, f"/clock/{entry.action}/", urlencode(form).encode())

    def _note(
        self, member: Member, entry: Entry, response: Response | CutOff, expected: set[int]
    ) -> None:
        """Record the response; a partial one counts."""
        sure = member.known and _certain(member)
        if response.status not in {303, 409}:
            self._unanswered[member] = entry
        else:
            self._unanswered.pop(member, None)
            self._answered[member] = entry
            entry.outcome = Outcome.DONE if response.status == 303 else Outcome.REFUSED
            sure = sure and _certain(member)
            # A refusal means the same: already in, or already out.
            member.clocked_in, member.known = entry.action == "in", _certain(member)
        if isinstance(response, Response):
            self._expect(response, f"POST /clock/{entry.action}/", expected if sure else {303, 409})

    def _expect(self, response: Response, request: str, expected: set[int]) -> bool:
        if response.status not in expected and response.status < 500:
            self.tally.found_unexpected(f"{request}: {response.status}, not {expected}")
        return response.status in expected


def _certain(member: Member) -> bool:
    return time.monotonic() > member.unsure_until

"""What verification finds of the authors of lines."""

from tests.mutation.guards.guard import Guard

AUTHORS = ("tests/timetracking/trail/test_authorship.py",)

GUARDS = (
    Guard(
        "a line of a page without a person",
        "timetracking/trail/authorship.py",
        "        if line.actor_id is None and is_page:",
        "        if False:",
        AUTHORS,
    ),
    Guard(
        "a line of a program with a person",
        "timetracking/trail/authorship.py",
        "        elif line.actor_id is not None and not is_page:",
        "        elif False:",
        AUTHORS,
    ),
    Guard(
        "a line of a kiosk about another",
        "timetracking/trail/authorship.py",
        "        if line.origin == Source.KIOSK and line.employee_id not in (None, actor_id):",
        "        if False:",
        AUTHORS,
    ),
    Guard(
        "authors who were not on the staff",
        "timetracking/trail/authorship.py",
        "        if not standings:",
        "        if False:",
        AUTHORS,
    ),
    Guard(
        "authors who had no right",
        "timetracking/trail/authorship.py",
        "        elif not any(self._could(",
        "        elif False and not any(self._could(",
        AUTHORS,
    ),
    Guard(
        "a role that nobody gives themselves",
        "timetracking/trail/authorship.py",
        "            return not is_own and (",
        "            return (",
        AUTHORS,
    ),
    Guard(
        "a role that only owners give",
        "timetracking/trail/authorship.py",
        "(actor.leads and role == Role.MEMBER)",
        "actor.leads",
        AUTHORS,
    ),
    Guard(
        "members and their own entries",
        "timetracking/trail/authorship.py",
        "            return actor.is_owner or not is_entry or role is None",
        "            return True",
        AUTHORS,
    ),
    Guard(
        "time for requests under way",
        "timetracking/trail/authorship.py",
        "_UNDER_WAY = timedelta(minutes=1)",
        "_UNDER_WAY = timedelta(0)",
        AUTHORS,
    ),
    Guard(
        "an end to the time for requests under way",
        "timetracking/trail/authorship.py",
        "            known = known[-1:]\n",
        "            pass\n",
        AUTHORS,
    ),
    Guard(
        "an address that is confirmed after its author left",
        "timetracking/trail/authorship.py",
        "        if _is_address(line):\n",
        "        if False:\n",
        AUTHORS,
    ),
    Guard(
        "PINs that go with who set them",
        "timetracking/trail/authorship.py",
        " or _is_removed_pin(line):",
        ":",
        AUTHORS,
    ),
)

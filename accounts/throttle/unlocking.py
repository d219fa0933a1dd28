"""What is counted against an account, and forgetting it."""

from datetime import datetime

from django.db import transaction

from accounts.models import SignInThrottle
from accounts.throttle.counting import State
from accounts.throttle.limits import MEMORY
from accounts.throttle.passwords import ACCOUNT, account, crowd_subject
from accounts.throttle.resets import reset_subject


def wrong_passwords(email: str, *, now: datetime) -> State:
    """Return what is counted against an account within the last hour, from everywhere.

    `locked_until` is the end of the longest wait of a client, browser or session. Takes one query.
    """
    number, ends = 0, []
    for row in SignInThrottle.objects.filter(subjects__contains=[account(email)]):
        failures = row.failures(since=now - MEMORY, now=now)
        times = [at for at, about in failures if about == account(email)]
        number += len(times)
        if delay := ACCOUNT.wait(len(times)):
            ends.append(max(times) + delay)
    return State(number, max((end for end in ends if end > now), default=None))


@transaction.atomic
def unlock(email: str, *, wait: bool = True) -> None:
    """Forget all wrong passwords and reset requests for an account, whoever made them.

    Locks the rows until the transaction ends, and must come before a lock of the user's row: a
    sign-in takes them in that order. A caller that has that lock passes `wait=False`, which skips
    the rows of attempts that are ending at this moment.
    """
    about = {account(email), crowd_subject(email), reset_subject(email)}
    rows = SignInThrottle.objects.filter(subjects__overlap=list(about)).order_by("key")
    for row in rows.select_for_update(skip_locked=not wait):
        row.keep([one for one in row.all_failures() if one[1] not in about])
        if row.failed_at:
            row.save(update_fields=["failed_at", "subjects"])
        else:
            row.delete()

"""What a restore puts into the place of a living company, and what of the living goes on."""

from tests.mutation.guards.guard import Guard

EXCHANGING = ("tests/operations/backups/test_exchanging.py",)
_EXCHANGE = "operations/backups/exchanging.py"

GUARDS = (
    Guard(
        "jobs that were done since a backup are not done again",
        _EXCHANGE,
        "            again = jobs.exclude(pk__in=ended.waiting)\n",
        "            pass\n",
        EXCHANGING,
    ),
    Guard(
        "taking a restore back forgets no job that has never run",
        _EXCHANGE,
        "        if is_older:\n",
        "        if True:\n",
        EXCHANGING,
    ),
    Guard(
        "a tablet that was revoked since a backup stays so",
        "config/receivers.py",
        "    company_replaced.connect(revoke_kiosks_again, "
        'dispatch_uid="config.revoke_kiosks_again")\n',
        "",
        EXCHANGING,
    ),
    Guard(
        "the last restore is the one that is taken back, whatever the clock has shown",
        _EXCHANGE,
        "max([now, *(at + timedelta(milliseconds=1) for at in before)])",
        "now",
        EXCHANGING,
    ),
    Guard(
        "a restore that is taken back wakes the worker for its jobs",
        "operations/backups/restoring.py",
        "        setting_aside.take_over(tenant)\n        switching_features.settle(tenant)\n",
        "        switching_features.settle(tenant)\n",
        EXCHANGING,
    ),
)

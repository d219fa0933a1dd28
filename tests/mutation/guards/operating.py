"""What operators see of all companies, and what they have done by the worker."""

from tests.mutation.guards.guard import Guard

_ASKING = "operations/backups/asking.py"
_ASKING_TESTS = ("tests/operations/backups/test_asking.py",)
_JOB_TESTS = ("tests/operations/test_jobs.py",)
_SWEEP_TESTS = ("tests/config/test_sweeps.py",)
_REPORT_TESTS = ("tests/config/test_tenant_report.py",)

GUARDS = (
    Guard(
        "the usage of companies is the owner login's alone",
        "operations/models.py",
        "    owner_only = True\n\n    # The id of the company, which is never reused.\n"
        "    company = models.BigIntegerField()\n    day",
        "    # The id of the company, which is never reused.\n"
        "    company = models.BigIntegerField()\n    day",
        ("tests/operations/usage/test_keeping.py",),
    ),
    Guard(
        "companies are measured once a day",
        "config/sweeps.py",
        "    if keeping.is_kept(now.date()):\n        return\n",
        "",
        _SWEEP_TESTS,
    ),
    Guard(
        "a company that cannot be measured stops no other",
        "config/sweeps.py",
        "    measured = each_if_not_all(read, _current(present), failed=failed)\n",
        "    measured = read(_current(present))\n",
        _SWEEP_TESTS,
    ),
    Guard(
        "a company that is behind is not measured",
        "config/sweeps.py",
        "each_if_not_all(read, _current(present), failed=failed)",
        "each_if_not_all(read, present, failed=failed)",
        _SWEEP_TESTS,
    ),
    Guard(
        "support access is no use of a company",
        "config/usage.py",
        'Session.objects.filter(user__isnull=False, operator="")',
        "Session.objects.filter(user__isnull=False)",
        _REPORT_TESTS,
    ),
    Guard(
        "a backup that runs is not begun a second time",
        _ASKING,
        "Job.objects.waiting()",
        "Job.objects.unfinished()",
        _ASKING_TESTS,
    ),
    Guard(
        "a backup is asked for only where it can be kept",
        _ASKING,
        '    places.place("")\n',
        "",
        _ASKING_TESTS,
    ),
    Guard(
        "operators' own log has who asked for a backup",
        _ASKING,
        "        acts.record(request, Event.BACKUP_ASKED, tenant)\n",
        "",
        ("tests/operations/backups/test_admin.py",),
    ),
    Guard(
        "the logs have who had a failed job tried again",
        "operations/failed_jobs.py",
        "        _record(Event.JOB_RETRIED, job, tenant, request)\n",
        "        pass\n",
        _JOB_TESTS,
    ),
    Guard(
        "the logs have who removed a failed job",
        "operations/failed_jobs.py",
        "        _record(Event.JOB_REMOVED, job, tenant, request)\n",
        "        pass\n",
        _JOB_TESTS,
    ),
)

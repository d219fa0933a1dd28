"""Jobs: written with their cause, run once at a time, never lost, and nobody's business."""

from tests.mutation.guards.guard import Guard

WAKEUPS = "tenants/wakeups.py"
POLICIES = "tenants/migrations/0002_row_security.py"
BACKEND = "jobs/backend.py"
RUNNING = "jobs/running.py"
VISITING = "jobs/visiting.py"
WAKEUP_TESTS = ("tests/tenants/test_wakeups.py",)
BACKEND_TESTS = ("tests/jobs/test_backend.py",)
RUNNING_TESTS = ("tests/jobs/test_running.py",)
VISITING_TESTS = ("tests/jobs/test_visiting.py",)
ADMIN_TESTS = ("tests/operations/test_jobs.py",)
SWEEP_TESTS = ("tests/config/test_sweeps.py",)
ASIDE_TESTS = ("tests/jobs/test_setting_aside.py",)

GUARDS = (
    Guard(
        "a company wakes the worker for itself alone",
        POLICIES,
        " WITH CHECK ('tenant_' || slug = current_user::text)",
        " WITH CHECK (true)",
        WAKEUP_TESTS,
    ),
    Guard(
        "wake-ups have row security",
        POLICIES,
        '"ALTER TABLE tenants_wakeup ENABLE ROW LEVEL SECURITY"',
        '"SELECT 1"',
        WAKEUP_TESTS,
    ),
    Guard(
        "a company reads no wake-up",
        POLICIES,
        '"GRANT INSERT ON tenants_wakeup TO PUBLIC"',
        '"GRANT ALL ON tenants_wakeup TO PUBLIC"',
        WAKEUP_TESTS,
    ),
    Guard(
        "a slow worker leaves the claim of another alone",
        WAKEUPS,
        "DELETE FROM public.tenants_wakeup WHERE id = %s AND due_at = %s",
        "DELETE FROM public.tenants_wakeup WHERE id = %s AND %s::timestamptz IS NOT NULL",
        VISITING_TESTS,
    ),
    Guard(
        "a wake-up is not delayed by a clock that was set back",
        WAKEUPS,
        " OR made_at > {_NOW}",
        "",
        VISITING_TESTS,
    ),
    Guard(
        "a job is not delayed by a clock that was set back",
        "jobs/models.py",
        " | Q(started_at__gt=Now())",
        "",
        RUNNING_TESTS,
    ),
    Guard(
        "a job comes with its wake-up",
        BACKEND,
        "        wakeups.wake(at=task.run_after)\n",
        "        pass\n",
        BACKEND_TESTS,
    ),
    Guard(
        "what is asked for twice is one job",
        BACKEND,
        "        key=key,\n        run_after",
        "        key=None,\n        run_after",
        BACKEND_TESTS,
    ),
    Guard(
        "an attempt is counted before the job runs",
        RUNNING,
        'job.change(attempts=F("attempts") + 1, ',
        "job.change(",
        RUNNING_TESTS,
    ),
    Guard(
        "a job that another worker runs is left to it",
        RUNNING,
        "filter(pk=pk).select_for_update(skip_locked=True).first()",
        "filter(pk=pk).first()",
        RUNNING_TESTS,
    ),
    Guard(
        "a job that fails too often is set aside",
        RUNNING,
        '    if job.attempts >= MOST_ATTEMPTS or getattr(error, "is_permanent", False):\n',
        "    if False:\n",
        RUNNING_TESTS,
    ),
    Guard(
        "a job that ends its worker is not tried for ever",
        RUNNING,
        "    if job.attempts >= MOST_ATTEMPTS:\n",
        "    if False:\n",
        RUNNING_TESTS,
    ),
    Guard(
        "only tasks are called",
        RUNNING,
        "    if not isinstance(task, Task):\n        raise NotATaskError\n",
        '    task = task if isinstance(task, Task) else type("", (), {"call": task})\n',
        RUNNING_TESTS,
    ),
    Guard(
        "a job that is done keeps no arguments",
        RUNNING,
        "finished_at=Now(), arguments={}, error",
        "finished_at=Now(), error",
        RUNNING_TESTS,
    ),
    Guard(
        "what would write waits until its company is writable",
        RUNNING,
        "    if tenant is not None and tenant.is_read_only and _is_refused_write(error):\n",
        "    if False:\n",
        RUNNING_TESTS,
    ),
    Guard(
        "a long job is leased",
        RUNNING,
        "    lease = Now() + LEASE if _is_long(job) else None\n",
        "    lease = None\n",
        RUNNING_TESTS,
    ),
    Guard(
        "a company with much to do does not delay the others",
        VISITING,
        "    for _ in range(SHARE):\n",
        "    for _ in range(10**9):\n",
        VISITING_TESTS,
    ),
    Guard(
        "a company with unfinished jobs has a wake-up",
        VISITING,
        "        if again is None:\n",
        "        if True:\n",
        VISITING_TESTS,
    ),
    Guard(
        "a suspended company is woken when it is resumed",
        "tenants/lifecycle.py",
        "        roles.protect_tables(tenant.schema_name)\n"
        "        wakeups.wake_company(tenant.slug)\n",
        "        roles.protect_tables(tenant.schema_name)\n",
        VISITING_TESTS,
    ),
    Guard(
        "a job whose key is in use again is not done twice",
        "jobs/setting_aside.py",
        "        if job is not None and _is_asked_for_again(job):\n",
        "        if False:\n",
        ASIDE_TESTS,
    ),
    Guard(
        "only jobs that were set aside are removed",
        "jobs/setting_aside.py",
        "filter(pk=pk, state=Job.State.FAILED).delete()",
        "filter(pk=pk).delete()",
        ASIDE_TESTS,
    ),
    Guard(
        "forgotten shifts of a read-only company wait",
        "config/sweeps.py",
        "_current(Tenant.objects.writable())",
        "_current(Tenant.objects.active())",
        SWEEP_TESTS,
    ),
    Guard(
        "a schedule leaves out what is being migrated",
        "config/sweeps.py",
        "    return tenants.exclude(pk__in=behind)\n",
        "    return tenants\n",
        SWEEP_TESTS,
    ),
    Guard(
        "a forgotten shift is one job",
        "config/sweeps.py",
        'f"forgotten:{pk}", pk, site',
        'f"forgotten:{pk}:{random.random()}", pk, site',
        SWEEP_TESTS,
    ),
    Guard(
        "several workers keep one job of a schedule",
        "jobs/schedule.py",
        '    return f"schedule:{path}"\n',
        '    return f"schedule:{path}:{id(object())}:{timezone.now()}"\n',
        ("tests/jobs/test_schedule.py",),
    ),
    Guard(
        "operators confirm that it is them before they act on jobs",
        "operations/admin/jobs.py",
        'if request.method == "POST" and (asked := redirect_to_confirm(request)):\n',
        "if asked := None:\n",
        ("tests/operations/test_second_factors.py",),
    ),
    Guard(
        "an operator is asked before a job is lost",
        "operations/admin/jobs.py",
        '        elif act == "remove":\n',
        '        elif act == "never":\n',
        ADMIN_TESTS,
    ),
    Guard(
        "a job of a suspended company is not touched",
        "operations/admin/jobs.py",
        "        if tenant is not None and not tenant.is_active:\n",
        "        if False:\n",
        ADMIN_TESTS,
    ),
)

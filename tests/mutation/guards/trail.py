"""The audit trail: append-only, and every line linked to the one before."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import ROLES

GUARDS = (
    Guard(
        "append-only tables",
        ROLES,
        '    revoked |= dict.fromkeys(sorted(append_only_tables()), "UPDATE, DELETE")\n',
        "",
        ("tests/timetracking/trail/test_recording.py",),
    ),
    Guard(
        "append-only after a resume",
        "tenants/lifecycle.py",
        "        roles.protect_tables(tenant.schema_name)\n",
        "",
        ("tests/timetracking/trail/test_recording.py",),
    ),
    Guard(
        "the lock of the chain's end",
        "timetracking/trail/recording.py",
        ".select_for_update(no_key=True).get()\n        line",
        ".get()\n        line",
        ("tests/timetracking/trail/test_races.py",),
    ),
    Guard(
        "the hash over a line",
        "timetracking/trail/verifying.py",
        "if line.hash != line.computed_hash():",
        "if False:",
        ("tests/timetracking/trail/test_recording.py",),
    ),
    Guard(
        "the link to the line before",
        "timetracking/trail/verifying.py",
        "elif self.hash is not None and line.previous_hash != self.hash:",
        "elif False:",
        ("tests/timetracking/trail/test_recording.py",),
    ),
    Guard(
        "a line of a model that is not registered",
        "timetracking/trail/subjects.py",
        "    if subject is None or subject.model is not model._meta.concrete_model:\n"
        "        raise UnregisteredSubject(model._meta.label)\n",
        "    assert subject\n",
        ("tests/timetracking/trail/test_subjects.py",),
    ),
    Guard(
        "two models of one name in the trail",
        "timetracking/trail/subjects.py",
        "    if registered and registered.model is not model:",
        "    if False:",
        ("tests/timetracking/trail/test_subjects.py",),
    ),
    Guard(
        "the lock of the end of the chain",
        "timetracking/trail/recording.py",
        "AuditChain.objects.using(using).select_for_update(no_key=True).get()",
        "AuditChain.objects.using(using).get()",
        ("tests/timetracking/trail/test_races.py",),
    ),
    Guard(
        "one end of the chain",
        "timetracking/migrations/0005_trail.py",
        'condition=models.Q(("id", 1)), name="audit_chain_one_row"',
        'condition=models.Q(("id__gt", 0)), name="audit_chain_one_row"',
        ("tests/timetracking/test_models.py",),
    ),
    Guard(
        "the end of the chain",
        "timetracking/trail/verifying.py",
        "elif (end.number, end.hash) != (self.number, ",
        "elif False and (end.number, end.hash) != (self.number, ",
        ("tests/timetracking/trail/test_recording.py",),
    ),
    Guard(
        "lines before the first of the trail",
        "timetracking/trail/verifying.py",
        'yield _flaw(number, "stands before the first line")',
        "yield from ()",
        ("tests/timetracking/trail/test_recording.py",),
    ),
    Guard(
        "an entry that another has changed",
        "timetracking/trail/recording.py",
        "        refuse_changed(version_of(subject), seen, EntryChanged)",
        "        pass",
        ("tests/timetracking/web/test_stale_entries.py",),
    ),
)

"""The ends of the trails, noted out of the companies' reach."""

from tests.mutation.guards.guard import Guard

ENDS = ("tests/timetracking/trail/test_noted_ends.py",)

GUARDS = (
    Guard(
        "the ends that were noted",
        "config/management/commands/verify_audit.py",
        "yield from sorted({problem for end in ends",
        "yield from sorted({problem for end in list(ends)[:0]",
        ENDS,
    ),
    Guard(
        "the ends in the file",
        "config/management/commands/verify_audit.py",
        '        noted.in_file = self._file(options["log"])\n',
        "",
        ENDS,
    ),
    Guard(
        "a noted line that is gone",
        "config/management/audit_ends.py",
        "        if self.number and self.number not in hashes:",
        '        if self.number not in hashes:\n            return ""\n        if False:',
        ENDS,
    ),
    Guard(
        "a noted line that is another",
        "config/management/audit_ends.py",
        "        if self.number and hashes[self.number] != self.hash:",
        "        if False:",
        ENDS,
    ),
    Guard(
        "a trail that begins otherwise",
        "config/management/audit_ends.py",
        "        if self.number and hashes.get(1) != self.first_hash:",
        "        if False:",
        ENDS,
    ),
    Guard(
        "a company created anew",
        "config/management/audit_ends.py",
        "        if tenant.pk != self.company:",
        "        if False:",
        ENDS,
    ),
    Guard(
        "an end that would hide a change",
        "config/management/commands/note_audit_ends.py",
        "    if noted and (problem := noted.broken_by(tenant)):\n        return problem\n",
        "",
        ENDS,
    ),
    Guard(
        "an end of an empty trail",
        "config/management/commands/note_audit_ends.py",
        "    if not end.number:",
        "    if False:",
        ENDS,
    ),
    Guard(
        "an end that is not the last line",
        "config/management/commands/note_audit_ends.py",
        '"the chain does not end with its last line" if end.broken_by(tenant) else ""',
        '""',
        ENDS,
    ),
    Guard(
        "the owner login's tables, withdrawn",
        "tenants/roles.py",
        "sorted(owner_only.intersection(chain(*tables_by_label.values())))",
        "list[str]()",
        ENDS,
    ),
    Guard(
        "the owner login's tables, not written",
        "tenants/roles.py",
        "set(tables_by_label.get(label, [])) - owner_only",
        "set(tables_by_label.get(label, []))",
        ENDS,
    ),
)

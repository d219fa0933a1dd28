"""The ends of the trails, noted out of the companies' reach."""

from tests.mutation.guards.guard import Guard

ENDS = ("tests/timetracking/trail/test_noted_ends.py",)
FILE = ("tests/timetracking/trail/test_noted_file.py",)

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
        '        noted.in_file, is_file_whole = self._file(options["log"], noted.in_public)\n',
        "        is_file_whole = True\n",
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
        "    if end.number < 1:",
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
        "an end before the noted one",
        "config/management/commands/note_audit_ends.py",
        "    if noted and end.number < noted.number:",
        "    if False:",
        FILE,
    ),
    Guard(
        "the later of two noted ends",
        "config/management/audit_ends.py",
        "noted.number > end.number and not anew:",
        "False:",
        FILE,
    ),
    Guard(
        "a line of its own for each noted end",
        "config/management/audit_ends.py",
        '_write_all(descriptor, b"\\n" + line if is_torn else line)',
        "_write_all(descriptor, line)",
        FILE,
    ),
    Guard(
        "whole lines of noted ends",
        "config/management/audit_ends.py",
        "    while content:\n        content = content[os.write(descriptor, content) :]",
        "    os.write(descriptor, content)",
        FILE,
    ),
    Guard(
        "no half lines of noted ends",
        "config/management/audit_ends.py",
        "                os.ftruncate(descriptor, length)",
        "                os.fstat(descriptor)",
        FILE,
    ),
    Guard(
        "a file of noted ends that is not whole",
        "config/management/commands/verify_audit.py",
        "        return ends, not unreadable",
        "        return ends, True",
        FILE,
    ),
    Guard(
        "a file of noted ends that is gone",
        "config/management/commands/verify_audit.py",
        "            return {}, not in_public",
        "            return {}, True",
        FILE,
    ),
    Guard(
        "numbers in the file of noted ends",
        "config/management/audit_ends.py",
        "    if type(value) is not kind:",
        "    if False:",
        FILE,
    ),
    Guard(
        "numbers that no line has in the file of noted ends",
        "config/management/audit_ends.py",
        "    if not 0 <= number < 2**63:",
        "    if False:",
        FILE,
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
        "set(tables_by_label.get(label, [])) - owner_only - reference",
        "set(tables_by_label.get(label, [])) - reference",
        ENDS,
    ),
)

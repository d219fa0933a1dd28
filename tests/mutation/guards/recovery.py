"""Coming back on a new server, and copies for trials."""

from tests.mutation.guards.guard import Guard

_HERE = "tests/operations/backups"
PUBLIC = (f"{_HERE}/test_public.py",)
CLONING = (f"{_HERE}/test_cloning.py",)
DRILL = ("tests/faults/test_drill.py",)

GUARDS = (
    Guard(
        "the operator's rows as a company",
        "operations/backups/restoring.py",
        "    if manifest.slug in RESERVED_SLUGS:",
        "    if False:",
        PUBLIC,
    ),
    Guard(
        "a company as the operator's rows",
        "operations/backups/public.py",
        "        if manifest.slug != OWNER.slug:",
        "        if False:",
        PUBLIC,
    ),
    Guard(
        "the operator's rows with other migrations",
        "operations/backups/public.py",
        "        if manifest.migrations != public_migrations():",
        "        if False:",
        PUBLIC,
    ),
    Guard(
        "the operator's rows over those in use",
        "operations/backups/public.py",
        "    if used:",
        "    if False:",
        PUBLIC,
    ),
    Guard(
        "companies that were removed do not come back",
        "operations/backups/public.py",
        "    skipped = {OWNER.pk, *there, *removed}",
        "    skipped = {OWNER.pk, *there}",
        PUBLIC,
    ),
    Guard(
        "no rows of companies without tables",
        "operations/backups/public.py",
        "            gone._raw_delete(OWNER_ALIAS)\n",
        "",
        DRILL,
    ),
    Guard(
        "jobs of a restored company",
        "operations/backups/restoring.py",
        "            setting_aside.take_over(tenant)\n",
        "",
        PUBLIC,
    ),
    Guard(
        "no mails of the first company from its copy",
        "operations/backups/restoring.py",
        "        Job.objects.using(OWNER_ALIAS).all()._raw_delete(OWNER_ALIAS)\n",
        "",
        PUBLIC,
    ),
    Guard(
        "a copy of one moment",
        "tenants/backups/copying.py",
        'begin(tenant, expected, "ISOLATION LEVEL REPEATABLE READ")',
        'begin(tenant, expected, "READ WRITE")',
        CLONING,
    ),
    Guard(
        "columns of which nothing is decided are not copied",
        "tenants/backups/copying.py",
        "    if unknown:",
        "    if False:",
        CLONING,
    ),
    Guard(
        "no copy of an archived company",
        "operations/backups/cloning.py",
        "    if tenant.is_archived:",
        "    if False:",
        CLONING,
    ),
    Guard(
        "no copy of tables of another release",
        "operations/backups/cloning.py",
        "    if known.is_behind(tenant.schema_version) or known.is_ahead(tenant.schema_version):",
        "    if False:",
        CLONING,
    ),
    Guard(
        "a copy's trail",
        "config/receivers.py",
        '    anew.begin_anew(by=Author(origin="copy"), using=using)',
        "    AuditChain().save(using=using)",
        CLONING,
    ),
    Guard(
        "a copy is independent",
        "operations/backups/cloning.py",
        "        restoring.make_independent(new, timezone.now())\n",
        "",
        CLONING,
    ),
    Guard(
        "no mails to people who do not exist",
        "accounts/mail.py",
        "    if all(address.lower().endswith(NOWHERE) for address in message.to):",
        "    if False:",
        CLONING,
    ),
    Guard(
        "people's rates",
        "config/cloning/columns.py",
        '    "rates": _keeping("id", "employee_id", "starts_on", amount=REPLACED_NUMBER),',
        '    "rates": _keeping("id", "employee_id", "starts_on", "amount"),',
        CLONING,
    ),
    Guard(
        "notes inside corrections",
        "config/cloning/columns.py",
        "        before=NOTES,",
        "        before=KEEP,",
        CLONING,
    ),
    Guard(
        "large copies are made by the command",
        "operations/admin/cloning.py",
        "    if is_too_large(model_admin, request, tenant.name, size, LARGEST_COPY, command):",
        "    if False:",
        CLONING,
    ),
    Guard(
        "a restored index has the options of the original",
        "tenants/backups/description.py",
        '        f"ALTER INDEX {_quote(name)} RESET (buffering, fillfactor)",\n',
        "",
        (f"{_HERE}/test_restoring.py",),
    ),
)

"""The states of companies, from the first to the last."""

from tests.mutation.guards.guard import Guard

ARCHIVING = ("tests/operations/backups/test_archiving.py",)
ADDRESSES = ("tests/tenants/test_addresses.py",)
RENAMING = ("tests/operations/test_renaming.py",)

GUARDS = (
    Guard(
        "which act may follow which state",
        "tenants/states.py",
        "    if State(state) not in ALLOWED[act]:",
        "    if False:",
        ("tests/tenants/test_states.py",),
    ),
    Guard(
        "the archive is kept",
        "operations/backups/keeping.py",
        "or backup.is_archive ",
        "",
        ARCHIVING,
    ),
    Guard(
        "what is dropped is what the backup holds",
        "tenants/archiving.py",
        "        compare()\n",
        "",
        ARCHIVING,
    ),
    Guard(
        "a company that is served again keeps its tables",
        "tenants/archiving.py",
        "        _lock(tenant, Act.ARCHIVE)\n",
        "        records.lock_row(tenant)\n",
        ARCHIVING,
    ),
    Guard(
        "an archived company is judged under the lock",
        "tenants/lifecycle.py",
        "    states.check(locked.slug, locked.state, act)\n",
        "",
        ARCHIVING,
    ),
    Guard(
        "a bounded wait before tables are dropped",
        "tenants/archiving.py",
        "            if time.monotonic() >= deadline:",
        "            if False:",
        ARCHIVING,
    ),
    Guard(
        "a removed slug is not given to a new company",
        "tenants/lifecycle.py",
        "            archiving.refuse_removed(slug)\n",
        "",
        ARCHIVING,
    ),
    Guard(
        "a removed slug is not given to a copy",
        "operations/backups/restoring.py",
        "    archiving.refuse_removed(slug)\n",
        "",
        ARCHIVING,
    ),
    Guard(
        "a company is restored on trial before it is removed",
        "operations/states.py",
        "    verifying.verify(_archive_of(tenant).place, request=request)\n",
        "",
        ARCHIVING,
    ),
    Guard(
        "the slug is typed for a removal by command",
        "operations/management/commands/drop_tenant.py",
        '        if options["yes"] and options["yes"] != tenant.slug:\n',
        "        if False:\n",
        ARCHIVING,
    ),
    Guard(
        "the slug is typed for a removal in the admin",
        "operations/admin/confirming.py",
        'elif types_slug and request.POST.get(TYPED, "").strip() != affected[0].slug:',
        "elif False:",
        ARCHIVING,
    ),
    Guard(
        "the archive is left out of what goes over all companies",
        "tenants/models.py",
        "        return self.filter(is_archived=False)\n",
        "        return self.all()\n",
        ARCHIVING,
    ),
    Guard(
        "a former address is given to no new company",
        "tenants/lifecycle.py",
        "    addresses.take(tenant)\n",
        "",
        ADDRESSES,
    ),
    Guard(
        "a former address is given to no company that moves",
        "tenants/lifecycle.py",
        "        addresses.take(locked)\n",
        "",
        ADDRESSES,
    ),
    Guard(
        "a former address leads on for a time only",
        "tenants/addresses.py",
        "        subdomain=subdomain, kept_until__gt=Now()\n",
        "        subdomain=subdomain\n",
        ADDRESSES,
    ),
    Guard(
        "forms do not follow to another address",
        "tenants/refusals.py",
        'if request.method in ("GET", "HEAD"):',
        "if True:",
        ADDRESSES,
    ),
    Guard(
        "browsers forget where an address led",
        "tenants/refusals.py",
        '"max-age=3600" if for_good',
        '"max-age=31536000" if for_good',
        ADDRESSES,
    ),
    Guard(
        "a rehearsed rename changes nothing",
        "tenants/lifecycle.py",
        "        if is_rehearsal:",
        "        if False:",
        RENAMING,
    ),
    Guard(
        "another address is asked about",
        "operations/forms.py",
        '        if "subdomain" in self.changed_data and not moves:',
        "        if False:",
        ("tests/operations/test_companies.py",),
    ),
    Guard(
        "the address of a removed company is kept",
        "tenants/archiving.py",
        "        addresses.keep(tenant.pk, tenant.subdomain)\n",
        "",
        ARCHIVING,
    ),
    Guard(
        "a former address is given to no copy",
        "operations/backups/restoring.py",
        "    addresses.take(tenant)\n",
        "",
        ARCHIVING,
    ),
)

"""Backups and restores."""

from tests.mutation.guards.guard import Guard

_HERE = "tests/operations/backups"
MAKING = (f"{_HERE}/test_making.py",)
VERIFYING = (f"{_HERE}/test_verifying.py",)
RESTORING = (f"{_HERE}/test_restoring.py",)
KEEPING = (f"{_HERE}/test_keeping.py",)
ADMIN = (f"{_HERE}/test_admin.py",)
EXCHANGING = (f"{_HERE}/test_exchanging.py",)
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
        "one snapshot for all tables",
        "tenants/backups/snapshot.py",
        "using=OWNER_ALIAS, repeatable=True, idle_limit=False)",
        "using=OWNER_ALIAS, idle_limit=False)",
        MAKING,
    ),
    Guard(
        "a bounded wait for a migration",
        "tenants/backups/snapshot.py",
        "            if isinstance(error.__cause__, errors.LockNotAvailable):",
        "            if False:",
        MAKING,
    ),
    Guard(
        "what a backup cannot hold",
        "tenants/backups/description.py",
        "    if found:\n        raise BackupRefused(",
        "    if False:\n        raise BackupRefused(",
        MAKING,
    ),
    Guard(
        "no partial file of a full disk",
        "operations/backups/places.py",
        "                with suppress(OSError):\n                    partial.unlink()\n",
        "",
        MAKING,
    ),
    Guard(
        "no row of a backup that failed",
        "operations/backups/making.py",
        "        if not _is_there(where, name):\n            backup.delete(using=OWNER_ALIAS)\n",
        "",
        MAKING,
    ),
    Guard(
        "the run that is still at work",
        "operations/backups/catalogue.py",
        "        if runs.is_at_work(backup.run):\n            continue\n",
        "",
        MAKING,
    ),
    Guard(
        "the partial file of a killed run",
        "operations/backups/places.py",
        "            self._partial(name).unlink(missing_ok=True)\n",
        "",
        MAKING,
    ),
    Guard(
        "the signature of a backup",
        "operations/backups/manifest.py",
        "    if not any(constant_time_compare(signature, one) for one in known):",
        "    if False:",
        VERIFYING,
    ),
    Guard(
        "the checksum of each member",
        "operations/backups/verifying.py",
        "            if checksum is not None and self._archive.sha256(name) != checksum:",
        "            if False:",
        VERIFYING,
    ),
    Guard(
        "the checksum of the manifest",
        "operations/backups/manifest.py",
        '    if not lines or lines[0] != f"sha256 {_sha256(content)}":',
        "    if not lines:",
        VERIFYING,
    ),
    Guard(
        "the beginning of each member",
        "operations/backups/archive.py",
        "        if block != _header(name, info.size, int(info.mtime)) or name in self._members:",
        "        if name in self._members:",
        VERIFYING,
    ),
    Guard(
        "the bytes after each member",
        "operations/backups/archive.py",
        "        if any(self._read(-member.size % BLOCK)):",
        "        self._read(-member.size % BLOCK)\n        if False:",
        VERIFYING,
    ),
    Guard(
        "the end of an archive",
        "operations/backups/archive.py",
        "or self._file.read(1):",
        "or False:",
        VERIFYING,
    ),
    Guard(
        "the number of restored rows",
        "operations/backups/verifying.py",
        "            if count != facts.rows:",
        "            if False:",
        VERIFYING,
    ),
    Guard(
        "the checksum of restored rows",
        "operations/backups/verifying.py",
        "            if digest.hexdigest() != facts.sha256:",
        "            if False:",
        VERIFYING,
    ),
    Guard(
        "the company that the catalogue names",
        "operations/backups/verifying.py",
        "    if known is not None and known.company != contents.manifest.company_id:",
        "    if False:",
        VERIFYING,
    ),
    Guard(
        "nothing left of a restore on trial",
        "operations/backups/verifying.py",
        "        transaction.set_rollback(True, using=OWNER_ALIAS)\n",
        "",
        VERIFYING,
    ),
    Guard(
        "a company under a slug of another",
        "operations/backups/restoring.py",
        "    if tenant is not None and tenant.pk != manifest.company_id:",
        "    if False:",
        RESTORING,
    ),
    Guard(
        "a backup of a newer release",
        "operations/backups/restoring.py",
        "    if status.is_ahead or unknown:",
        "    if False:",
        RESTORING,
    ),
    Guard(
        "no sessions in a copy",
        "operations/backups/restoring.py",
        "        Session.objects.using(OWNER_ALIAS).all()._raw_delete(OWNER_ALIAS)\n",
        "",
        RESTORING,
    ),
    Guard(
        "no kiosks in a copy",
        "operations/backups/restoring.py",
        "        company_copied.send(sender=Tenant, tenant=tenant, using=OWNER_ALIAS, now=now)\n",
        "",
        RESTORING,
    ),
    Guard(
        "ids that were given since",
        "tenants/backups/switching.py",
        "    _continue_sequences(tenant.schema_name, kept)\n",
        "",
        RESTORING,
    ),
    Guard(
        "ids of companies that were given since",
        "operations/backups/restoring.py",
        "    switching.skip_ids()\n",
        "",
        RESTORING,
    ),
    Guard(
        "sessions that ended since",
        "tenants/backups/switching.py",
        "    _end_sessions(tenant.schema_name, kept)\n",
        "",
        RESTORING,
    ),
    Guard(
        "the rights in what was replaced",
        "tenants/backups/switching.py",
        "    _close(kept, tenant)\n",
        "",
        RESTORING,
    ),
    Guard(
        "a restored company that is suspended",
        "tenants/backups/switching.py",
        "    if not tenant.is_active:\n        roles.revoke_access(tenant.schema_name)\n",
        "",
        RESTORING,
    ),
    Guard(
        "transactions in the tables that are replaced",
        "tenants/backups/switching.py",
        "    _lock(tenant, kept, patience)\n",
        "",
        RESTORING,
    ),
    Guard(
        "what was replaced goes with the company",
        "tenants/lifecycle.py",
        "                for kept, *_ in switching.kept_schemas(tenant.slug):\n"
        "                    schemas.drop_schema(kept)\n",
        "",
        RESTORING,
    ),
    Guard(
        "the newest verified backup",
        "operations/backups/keeping.py",
        "or backup == verified:",
        "or False:",
        KEEPING,
    ),
    Guard(
        "the slug that is typed before a restore",
        "operations/admin/backups.py",
        '        if self.cleaned_data["slug"].strip() != self._backup.slug:',
        "        if False:",
        ADMIN,
    ),
    Guard(
        "a confirmation before a restore",
        "operations/admin/backups.py",
        "        if asked := redirect_to_confirm(request):\n            return asked\n",
        "",
        ADMIN,
    ),
    Guard(
        "files that take longer than a page may",
        "operations/admin/backups.py",
        "        if (backup.size or 0) <= LARGEST:",
        "        if True:",
        ADMIN,
    ),
)

"""Creates the tables of a new schema from prepared recordings, which all processes share."""

from collections.abc import Iterator
from functools import cached_property

from django.db import DatabaseError, transaction

from tenants import prepared, roles, schemas
from tenants.context import tenant_context
from tenants.exceptions import TenantMigrationError
from tenants.history import Node
from tenants.migrator import RecordingKey, Recordings, TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import ReplayRefused


class TableCreator:
    """Creates the tables of new tenants. A process needs only one."""

    def __init__(self) -> None:
        self.migrator = TenantMigrator()
        self._recordings: Recordings = {}
        self._is_saved = False

    def create_tables(self, tenant: Tenant) -> None:
        """Create the tables of a new, empty schema, in the caller's transaction in that tenant.

        New recordings are saved for other processes once the transaction commits.
        """
        self._is_saved = self._is_saved or self._load()
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                self.migrator.create(tenant, self._recordings)
        except ReplayRefused:
            self._recordings, self._is_saved = {}, False
            self.migrator.create(tenant, self._recordings)
        roles.protect_tables(tenant.schema_name, is_new=True)
        if not self._is_saved:
            transaction.on_commit(self._save, using=OWNER_ALIAS, robust=True)

    def prepare(self) -> None:
        """Record how the tables are created, unless a recording is saved already.

        Creates them in a temporary schema, in a transaction that is rolled back. Raises
        TenantMigrationError if they cannot be created.
        """
        if not self._fingerprint or self._load():
            return
        template = Tenant(pk=0, slug="template")  # reserved, so no tenant has this slug
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                schemas.create_schema(template.schema_name)
                with tenant_context(template, using=OWNER_ALIAS):
                    self.migrator.create(template, self._recordings)
                transaction.set_rollback(True, using=OWNER_ALIAS)
        except DatabaseError as error:
            raise TenantMigrationError(" ".join(str(error).split())) from error
        self._save()

    def warm_up(self) -> None:
        """Read the files that the first tenant would otherwise wait for; ask no database."""
        _ = self._sources

    @cached_property
    def _sources(self) -> str:
        return prepared.source_digest(self.migrator.history)

    @cached_property
    def _fingerprint(self) -> str:
        return prepared.fingerprint(self.migrator.history, self._sources)

    def _recording_keys(self) -> Iterator[RecordingKey]:
        """Yield the key of each step of a new schema, in order."""
        applied: frozenset[Node] = frozenset()
        yield applied, None
        for step in self.migrator.steps(applied):
            yield applied, step
            applied = step.after(applied)

    def _load(self) -> bool:
        """Load the saved recordings; return whether there are any."""
        recordings = prepared.load(self._fingerprint)
        if recordings is None:
            return False
        pairs = zip(self._recording_keys(), recordings, strict=True)
        self._recordings = {key: recording for key, recording in pairs if recording}
        return True

    def _save(self) -> None:
        recordings = [self._recordings.get(key) for key in self._recording_keys()]
        prepared.save(self._fingerprint, recordings)
        self._is_saved = True

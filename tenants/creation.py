"""The tables of a new schema: recorded by one process, and replayed by every other one."""

from collections.abc import Iterator
from functools import cached_property

from django.db import DatabaseError, transaction

from tenants import prepared, roles, schemas
from tenants.context import tenant_context
from tenants.exceptions import TenantMigrationError
from tenants.history import Node
from tenants.migrator import Moment, Recordings, TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import ReplayRefused


class TableMaker:
    """Makes the tables of new tenants. One is enough for a process."""

    def __init__(self) -> None:
        self.migrator = TenantMigrator()
        self._recordings: Recordings = {}
        self._is_kept = False

    def create_tables(self, tenant: Tenant) -> None:
        """Make the tables of a new, empty schema, in the caller's transaction inside it.

        What is recorded meanwhile is kept for other processes once that transaction commits.
        """
        self._is_kept = self._is_kept or self._recall()
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                self.migrator.create(tenant, self._recordings)
        except ReplayRefused:
            self._recordings, self._is_kept = {}, False
            self.migrator.create(tenant, self._recordings)
        roles.protect_tables(tenant.schema_name)
        if not self._is_kept:
            transaction.on_commit(self._keep, using=OWNER_ALIAS, robust=True)

    def prepare(self) -> None:
        """Record how tables are made, unless that is kept already.

        It makes them in a schema of its own, in a transaction that it rolls back. Raises
        TenantMigrationError where they cannot be made.
        """
        if not self._fingerprint or self._recall():
            return
        model = Tenant(pk=0, slug="template")  # a reserved slug, which no tenant has
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                schemas.create_schema(model.schema_name)
                with tenant_context(model, using=OWNER_ALIAS):
                    self.migrator.create(model, self._recordings)
                transaction.set_rollback(True, using=OWNER_ALIAS)
        except DatabaseError as error:
            raise TenantMigrationError(" ".join(str(error).split())) from error
        self._keep()

    @cached_property
    def _fingerprint(self) -> str:
        return prepared.fingerprint(self.migrator.history)

    def _moments(self) -> Iterator[Moment]:
        """Yield what a new schema goes through, in order."""
        done: frozenset[Node] = frozenset()
        yield done, None
        for step in self.migrator.steps(done):
            yield done, step
            done = step.after(done)

    def _recall(self) -> bool:
        """Take over what another process has kept, if there is any."""
        found = prepared.load(self._fingerprint)
        if found is not None:
            pairs = zip(self._moments(), found, strict=True)
            self._recordings = {moment: recording for moment, recording in pairs if recording}
        return found is not None

    def _keep(self) -> None:
        recordings = [self._recordings.get(moment) for moment in self._moments()]
        prepared.keep(self._fingerprint, recordings)
        self._is_kept = True

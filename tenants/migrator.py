"""Tenant migrations over many schemas: the graph is loaded once, each tenant is one transaction."""

import logging
from collections.abc import Iterator

from django.db import connections, transaction
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tenants import roles
from tenants.context import tenant_context
from tenants.exceptions import TenantMigrationError
from tenants.history import Node, history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

logger = logging.getLogger("shiftbook.tenants")


class TenantMigrator:
    """Brings tenants' schemas to the newest tenant migrations."""

    def __init__(self) -> None:
        self.history = history()
        self._states: dict[frozenset[Node], ProjectState] = {}

    @property
    def version(self) -> str:
        """Name the newest tenant migrations of this code."""
        return self.history.version

    def pending(self, tenant: Tenant) -> list[Node]:
        """List, in order, what the tenant's schema lacks; writes nothing."""
        with tenant_context(tenant, using=OWNER_ALIAS):
            return self._missing(self._applied())

    def migrate(self, tenant: Tenant) -> list[Node]:
        """Apply what is missing, in one transaction, and return it.

        The tenant's row is locked meanwhile, so that a second run waits and then finds nothing to
        do. Raises TenantMigrationError; the schema is then as it was before.
        """
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                locked = Tenant.objects.using(OWNER_ALIAS).select_for_update().get(pk=tenant.pk)
                lost = locked.is_active and not roles.is_admitted(tenant.schema_name)
                if lost:
                    roles.restore_grants(tenant.schema_name)
                applied = self.migrate_in_transaction(tenant)
                if lost:
                    roles.protect_migrations_table(tenant.schema_name)
                Tenant.objects.filter(pk=tenant.pk).update(schema_version=self.version)
        except Exception as error:  # a data migration may raise anything; the others go on
            logger.exception('Migrating tenant "%s" failed.', tenant.slug)
            reason = " ".join(str(error).split()) or type(error).__name__
            raise TenantMigrationError(reason) from error
        tenant.schema_version = self.version
        return applied

    def migrate_in_transaction(self, tenant: Tenant) -> list[Node]:
        """Apply what is missing inside the caller's transaction on the owner login."""
        with tenant_context(tenant, using=OWNER_ALIAS):
            recorder = MigrationRecorder(connections[OWNER_ALIAS])
            if not recorder.has_table():
                recorder.ensure_schema()
                roles.protect_migrations_table(tenant.schema_name)
            applied = self._applied()
            missing = self._missing(applied)
            for node, state in self._steps(missing, applied):
                self._apply(self.history.loader.graph.nodes[node], state, recorder)
        return missing

    def _applied(self) -> frozenset[Node]:
        """Read which migrations the current schema has, replaced ones of a squash included."""
        recorder = MigrationRecorder(connections[OWNER_ALIAS])
        return self.history.counted(frozenset(recorder.applied_migrations()))

    def _missing(self, applied: frozenset[Node]) -> list[Node]:
        return [node for node in self.history.nodes if node not in applied]

    def _steps(
        self, missing: list[Node], applied: frozenset[Node]
    ) -> Iterator[tuple[Node, ProjectState]]:
        """Pair each migration with the models' state before it, computed once for all tenants."""
        done = applied
        for node in missing:
            if done not in self._states:
                known = sorted(done | self.history.shared)
                state = self.history.loader.project_state(known) if known else ProjectState()
                self._states[done] = state
            yield node, self._states[done].clone()
            done |= {node}

    def _apply(
        self, migration: Migration, state: ProjectState, recorder: MigrationRecorder
    ) -> None:
        with connections[OWNER_ALIAS].schema_editor(atomic=True) as editor:
            migration.apply(state, editor)
            recorder.record_applied(migration.app_label, migration.name)

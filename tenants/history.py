"""The tenant migrations of this code, and the status of a schema against them."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache

from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from tenants.models import TenantQuerySet
from tenants.routers import tenant_labels

Node = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """Compares a schema's recorded migrations with this code's."""

    is_behind: bool  # lacks a migration, or its records are inconsistent
    is_ahead: bool  # has all migrations of an app, and unknown ones
    is_recorded: bool  # has a record of each squash whose replaced migrations it has


class History:
    """Holds the graph of migrations, loaded once for all tenants. It never queries a database.

    A schema's version lists the names of all migrations that it records, for example
    "accounts.0001_initial timetracking.0001_initial timetracking.0002_breaks". It is stored in
    `Tenant.schema_version`, so that one query on the registry finds the tenants that are behind.
    The latest name of each app would not be enough: an unknown name may come from a newer release
    or from a migration whose file was renamed or removed, and only the full list shows which.
    """

    def __init__(self) -> None:
        self.loader = MigrationLoader(None)
        self.graph = self.loader.graph
        self.labels = tenant_labels()
        leaves = [node for node in self.graph.leaf_nodes() if node[0] in self.labels]
        plan = dict.fromkeys(node for leaf in leaves for node in self.graph.forwards_plan(leaf))
        self.nodes: list[Node] = [node for node in plan if node[0] in self.labels]
        # The migrations in public that tenant migrations depend on; `migrate` has applied them.
        self.shared: frozenset[Node] = frozenset(
            node for node in plan if node[0] not in self.labels
        )
        self.version = self.version_of(frozenset(self._with_replaced(self.nodes)))
        self._statuses: dict[str, SchemaStatus] = {}

    def _with_replaced(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Yield the migrations and those that they replace, as Django records them."""
        for node in nodes:
            yield from [node, *self.graph.nodes[node].replaces]

    @staticmethod
    def version_of(recorded: frozenset[Node]) -> str:
        """Return the version of a schema with these records, including unknown migrations."""
        return " ".join(sorted(name_of(node) for node in recorded))

    def is_behind(self, version: str) -> bool:
        """Return whether a schema at this version lacks a migration that this code needs."""
        return self.status(version).is_behind

    def is_ahead(self, version: str) -> bool:
        """Return whether a newer release has migrated a schema at this version."""
        return self.status(version).is_ahead

    def status(self, version: str) -> SchemaStatus:
        """Return the status of a schema at this version. No other code decides it."""
        if version not in self._statuses:
            self._statuses[version] = self._compute_status(version)
        return self._statuses[version]

    def _compute_status(self, version: str) -> SchemaStatus:
        recorded = frozenset(node_of(name) for name in version.split())
        try:
            applied = self.applied(recorded)
        except InconsistentMigrationHistory:
            return SchemaStatus(is_behind=True, is_ahead=False, is_recorded=False)
        missing = set(self.nodes) - applied
        # An unknown migration is newer only if no known migration of its app is missing.
        incomplete = {label for label, _ in missing}
        return SchemaStatus(
            is_behind=bool(missing),
            is_ahead=any(not self.knows(node) and node[0] not in incomplete for node in recorded),
            is_recorded=applied <= recorded,
        )

    def knows(self, node: Node) -> bool:
        """Return whether this code has the migration, or a squash that replaces it."""
        return node in self.graph.nodes or any(
            node in squash.replaces for squash in self.loader.replacements.values()
        )

    def applied(self, recorded: frozenset[Node]) -> frozenset[Node]:
        """Return the migrations of this code that are applied in a schema with these records.

        A squash is applied once all migrations that it replaces are recorded. Raises
        InconsistentMigrationHistory if only some of them are recorded, or if a migration is
        recorded without one that it depends on.
        """
        with_squashes = recorded | complete_squashes(self.loader, recorded)
        for node, squash in self.loader.replacements.items():
            replaced = [parent for parent in squash.replaces if parent in recorded]
            if replaced and node not in with_squashes:
                raise InconsistentMigrationHistory(
                    f"{name_of(node)} replaces {len(squash.replaces)} migrations, and this schema "
                    f"has only {len(replaced)} of them. First migrate it with the previous release."
                )
        applied = with_squashes & frozenset(self.nodes)
        for node in applied:
            for parent in self.graph.node_map[node].parents:
                if parent.key[0] in self.labels and parent.key not in applied:
                    raise InconsistentMigrationHistory(
                        f"{name_of(node)} is applied, and {name_of(parent.key)}, which it needs, "
                        "is not. First correct the schema's django_migrations."
                    )
        return applied


def complete_squashes(loader: MigrationLoader, recorded: Set[Node]) -> frozenset[Node]:
    """Return the squashes whose replaced migrations are all recorded."""
    return frozenset(
        node for node, squash in loader.replacements.items() if recorded >= set(squash.replaces)
    )


def name_of(node: Node) -> str:
    """Return a migration's name with its app, such as accounts.0001_initial."""
    return ".".join(node)


def node_of(name: str) -> Node:
    """Return the migration with this name, as name_of() writes it."""
    label, _, migration = name.partition(".")
    return label, migration


@cache
def history() -> History:
    """Return the history of this code, loaded once per process."""
    return History()


def tenants_behind(tenants: TenantQuerySet) -> TenantQuerySet:
    """Filter the tenants whose schema lacks a migration that this code needs."""
    return _exclude_current(tenants, lambda status: not status.is_behind)


def tenants_to_migrate(tenants: TenantQuerySet) -> TenantQuerySet:
    """Filter the tenants that are behind, and those whose squashes are not recorded yet."""
    return _exclude_current(tenants, lambda status: status.is_recorded and not status.is_behind)


def _exclude_current(
    tenants: TenantQuerySet, is_current: Callable[[SchemaStatus], bool]
) -> TenantQuerySet:
    """Exclude the archive and current versions; new versions that appear later are included."""
    tenants = tenants.present()
    versions = tenants.order_by().values_list("schema_version", flat=True).distinct()
    current = [version for version in versions if is_current(history().status(version))]
    return tenants.exclude(schema_version__in=current)

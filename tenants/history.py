"""Which tenant migrations this code has, and how far a schema is with them."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache

from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from tenants.models import TenantQuerySet
from tenants.routers import tenant_labels

Node = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Says how a schema stands to this code's migrations."""

    is_behind: bool  # lacks one of them, or its records make no sense
    is_ahead: bool  # has all of an app's, and more
    is_written_down: bool  # lacks no record of a squash whose parts it has


class History:
    """Holds the graph of migrations, loaded once for all tenants; it never asks a database.

    How far a schema is, is written as the names of all migrations that it records:
    "accounts.0001_initial timetracking.0001_initial timetracking.0002_breaks".
    `Tenant.schema_version` holds that, so that one query over the registry finds who is behind. The
    last names alone would not do: of a name that the code does not know they could not tell
    whether a newer release wrote it, or one whose file has since been renamed or removed.
    """

    def __init__(self) -> None:
        self.loader = MigrationLoader(None)
        self.graph = self.loader.graph
        self.labels = tenant_labels()
        leaves = [node for node in self.graph.leaf_nodes() if node[0] in self.labels]
        plan = dict.fromkeys(node for leaf in leaves for node in self.graph.forwards_plan(leaf))
        self.nodes: list[Node] = [node for node in plan if node[0] in self.labels]
        # What tenant migrations depend on in public; `migrate` has brought it there before.
        self.shared: frozenset[Node] = frozenset(
            node for node in plan if node[0] not in self.labels
        )
        self.version = self.version_of(frozenset(self._with_replaced(self.nodes)))
        self._standings: dict[str, Standing] = {}

    def _with_replaced(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Yield migrations together with what they replace, as they are recorded."""
        for node in nodes:
            yield from [node, *self.graph.nodes[node].replaces]

    @staticmethod
    def version_of(recorded: frozenset[Node]) -> str:
        """Name what a schema records, also migrations that this code does not know."""
        return " ".join(sorted(name_of(node) for node in recorded))

    def is_behind(self, version: str) -> bool:
        """Tell whether a schema at this version lacks anything that this code counts on."""
        return self.standing(version).is_behind

    def is_ahead(self, version: str) -> bool:
        """Tell whether the schema has what this code does not know: a newer release was there."""
        return self.standing(version).is_ahead

    def standing(self, version: str) -> "Standing":
        """Say how a schema at this version stands to this code; the only place that decides it."""
        if version not in self._standings:
            self._standings[version] = self._stand(version)
        return self._standings[version]

    def _stand(self, version: str) -> "Standing":
        recorded = frozenset(node_of(word) for word in version.split())
        try:
            applied = self.counted(recorded)
        except InconsistentMigrationHistory:
            return Standing(is_behind=True, is_ahead=False, is_written_down=False)
        missing = set(self.nodes) - applied
        # A name that nobody knows is newer only where nothing older of its app is missing.
        incomplete = {label for label, _ in missing}
        return Standing(
            is_behind=bool(missing),
            is_ahead=any(not self.knows(node) and node[0] not in incomplete for node in recorded),
            is_written_down=applied <= recorded,
        )

    def knows(self, node: Node) -> bool:
        """Tell whether a migration is of this code, or replaced by a squash of it."""
        return node in self.graph.nodes or any(
            node in squash.replaces for squash in self.loader.replacements.values()
        )

    def counted(self, recorded: frozenset[Node]) -> frozenset[Node]:
        """Return which migrations of this code a schema's records amount to.

        A squash counts once all that it replaces is recorded. Raises InconsistentMigrationHistory
        where only a part of that is, or where one is recorded without another that it needs.
        """
        found = recorded | squashed(self.loader, recorded)
        for node, squash in self.loader.replacements.items():
            done = [replaced for replaced in squash.replaces if replaced in recorded]
            if done and node not in found:
                raise InconsistentMigrationHistory(
                    f"{name_of(node)} replaces {len(squash.replaces)} migrations, and this schema "
                    f"has only {len(done)} of them. Migrate it with the release before first."
                )
        applied = found & frozenset(self.nodes)
        for node in applied:
            for parent in self.graph.node_map[node].parents:
                if parent.key[0] in self.labels and parent.key not in applied:
                    raise InconsistentMigrationHistory(
                        f"{name_of(node)} is applied, and {name_of(parent.key)}, which it needs, "
                        "is not. Mend the schema's django_migrations first."
                    )
        return applied


def squashed(loader: MigrationLoader, recorded: Set[Node]) -> frozenset[Node]:
    """Return the squashes of which all that they replace is recorded."""
    return frozenset(
        node for node, squash in loader.replacements.items() if recorded >= set(squash.replaces)
    )


def name_of(node: Node) -> str:
    """Write a migration as people do."""
    return ".".join(node)


def node_of(name: str) -> Node:
    """Read a migration as people write it."""
    label, _, rest = name.partition(".")
    return label, rest


@cache
def history() -> History:
    """Return the history of this code, loaded once a process."""
    return History()


def behind(tenants: TenantQuerySet) -> TenantQuerySet:
    """Keep the tenants whose schema lacks what this code counts on."""
    return _without(tenants, lambda one: not one.is_behind)


def to_migrate(tenants: TenantQuerySet) -> TenantQuerySet:
    """Keep the tenants who are behind, and those whose squashes are not written down yet."""
    return _without(tenants, lambda one: one.is_written_down and not one.is_behind)


def _without(tenants: TenantQuerySet, is_fine: Callable[[Standing], bool]) -> TenantQuerySet:
    """Leave out who is fine now: a version that comes up while pages are read stays in."""
    known = tenants.order_by().values_list("schema_version", flat=True).distinct()
    fine = [version for version in known if is_fine(history().standing(version))]
    return tenants.exclude(schema_version__in=fine)

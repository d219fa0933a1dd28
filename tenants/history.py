"""Which tenant migrations this code has, and how far a schema is with them."""

from functools import cache

from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from tenants.routers import tenant_labels

Node = tuple[str, str]


class History:
    """Holds the graph of migrations, loaded once for all tenants; it never asks a database.

    How far a schema is, is written as the names of its last migrations, app by app:
    "accounts.0002_phone timetracking.0007_breaks". `Tenant.schema_version` holds that, so that one
    query finds who is not at `version`, the newest.
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
        self.version = self.version_of(frozenset(self.nodes))
        self._placed: dict[str, tuple[bool, bool]] = {}

    def version_of(self, applied: frozenset[Node]) -> str:
        """Name the last migrations among these, also those that this code does not know."""
        followed = {
            parent.key
            for node in applied & self.graph.nodes.keys()
            for parent in self.graph.node_map[node].parents
            if parent.key[0] == node[0]
        }
        return " ".join(sorted(name_of(node) for node in applied - followed))

    def is_behind(self, version: str) -> bool:
        """Tell whether a schema at this version lacks anything that this code counts on."""
        return self._place(version)[0]

    def is_ahead(self, version: str) -> bool:
        """Tell whether the schema has what this code does not know: a newer release was there."""
        return self._place(version)[1]

    def _place(self, version: str) -> tuple[bool, bool]:
        if version not in self._placed:
            applied: set[Node] = set()
            newer: set[str] = set()
            for word in version.split():
                label, _, name = word.partition(".")
                node = self._squash_of((label, name))
                if node is None:
                    newer.add(label)
                elif node in self.graph.nodes:
                    applied.update(self.graph.forwards_plan(node))
            behind = any(node not in applied and node[0] not in newer for node in self.nodes)
            self._placed[version] = behind, bool(newer)
        return self._placed[version]

    def _squash_of(self, node: Node) -> Node | None:
        """Return the squash that a last migration amounts to, else itself; None if unknown."""
        for squashed, squash in self.loader.replacements.items():
            own = [replaced for replaced in squash.replaces if replaced[0] == node[0]]
            if node in own:
                return squashed if node == own[-1] else node
        return node if node in self.graph.nodes else None

    def knows(self, node: Node) -> bool:
        """Tell whether a migration is of this code, or replaced by a squash of it."""
        return self._squash_of(node) is not None

    def counted(self, recorded: frozenset[Node]) -> frozenset[Node]:
        """Return which migrations of this code a schema's records amount to.

        A squash counts once all that it replaces is recorded. Raises InconsistentMigrationHistory
        where only a part of that is, or where one is recorded without another that it needs.
        """
        found = set(recorded)
        for node, squash in self.loader.replacements.items():
            done = [replaced for replaced in squash.replaces if replaced in recorded]
            if len(done) == len(squash.replaces):
                found.add(node)
            elif done and node not in recorded:
                raise InconsistentMigrationHistory(
                    f"{name_of(node)} replaces {len(squash.replaces)} migrations, and this schema "
                    f"has only {len(done)} of them. Migrate it with the release before first."
                )
        applied = frozenset(found) & frozenset(self.nodes)
        for node in applied:
            for parent in self.graph.node_map[node].parents:
                if parent.key[0] in self.labels and parent.key not in applied:
                    raise InconsistentMigrationHistory(
                        f"{name_of(node)} is applied, and {name_of(parent.key)}, which it needs, "
                        "is not. Mend the schema's django_migrations first."
                    )
        return applied


def name_of(node: Node) -> str:
    """Write a migration as people do."""
    return ".".join(node)


@cache
def history() -> History:
    """Return the history of this code, loaded once a process."""
    return History()

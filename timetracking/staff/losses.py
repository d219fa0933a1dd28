"""Tell people at once when someone else takes rights from them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee
from timetracking.models import Employee, Role
from timetracking.notices import alerts

if TYPE_CHECKING:
    from accounts.requests import Site


@dataclass(frozen=True)
class Standing:
    """What someone may do: their rank, and the locations to which they are limited, if any.

    The rank of someone who has left is below that of a member.
    """

    rank: int
    places: frozenset[int] | None

    @classmethod
    def of(cls, employee: Employee) -> Self:
        """Return the standing by the current entry; takes a query for a limited manager."""
        rank = Role(employee.role).rank if employee.is_active else -1
        if rank < Role.MANAGER.rank or not employee.is_limited:
            return cls(rank, None)
        return cls(rank, frozenset(employee.placements.values_list("location", flat=True)))

    def is_less_than(self, before: Self) -> bool:
        """Return whether someone who stood at `before` has lost rights."""
        if self.rank != before.rank:
            return self.rank < before.rank
        if self.places is None:
            return False
        return before.places is None or bool(before.places - self.places)


def tell_of_losses(
    employee: LockedEmployee, before: Standing, *, by: Author, site: "Site | None"
) -> None:
    """Tell someone that they have fewer rights than `before`, and the owners if an owner is lost.

    The caller has locked the rows of the employee and of all active owners.
    """
    was_owner = before.rank == Role.OWNER.rank
    # Where an owner is lost, the mails of the security log go to all owners (`owners.py`).
    kind = alerts.Kind.RIGHTS_LOST if employee.is_active else alerts.Kind.DEACTIVATED
    alerts.tell(employee, kind, by=by, site=None if was_owner else site)
    if was_owner:
        others = Employee.objects.active().owners().exclude(pk=employee.pk)
        for owner in others.order_by("pk"):
            lost = alerts.Kind.OWNER_LOST
            alerts.tell(LockedEmployee(owner), lost, by=by, site=None, whose=employee.name)

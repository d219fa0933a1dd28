"""What companies sell: an amount of their own, at each of their locations."""

from datetime import date
from decimal import Decimal

from timetracking.models import Location, Sale


def sell(amount: Decimal, days: list[date]) -> None:
    """Enter an amount at each location on each day, in the current company."""
    locations = Location.objects.order_by("pk")
    Sale.objects.bulk_create(
        Sale(location=location, day=day, amount=amount) for location in locations for day in days
    )

"""The view that is measured, with one query."""

from django.http import HttpRequest, JsonResponse

from benchmarks.peers.staff.models import Employee


def staff(request: HttpRequest) -> JsonResponse:
    """Return the active staff."""
    employees = Employee.objects.filter(is_active=True).order_by("name")
    return JsonResponse(
        {"staff": [{"name": person.name, "rate": str(person.hourly_rate)} for person in employees]}
    )

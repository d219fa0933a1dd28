"""The one view that is measured: one query."""

from django.http import HttpRequest, JsonResponse

from benchmarks.peers.staff.models import Employee


def staff(request: HttpRequest) -> JsonResponse:
    """List who works here."""
    employees = Employee.objects.filter(is_active=True).order_by("name")
    return JsonResponse(
        {"staff": [{"name": one.name, "rate": str(one.hourly_rate)} for one in employees]}
    )

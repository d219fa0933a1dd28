"""The tag for the first steps of a new company."""

from django import template

from timetracking.company import first_steps
from timetracking.web.requests import StaffRequest

register = template.Library()


@register.simple_tag
def first_steps_of(request: StaffRequest) -> first_steps.FirstSteps | None:
    """Return the first steps for the visitor, None if there is nothing to show."""
    return first_steps.first_steps(request.employee, request.company)

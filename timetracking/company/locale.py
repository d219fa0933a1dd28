from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from timetracking.models import CompanySettings, Employee


@contextmanager
def company_locale(to: str = "", user_id: int | None = None, otherwise: str = "") -> Iterator[None]:
    """Activate the company's time zone, and the language in which somebody gets their mail.

    What the person with the address `to` has chosen, else the user `user_id`, else `otherwise` or
    the company's. Takes one query.
    """
    company = CompanySettings.objects.annotate(
        of_address=_language(Q(email=to) if to else Q(pk=None)),
        of_user=_language(Q(user=user_id)),
    ).get()
    language = company.of_address or company.of_user or otherwise or company.language
    with translation.override(language), timezone.override(company.zone):
        yield


def _language(whose: Q) -> Coalesce:
    return Coalesce(Subquery(Employee.objects.filter(whose).values("language")[:1]), Value(""))

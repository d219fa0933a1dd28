from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone, translation

from timetracking.models import CompanySettings


@contextmanager
def company_locale() -> Iterator[None]:
    """Activate the company's language and time zone, in which its mails are written."""
    company = CompanySettings.objects.get()
    with translation.override(company.language), timezone.override(company.zone):
        yield

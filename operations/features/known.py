"""The features that an operator may switch on for a company, and which values they take."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.security.log import KEPT
from tenants.features import REQUEST_LIMIT, STATEMENT_TIMEOUT

SEARCH, LOG_DAYS = "fuzzy-search", "security-log-days"
PEOPLE, STORAGE = "people-limit", "storage-limit"
STATE = "read-only"
"""A state of the company and no feature: see tenants.states."""


@dataclass(frozen=True)
class Feature:
    """A feature: what it does and, if it takes a value, its unit and its lowest and highest."""

    name: str
    what: str | Promise
    unit: str | Promise = ""
    low: int = 0
    high: int = 0

    def value(self, text: str | None) -> int | bool:
        """Return the value that is meant; raise ValidationError with what to write."""
        raw = (text or "").strip()
        if not self.unit:
            if raw:
                raise ValidationError(
                    _("%(name)s takes no value: it is on or off.") % {"name": self.name}
                )
            return True
        # Digits of other scripts are numbers to Python, and not to those who read them here.
        is_number = raw.isascii() and raw.isdigit() and len(raw) <= len(str(self.high))
        if not is_number or not self.low <= int(raw) <= self.high:
            example = f"{self.name}={max(self.low, self.high // 100)}"
            raise ValidationError(
                _(
                    '%(name)s is "%(value)s". Enter a whole number from %(low)s to %(high)s '
                    "(%(unit)s), such as %(example)s."
                )
                % {
                    "name": self.name,
                    "value": raw[:40],
                    "low": self.low,
                    "high": self.high,
                    "unit": self.unit,
                    "example": example,
                }
            )
        return int(raw)

    def is_valid(self, value: Any) -> bool:
        """Return whether a value that was stored elsewhere is one of this feature's."""
        if not self.unit:
            return value is True
        return type(value) is int and self.low <= value <= self.high


FEATURES: Mapping[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature(
            SEARCH,
            gettext_lazy(
                "The search in the list of people also finds names that are spelled differently."
            ),
        ),
        Feature(
            PEOPLE,
            gettext_lazy("How many people may work there at a time, people who left not counted."),
            gettext_lazy("people"),
            1,
            100_000,
        ),
        Feature(
            STORAGE,
            gettext_lazy(
                "How much its tables may take before logos and lists of people are refused."
            ),
            gettext_lazy("MB"),
            5,
            1_000_000,
        ),
        Feature(
            LOG_DAYS,
            gettext_lazy("How long its security log is kept, if longer than that of the others."),
            gettext_lazy("days"),
            KEPT.days + 1,
            7300,
        ),
        Feature(
            STATEMENT_TIMEOUT,
            gettext_lazy("How long one SQL statement of it may take."),
            gettext_lazy("seconds"),
            1,
            600,
        ),
        Feature(
            REQUEST_LIMIT,
            gettext_lazy("How many of its requests each worker process serves at a time."),
            gettext_lazy("requests"),
            1,
            1000,
        ),
    )
}


def feature(name: str) -> Feature:
    """Return the feature; raise ValidationError with the closest name if there is none."""
    if name == STATE:
        raise ValidationError(
            _(
                "read-only is a state of the company. Use: manage.py suspend_tenant SLUG "
                "--read-only, and resume_tenant to end it."
            )
        )
    if name not in FEATURES:
        known = ", ".join(FEATURES)
        closest = get_close_matches(name, FEATURES, n=1)
        sentence = _('There is no feature "%(name)s".') % {"name": name[:40]}
        if closest:
            sentence += " " + _('Did you mean "%(name)s"?') % {"name": closest[0]}
        raise ValidationError(f"{sentence} " + _("There are: %(names)s.") % {"names": known})
    return FEATURES[name]


def valid(stored: Any) -> dict[str, Any]:
    """Return of stored features, such as a backup's, those that there are with such a value."""
    if not isinstance(stored, dict):
        return {}
    return {
        name: value
        for name, value in stored.items()
        if name in FEATURES and FEATURES[name].is_valid(value)
    }

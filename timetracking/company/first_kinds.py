"""The kinds of break that a company begins with, in its language until someone renames them."""

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.names import tidy_name
from timetracking.base.authors import Author
from timetracking.models import BreakKind
from timetracking.trail.recording import recorded

_NAMES: dict[str, str | Promise] = {"break": _("Break")}


def first_kinds(language: str) -> list[BreakKind]:
    """Return the kinds of a new company, which are not saved."""
    return [BreakKind(name=_name(standard, language), standard=standard) for standard in _NAMES]


def follow(language: str, *, by: Author) -> None:
    """Give the first kinds that nobody has renamed their names in `language`.

    Locks their rows; the caller has locked the settings. A kind whose new name another one has
    keeps its name.
    """
    kinds = BreakKind.objects.select_for_update(no_key=True).exclude(standard="").order_by("pk")
    for kind in kinds.filter(standard__in=_NAMES):
        name = _name(kind.standard, language)
        others = BreakKind.objects.exclude(pk=kind.pk)
        if name != kind.name and not others.filter(name__iexact=name).exists():
            with recorded(kind, by=by):
                kind.name = name
                kind.save(update_fields=["name"])


def _name(standard: str, language: str) -> str:
    with translation.override(language):
        return tidy_name(str(_NAMES[standard]))

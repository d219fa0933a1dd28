"""What the words of a list mean: roles, locations and amounts, as people write them."""

import re
import unicodedata
from collections.abc import Sequence

from timetracking.models import Location, Role

_ROLES = {
    Role.OWNER: (
        "owner inhaber inhaberin eigentumer eigentumerin chef chefin besitzer besitzerin "
        "propietario propietaria dueno duena geschaftsfuhrer geschaftsfuhrerin"
    ),
    Role.MANAGER: (
        "manager leitung leiter leiterin managerin teamleiter teamleiterin filialleiter "
        "filialleiterin betriebsleiter betriebsleiterin encargado encargada gerente "
        "responsable supervisor supervisora"
    ),
    Role.MEMBER: (
        "member staff team employee personal mitarbeiter mitarbeiterin angestellter angestellte "
        "mitglied equipo empleado empleada plantilla miembro trabajador trabajadora"
    ),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_EVERYWHERE = {"all", "alllocations", "everywhere", "alle", "allestandorte", "uberall", "todos"}
_EVERYWHERE |= {"todas", "todosloslocales", "entodaspartes"}
_NOWHERE = {"none", "no", "nowhere", "keiner", "keine", "keinstandort", "ninguno", "ninguna"}
_NOWHERE |= {"", "nirgends"}
_AND = re.compile(r"\s*(?:[,;/|+&]|\s(?:and|und|y)\s)\s*")
_AROUND_AMOUNT = re.compile(
    r"^(?:eur|usd|gbp|chf|[€$£])\s*|\s*(?:eur|euros?|usd|gbp|chf|[€$£])?"
    r"\s*(?:(?:/|per|pro|por)\s*(?:h|std|stunde|hora|hour)\.?)?\s*$",
    re.IGNORECASE,
)


def role_of(word: str) -> Role | None:
    """Return the role that a word names in one of our languages, None for any other word."""
    plain = plain_word(word)
    if plain in Role.values:
        return Role(plain)
    return _ROLE_OF.get(plain)


def amount_of(text: str) -> str:
    """Return the figure of an amount: 13,20 of "€ 13,20 / h"."""
    return _AROUND_AMOUNT.sub("", text.strip()).replace("\u2212", "-").strip()


def locations_of(text: str, offered: Sequence[Location]) -> tuple[list[Location], list[str]]:
    """Return the locations that a cell names, and the names in it of which there is none.

    A name may have a comma itself, so the whole cell is looked up first.
    """
    by_name = {plain_word(location.name): location for location in offered}
    whole = plain_word(text)
    if whole in by_name:
        return [by_name[whole]], []
    if whole in _EVERYWHERE:
        return list(offered), []
    names = [name for name in _AND.split(text) if name.strip()]
    found = {plain_word(name): by_name.get(plain_word(name)) for name in names}
    unknown = [name for name in names if found[plain_word(name)] is None]
    return [location for location in found.values() if location], unknown


def says_nowhere(text: str) -> bool:
    """Return whether a cell says that somebody belongs to no location, as "-" or "none"."""
    return plain_word(text) in _NOWHERE


def plain_word(text: str) -> str:
    """Return the letters and digits of a text, without case and accents, to compare it."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())

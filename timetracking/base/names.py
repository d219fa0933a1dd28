"""How names of people are shortened: on tablets, boards and lists alike."""

import re

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "herr", "frau"})
# "Sen" and "Jun" are names too, so these need their full stop.
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "jun.", "sen.", "ii", "iii", "iv"})


def short_name(name: str) -> str:
    """Return the first name with the initials of the others: "María G. L." for María García López.

    All initials, because some look for the first surname and some for the last. What stands in
    brackets, titles and "Jr." are left out.
    """
    first, *others = _words(name)
    return " ".join([first, *(f"{_initial_of(word)}." for word in others)])


def first_name(name: str) -> str:
    """Return the name by which somebody is addressed."""
    return _words(name)[0]


def initial(name: str) -> str:
    """Return the capital for a person's round sign."""
    return _initial_of(first_name(name)).upper()


def _words(name: str) -> list[str]:
    """Return the words of a name that belong to it; at least one, which has a letter or digit."""
    words = [word for word in name.split() if any(map(str.isalnum, word))]
    own = [word for word in _ASIDE.sub(" ", name).split() if any(map(str.isalnum, word))]
    while len(own) > 1 and own[0].lower().rstrip(".") in _TITLES:
        own = own[1:]
    while len(own) > 1 and own[-1].lower().strip(",") in _SUFFIXES:
        own = own[:-1]
    return own or words or [name]


def _initial_of(word: str) -> str:
    return next((letter for letter in word if letter.isalnum()), word[:1])

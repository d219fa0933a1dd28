"""Names that are spelled differently, such as "Gonzales" for González: by their trigrams.

The index is in the schemas of the companies alone that have the feature. Names are compared as they
are sorted, without case and accents.
"""

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db.models import FloatField, Func, Value

from accounts.names import alphabetical, sort_key
from timetracking.models import Employee

NAMES = GistIndex(
    OpClass(alphabetical("name"), name="gist_trgm_ops"), name="feature_employees_name"
)
# Of two words that have nothing in common the distance is 1. One wrong letter in a name of five,
# or two letters of a longer one that are exchanged, make about a half.
FURTHEST = 0.58
# Of each word as many are looked at, the closest first.
MOST, MOST_WORDS = 200, 4


def similar(words: str) -> set[int]:
    """Return the ids of people whose names resemble every word; a query for each of the first four.

    Words of less than three letters have too little to compare, and are left out.
    """
    long = [word for word in sort_key(words)[0].split() if len(word) >= 3][:MOST_WORDS]
    found = [_like(word) for word in long]
    return set.intersection(*found) if found else set()


def distance_to(word: str) -> Func:
    """Return how far a name is from a folded word, from 0 to 1: an order for which the index is."""
    # Named with its schema, which is not in the search path where companies have no roles.
    return Func(
        alphabetical("name"),
        Value(word),
        template="(%(expressions)s)",
        arg_joiner=" OPERATOR(public.<->>) ",
        output_field=FloatField(),
    )


def _like(word: str) -> set[int]:
    closest = Employee.objects.annotate(distance=distance_to(word)).order_by("distance")
    pairs = closest.values_list("pk", "distance")[:MOST]
    return {pk for pk, distance in pairs if distance <= FURTHEST}

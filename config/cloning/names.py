"""Names of nobody, as they are usual in a country."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator

# Common first and last names.
_NAMES = {
    "de": (
        "Anna Emma Lena Laura Marie Sophie Julia Katharina Sabine Petra Monika Claudia Jan Lukas "
        "Felix Jonas Max Paul Tobias Stefan Andreas Thomas Michael Markus",
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer "
        "Richter Klein Wolf Schröder Neumann Schwarz Braun Zimmermann Krüger Hartmann Lange Krause",
    ),
    "es": (
        "María Carmen Ana Laura Lucía Marta Elena Cristina Paula Sara Raquel Nuria José Antonio "
        "Juan Manuel David Javier Daniel Carlos Miguel Pablo Sergio Álvaro",
        "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez "
        "Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Vázquez "
        "Ramos",
    ),
    "fr": (
        "Marie Camille Léa Manon Chloé Julie Sarah Claire Sophie Nathalie Isabelle Céline Jean "
        "Pierre Nicolas Thomas Julien Antoine Lucas Hugo Louis Mathieu Philippe Laurent",
        "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent "
        "Lefebvre Michel David Bertrand Roux Vincent Fournier Morel Girard André Mercier Blanc",
    ),
    "it": (
        "Giulia Francesca Chiara Sara Martina Elena Anna Paola Silvia Valentina Federica Laura "
        "Marco Andrea Luca Matteo Alessandro Davide Francesco Stefano Paolo Giuseppe Simone Fabio",
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti "
        "Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi",
    ),
    "pt": (
        "Maria Ana Inês Beatriz Mariana Catarina Sofia Joana Marta Rita Carla Helena João Pedro "
        "Miguel Tiago Diogo Rui Nuno Paulo Ricardo André Bruno Luís",
        "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves "
        "Gomes Lopes Marques Alves Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Rocha "
        "Neves",
    ),
    "en": (
        "Emily Olivia Amelia Jessica Sophie Grace Hannah Lucy Rachel Karen Helen Alice Jack Harry "
        "James Thomas Oliver William Daniel Adam Ryan Peter Andrew Robert",
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans "
        "Walker White Roberts Green Hall Wood Jackson Clarke Hughes Edwards Turner Hill",
    ),
}
_COUNTRIES = {
    "de": "AT CH DE LI LU",
    "es": "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PR PY SV UY VE",
    "fr": "BE FR MC",
    "it": "IT SM",
    "pt": "AO BR MZ PT",
}
_LANGUAGES = {code: name for name, codes in _COUNTRIES.items() for code in codes.split()}
# How often another name is tried when somebody has it, before it gets a number.
_TRIES = 20


def names_of(country: str, language: str) -> str:
    """Return the language whose names are usual in a country, or else in a language."""
    return _LANGUAGES.get(country, language if language in _NAMES else "en")


class Names:
    """Gives names, to the same key always the same unless somebody before had it."""

    def __init__(self, secret: bytes, language: str) -> None:
        self._secret = secret
        self._first, self._last = (names.split() for names in _NAMES[language])
        self._given: set[str] = set()

    def number(self, key: str) -> int:
        """Return a large number that only the secret can tell from the key."""
        return int.from_bytes(hmac.digest(self._secret, key.encode(), hashlib.sha256), "big")

    def name(self, key: str) -> str:
        """Return a name that nobody else has."""
        name = next(name for name in self._candidates(key) if name not in self._given)
        self._given.add(name)
        return name

    def _candidates(self, key: str) -> Iterator[str]:
        name = ""
        for attempt in range(_TRIES):
            number = self.number(f"{key}:{attempt}")
            rest, first = divmod(number, len(self._first))
            name = f"{self._first[first]} {self._last[rest % len(self._last)]}"
            yield name
        yield f"{name} {key.rpartition(':')[2]}"
        yield f"{name} {key}"


def plain(name: str) -> str:
    """Return a name as it may stand in an e-mail address."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    words = "".join(letter for letter in letters if letter.isascii()).split()
    return ".".join(words)

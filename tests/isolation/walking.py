"""Every address of a urlconf."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern of a urlconf."""

    route: str
    name: str
    converters: tuple[tuple[str, str], ...]
    """The parameters and the classes of their converters, in order."""

    def path(self, **values: object) -> str:
        """Write the path; raise KeyError for a parameter that has no value."""
        found = self.route
        for parameter, _ in self.converters:
            value = values[parameter]
            before, _, after = found.partition("<")
            found = f"{before}{value}{after.partition('>')[2]}"
        return f"/{found}"

    @property
    def parameters(self) -> list[str]:
        """Name the parameters."""
        return [parameter for parameter, _ in self.converters]

    def __str__(self) -> str:
        return f"/{self.route}"


def addresses(urlconf: str) -> list[Address]:
    """Walk a urlconf, whatever it includes."""
    return list(_walk(get_resolver(urlconf), "", ()))


def _walk(
    resolver: URLResolver, prefix: str, converters: tuple[tuple[str, str], ...]
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        found = converters + tuple(
            (parameter, type(converter).__name__)
            for parameter, converter in entry.pattern.converters.items()
        )
        if isinstance(entry, URLPattern):
            yield Address(route, entry.name or "", found)
        else:
            yield from _walk(entry, route, found)

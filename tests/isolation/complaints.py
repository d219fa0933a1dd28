"""What has to be written for an address that the suite does not know yet."""

from tests.isolation.addresses import FORMS, OBJECTS, TOKENS
from tests.isolation.looks import PARTS
from tests.isolation.walking import Address


def complaint(address: Address) -> str:
    """Say what has to be written here for an address that the suite does not know; else ""."""
    if address.name not in FORMS:
        return (
            f'{address} (name="{address.name}") has no entry in FORMS: write a form that it takes, '
            "or None if it takes none, in tests/isolation/addresses.py."
        )
    for parameter, converter in address.converters:
        if (address.name, parameter) not in OBJECTS | TOKENS | PARTS:
            return (
                f'{address} takes <{parameter}> ({converter}): add ("{address.name}", '
                f'"{parameter}") to OBJECTS or TOKENS in tests/isolation/addresses.py, so '
                "that it is tried with what belongs to another company."
            )
    return ""

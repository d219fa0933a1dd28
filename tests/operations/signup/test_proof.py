"""The work that a browser has done, which a robot would have to do for each address."""

import time_machine
from django.utils import timezone

from operations.signup import proof
from tests.operations.signup.conftest import work


def test_the_right_number_is_proof_for_one_address_and_one_challenge_of_ours() -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False) as clock:
        challenge = proof.new_challenge()
        number = work(challenge, "ana@azul.example")
        assert proof.is_proved(challenge, "ana@azul.example", number)
        forged = "forged:1:signature"
        assert not proof.is_proved(forged, "ana@azul.example", work(forged, "ana@azul.example"))
        assert not proof.is_proved(challenge, "ben@azul.example", number)
        for wrong in ("", "-1", "1e9", "٣", "9" * 13, str(int(number) + 1)):
            assert not proof.is_proved(challenge, "ana@azul.example", wrong)
        clock.shift(proof.VALID_FOR + 1)
        assert timezone.now().hour == 12
        assert not proof.is_proved(challenge, "ana@azul.example", number)

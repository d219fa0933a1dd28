"""Which act may follow which state."""

import pytest

from tenants.exceptions import NotAllowed
from tenants.states import ALLOWED, Act, State, check

OPEN = {State.SERVED, State.READ_ONLY, State.SUSPENDED}
EXPECTED = {
    Act.RESUME: OPEN,
    Act.LIMIT: OPEN,
    Act.SUSPEND: OPEN,
    Act.ARCHIVE: {State.SUSPENDED},
    Act.BRING_BACK: {State.ARCHIVED},
    Act.REMOVE: {State.ARCHIVED},
}


def test_every_act_is_judged() -> None:
    assert ALLOWED.keys() == set(Act) == EXPECTED.keys()


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("state", list(State))
def test_only_what_is_allowed_passes(state: State, act: Act) -> None:
    if state in EXPECTED[act]:
        check("acme", state.value, act)
    else:
        with pytest.raises(NotAllowed, match=f'"acme" is {state} and cannot be {act}'):
            check("acme", state.value, act)

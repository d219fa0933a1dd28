"""What the benchmarks compare."""

from tests.mutation.guards.guard import Guard

GUARDS = (
    Guard(
        "figures are of the same work",
        "benchmarks/shape.py",
        "        if differences:\n",
        "        if False:\n",
        ("tests/benchmarks/test_shape.py",),
    ),
)

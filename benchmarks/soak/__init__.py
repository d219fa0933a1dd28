"""`make soak`: many companies under load, faults on purpose, and a ledger of what was promised."""

"""`make soak`: many companies under load, with faults and a ledger of acknowledged punches."""

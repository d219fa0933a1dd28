"""From hours to pay, without a query and without a clock: dataclasses in, dataclasses out.

`inputs` and `rules` are what goes in; `pay.pay` and `pay.worked`, `warnings.warnings_of`,
`bank.balance` and `adjusting.adjustments` are what it computes; `checking` says what contradicts
itself, `presets.PRESETS` are the rules of countries, and `data` is how rule sets are stored.
"""

"""Every invariant of settlement, looked at again: lines, vouchers, ledger, payments, grants, numbers, amounts.

Each module holds the checks of one matter; `schedule.CHECKS` names them all. What a check is: `kernel.checks`.
"""

"""The employment fund (就业专项资金) of a league and year: appropriations and a ledger that always balances.

service.open_fund, appropriate, reserve, release, charge, set_off, pay, return_payment, return_cash;
queries.balance(region_code, year) -> Balance
"""

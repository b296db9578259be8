"""What the database refuses of the ledger: an entry that does not balance, a later leg, an overdraft, a closed year."""

from flask_babel import lazy_gettext as _l

from kernel import triggers
from kernel.refusals import constraint
from settlement.funds.models import NEVER_BELOW_ZERO, NOT_AFTER_CLOSING

constraint("LEDGER_UNBALANCED", "LEDGER_UNBALANCED", _l("This entry does not balance and was not written."))
constraint("LEDGER_CLOSED", "LEDGER_CLOSED", _l("This entry is closed; nothing can be added to it."))
constraint("LEDGER_OVERDRAWN", "FUND_SHORT", _l("The fund does not hold enough for this."))
constraint("LEDGER_YEAR_OVER", "FUND_CLOSED", _l("This fund's year is closed; nothing new is booked there."))
constraint("uq_funds_region_code_year_kind", "FUND_EXISTS", _l("This fund is open already."), field="year")
constraint("uq_fund_closings_open", "CLOSING_WAITS", _l("A closing of this fund waits for its decision already."))

GUARDED = ", ".join(f"'{account.value}'" for account in NEVER_BELOW_ZERO)
SUM = "(SELECT SUM(amount_fen) FROM ledger_legs WHERE fund_id = NEW.fund_id AND entry_number = NEW.number)"
TOUCHED = (
    "EXISTS (SELECT 1 FROM ledger_legs touched "
    "WHERE touched.fund_id = NEW.fund_id AND touched.entry_number = NEW.number "
    f"AND touched.amount_fen < 0 AND touched.account IN ({GUARDED}) AND (SELECT SUM(l.amount_fen) FROM ledger_legs l "
    "WHERE l.fund_id = touched.fund_id AND l.account = touched.account AND l.source = touched.source) < 0)"
)
NEW_BUSINESS = ", ".join(f"'{act.value}'" for act in NOT_AFTER_CLOSING)
YEAR_OVER = (
    f"NEW.act IN ({NEW_BUSINESS}) "
    "AND EXISTS (SELECT 1 FROM funds f WHERE f.id = NEW.fund_id AND f.closed_on IS NOT NULL)"
)
CLOSED = "EXISTS (SELECT 1 FROM ledger_entries WHERE fund_id = NEW.fund_id AND number = NEW.entry_number)"


def _sqlite(name: str, table: str, *tests: tuple[str, str]) -> tuple[str, ...]:
    raised = " ".join(f"SELECT RAISE(ABORT, '{code}') WHERE {test};" for code, test in tests)
    return f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN {raised} END"


def _postgresql(name: str, table: str, *tests: tuple[str, str], first: str = "") -> tuple[str, ...]:
    raised = " ".join(
        f"IF {test} THEN RAISE EXCEPTION '{code}' USING ERRCODE = 'check_violation', CONSTRAINT = '{code}'; END IF;"
        for code, test in tests
    )
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {first} {raised} RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


# The fund's row is locked before the sums are taken, so that two entries cannot each see what the other spends.
LOCK = "PERFORM 1 FROM funds WHERE id = NEW.fund_id FOR UPDATE;"
HEADER = (
    "ledger_entries_balance",
    "ledger_entries",
    ("LEDGER_UNBALANCED", f"COALESCE({SUM}, 1) <> 0"),
    ("LEDGER_OVERDRAWN", TOUCHED),
    ("LEDGER_YEAR_OVER", YEAR_OVER),
)
LEG = ("ledger_legs_closed", "ledger_legs", ("LEDGER_CLOSED", CLOSED))

triggers.register(
    "ledger_entries_balance", "ledger_entries", sqlite=_sqlite(*HEADER), postgresql=_postgresql(*HEADER, first=LOCK)
)
triggers.register("ledger_legs_closed", "ledger_legs", sqlite=_sqlite(*LEG), postgresql=_postgresql(*LEG))

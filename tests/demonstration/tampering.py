"""What somebody with the database file in hand can do to it, and which check has to notice it, naming what.

CASES: {what was done: (check, part of the key that it names, statements)}. The ten of the assignment first in each
group; those after them also cover their tracks, as far as that goes.
"""

POSTED = "SELECT id FROM runs WHERE state = 'posted' AND kind = 'normal' AND lines > 0 ORDER BY id LIMIT 1"
LINE = f"WHERE run_id = ({POSTED}) AND line_no = 3"
LAST_OF_SPAN = f"SELECT last_line FROM voucher_spans WHERE run_id = ({POSTED}) AND first_line = 1"
HEAD = "SELECT max(json_extract(snapshot, '$.audit_head.seq')) FROM vouchers WHERE region_code = '150100'"
TO_THE_END = (
    "UPDATE audit_heads SET (seq, hash) = (SELECT seq, hash FROM audit_rows WHERE region_code = '150100' "
    "ORDER BY seq DESC LIMIT 1) WHERE region_code = '150100'"
)
CLAIMED_AGAIN = (
    "INSERT INTO grants (region_code, seq, recorded_at, recorded_by_id, organisation_id, person_id, line_id, class_id,"
    " kind, trade_code, level, class_ended_on, repeat_rule, stands) SELECT region_code, (SELECT last + 1 FROM"
    " region_sequences WHERE region_code = grants.region_code), recorded_at, recorded_by_id, organisation_id,"
    " person_id, line_id, class_id, kind, trade_code, level, class_ended_on, repeat_rule, stands FROM grants"
    " WHERE region_code = '150100' ORDER BY id LIMIT 1"
)
PAID_AGAIN = (
    "INSERT INTO payments (region_code, organisation_id, voucher_id, attempt, reference, amount_fen, state, sent_at,"
    " sent_by_id) SELECT region_code, organisation_id, voucher_id, attempt + 1, reference || '2', amount_fen, state,"
    " sent_at, sent_by_id FROM payments WHERE state = 'success' AND region_code = '150100' ORDER BY id LIMIT 1"
)
SHORT = (  # a contract of one year on which an uplift was paid
    "SELECT c.id FROM labour_contracts c JOIN settlement_lines s ON s.roster_line_id = c.line_id "
    f"WHERE s.run_id = ({POSTED}) AND s.years = 1 AND c.to_on < date(c.from_on, '+1 year') ORDER BY c.id LIMIT 1"
)
OTHER_CLASS = (  # two lines of one kind, paid in different classes
    "SELECT min(line_id) FROM grants WHERE region_code = '150100' AND kind = 'skill' AND class_id = "
    "(SELECT {which}(class_id) FROM grants WHERE region_code = '150100' AND kind = 'skill')"
)
FIRST, LAST = OTHER_CLASS.format(which="min"), OTHER_CLASS.format(which="max")
SAME_PERSON = tuple(
    f"UPDATE {table} SET person_id = (SELECT person_id FROM roster_lines WHERE id = ({FIRST})) WHERE {line} = ({LAST})"
    for table, line in (("settlement_lines", "roster_line_id"), ("roster_lines", "id"), ("grants", "line_id"))
)

CASES = {
    "an amount one fen off": (
        "lines-run",
        "150100-2026-08",
        f"UPDATE settlement_lines SET delta_fen = delta_fen + 1 {LINE}",
    ),
    "an amount one fen off, its run's total with it": (
        "lines-run",
        "150100-2026-08",
        f"UPDATE settlement_lines SET delta_fen = delta_fen + 1 {LINE}",
        f"UPDATE runs SET total_fen = total_fen + 1 WHERE id = ({POSTED})",
    ),
    "an amount one fen off, its voucher's total with it": (
        "voucher-snapshot",
        "呼凭2026-000001",
        f"UPDATE settlement_lines SET delta_fen = delta_fen + 1 {LINE}",
        "UPDATE vouchers SET total_fen = total_fen + 1 WHERE id = 1",
        "UPDATE voucher_sources SET amount_fen = amount_fen + 1 WHERE voucher_id = 1 AND position = 0",
    ),
    "a line gone": ("lines-run", "150100-2026-08", f"DELETE FROM settlement_lines {LINE}"),
    "a line gone, off its voucher too": (
        "lines-vouchers",
        "呼凭2026-000001",
        f"DELETE FROM settlement_lines WHERE run_id = ({POSTED}) AND line_no = ({LAST_OF_SPAN})",
        f"UPDATE voucher_spans SET last_line = last_line - 1 WHERE run_id = ({POSTED}) AND first_line = 1",
    ),
    "a ledger leg": (
        "ledger-entries",
        "150100-2026",
        "UPDATE ledger_legs SET amount_fen = amount_fen + 1 WHERE account = 'paid' AND (fund_id, entry_number) = "
        "(SELECT fund_id, number FROM ledger_entries WHERE region_code = '150100' AND act = 'pay' LIMIT 1)",
    ),
    "both legs of a payment": (
        "payments-ledger",
        "15010020260000",
        "UPDATE ledger_legs SET amount_fen = amount_fen * 2 WHERE (fund_id, entry_number) = "
        "(SELECT fund_id, number FROM ledger_entries WHERE region_code = '150100' AND act = 'pay' LIMIT 1)",
    ),
    "a voucher snapshot": (
        "voucher-snapshot",
        "呼凭2026-000001",
        "UPDATE vouchers SET snapshot = replace(snapshot, '同意', '不同意') || ' ' WHERE number = '呼凭2026-000001'",
    ),
    "a number gap": (
        "numbers-voucher",
        "voucher 150100-2026-5",
        "UPDATE vouchers SET number = '呼凭2026-000006', sequence = 6 WHERE number = '呼凭2026-000005'",
    ),
    "a number gap, its series with it": (
        "numbers-voucher",
        "voucher 150100-2026-5",
        "UPDATE vouchers SET number = '呼凭2026-000006', sequence = 6 WHERE number = '呼凭2026-000005'",
        "UPDATE number_series SET last = 6 WHERE series = 'voucher' AND region_code = '150100'",
    ),
    "an edited audit row": (
        "audit-chain",
        "150100",
        "UPDATE audit_rows SET note = '无异议' WHERE region_code = '150100' AND verb = 'run reviewed'",
    ),
    "a cut audit tail": (
        "audit-heads",
        "呼凭2026-000005",
        f"DELETE FROM audit_rows WHERE region_code = '150100' AND seq >= ({HEAD})",
        TO_THE_END,
    ),
    "a cut audit tail behind the last printed head": (
        "audit-acts",
        "呼凭2026-000005",
        f"DELETE FROM audit_rows WHERE region_code = '150100' AND seq > ({HEAD})",
        TO_THE_END,
    ),
    "a grant twice": (
        "grants",
        "150100-2026-0001",
        CLAIMED_AGAIN,
        "UPDATE region_sequences SET last = last + 1 WHERE region_code = '150100'",
    ),
    "two grants of one person": ("grants", "150100-2026-", *SAME_PERSON),
    "a payment twice": ("payments", "呼凭2026-000001", "DROP INDEX uq_payments_live", PAID_AGAIN),
    "a payment above its voucher": (
        "payments",
        "呼凭2026-000001",
        "UPDATE payments SET amount_fen = amount_fen + 1 WHERE voucher_id = 1",
    ),
    "a row of evidence gone": (
        "evidence-sequence",
        "150100",
        "DELETE FROM verifications WHERE id = (SELECT max(id) FROM verifications WHERE region_code = '150100')",
    ),
    "a contract end changed after posting": (
        "recomputed",
        "150100-2026-08",
        f"UPDATE labour_contracts SET to_on = date(to_on, '-1 day') WHERE id = ({SHORT})",
    ),
    "a contract end that moves no amount": (
        "employment",
        "150100-2026-",
        f"UPDATE labour_contracts SET to_on = date(to_on, '+1 day') WHERE id = ({SHORT})",
    ),
    "an end of a contract": ("employment", "150100-2026-", "UPDATE endings SET because = 'death' WHERE id = 1"),
}

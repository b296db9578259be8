"""How long a voucher takes to print, by its people, and what the fast annex saves against a plain table."""

import json
import statistics
import time
from datetime import UTC, datetime
from types import SimpleNamespace

from kernel import pdf, workers
from settlement.vouchers import printing
from wsgi import create_app

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
TIMES = 3


def voucher(people: int) -> SimpleNamespace:
    """A voucher of so many invented people, as far as printing looks at it."""
    person = {
        "name": "王小明",
        "number": "1501************28",
        "class": 0,
        "target_fen": 120000,
        "settled_before_fen": 100000,
        "delta_fen": 20000,
    }
    parts = {
        "people": people,
        "base_fen": 0,
        "uplift_fen": 0,
        "extension_fen": 20000 * people,
        "correction_fen": 0,
        "total_fen": 20000 * people,
    }
    snapshot = {
        "number": "呼凭2026-000412",
        "kind": "normal",
        "corrects": None,
        "posted_on": "2026-11-17",
        "people": people,
        "budget_unit": {"name": "呼和浩特市人力资源和社会保障局", "code": "150100"},
        "payee": {"name": "青城技工学校", "code": "12150100402000017R", "bank": "内蒙古银行", "account": "****0388"},
        "item": {"code": "2080702", "name": "职业培训补贴"},
        "purpose": "2026年10月培训补贴结算",
        "documents": ["呼人社发〔2026〕12号"],
        "run": {"number": "150100-2026-10", "cutoff_on": "2026-10-31"},
        "total_fen": 20000 * people,
        "words": "人民币壹元整",
        "composition": [{"name": "职业技能培训", **parts}],
        "sum": {"name": "合计", **parts},
        "sources": [{"name": "本级预算", "amount_fen": 20000 * people}],
        "handlers": [{"step": "编制", "name": "陈静", "at": "2026-11-03 09:12"}],
        "audit_head": {"seq": 1, "hash": "0" * 64},
        "persons": {
            "classes": [{"number": "150100-2026-0012", "kind": "skill"}],
            "line": list(range(1, people + 1)),
            **{name: [value] * people for name, value in person.items()},
        },
    }
    return SimpleNamespace(
        number=snapshot["number"], snapshot=json.dumps(snapshot, ensure_ascii=False), snapshot_hash="a" * 64
    )


def seconds(work) -> float:
    """The median of a few goes."""
    taken = []
    for _ in range(TIMES):
        begun = time.monotonic()
        work()
        taken.append(time.monotonic() - begun)
    return statistics.median(taken)


def plain(people: int) -> None:
    """The annex alone, as an ordinary table."""
    row = ("1", "王小明", "1501************28", "150100-2026-0012", "1,200.00", "1,000.00", "200.00")
    cells = "".join(f"<td>{cell}</td>" for cell in row)
    html = (
        f"<!doctype html><html lang=zh-CN><body><table class=annex>{f'<tr>{cells}</tr>' * people}</table></body></html>"
    )
    pdf.render(html, title="x", identifier="x", made_at=AT)


def main() -> None:
    app = create_app({"testing": True})
    with app.app_context():
        printing.submit(voucher(1), copy=1, printed_at=AT).result()  # the worker's first one reads the fonts
        print("people   voucher s   plain annex alone s   ratio")
        for people in (15, 100, 400):
            whole = seconds(lambda people=people: printing.submit(voucher(people), copy=1, printed_at=AT).result())
            alone = seconds(lambda people=people: plain(people))
            print(f"{people:6}   {whole:9.2f}   {alone:19.2f}   {alone / whole:5.1f}")
    workers.stop()


if __name__ == "__main__":
    main()

"""Rows of an annex: drawn fast, read and seen like any table, plain where the fast way would lose anything."""

import time
from importlib.metadata import version

import pymupdf
import pytest

from kernel import annex as annexes
from kernel import workers
from kernel.annex import Column, Rows, annex, missing_characters
from tests.kernel.printing import bare_app, drawn, print_one

COLUMNS = [Column("序号", 15), Column("姓名", 40), Column("金额", 30, is_number=True)]
ROWS = [(n, "<b>李四 & 䶮𬭎</b>", f"{n},800.00") for n in range(1, 121)]
TOTAL = ("", "合计", "96,000.00")


@pytest.fixture(scope="module", autouse=True)
def rest():
    yield
    workers.stop()


@pytest.fixture(autouse=True)
def context():
    with bare_app().app_context():
        yield


def pages(*arguments, body="{}"):
    return list(pymupdf.open(stream=print_one(body.replace("{}", annex(*arguments)))))


def plain(monkeypatch, *arguments):
    with monkeypatch.context() as patched:
        patched.setattr(annexes, "_is_drawable", lambda columns, texts: False)
        return pages(*arguments)


def test_an_annex_repeats_its_head_and_closes_with_its_total():
    texts = [page.get_text() for page in pages(COLUMNS, ROWS, TOTAL)]
    assert len(texts) > 2
    assert all("姓名" in text for text in texts)
    assert sum(text.count("合计") for text in texts) == 1
    assert "96,000.00" in texts[-1]


def test_every_cell_is_read_out_in_order():
    words = "\n".join(page.get_text() for page in pages(COLUMNS, ROWS)).split("\n")
    assert [word for word in words if word.endswith(",800.00")] == [row[2] for row in ROWS]
    assert words.count("<b>李四 & 䶮𬭎</b>") == len(ROWS)


def test_the_rows_are_seen_as_dark_and_as_wide_as_a_plain_table(monkeypatch):
    rows = ROWS[:24]
    fast, slow = pages(COLUMNS, rows), plain(monkeypatch, COLUMNS, rows)
    assert drawn(fast[0]) == pytest.approx(drawn(slow[0]), rel=0.1)
    for word in ("24,800.00", "1,800.00", "<b>李四"):
        [quick], [plainly] = fast[0].search_for(word)[:1], slow[0].search_for(word)[:1]
        assert (quick.x0, quick.x1) == pytest.approx((plainly.x0, plainly.x1), abs=1)


def test_no_row_is_cut_by_a_page_or_written_over_what_follows():
    for page in pages(COLUMNS, ROWS, TOTAL, body="{}<p>after</p>"):
        boxes = sorted(word[1:4:2] for word in page.get_text("words") if ",800.00" in word[4])
        assert all(below[0] > above[0] + 5 for above, below in zip(boxes, boxes[1:], strict=False) if above != below)
        assert all(bottom < 800 for _top, bottom in boxes)


def test_a_wide_value_is_squeezed_into_its_column():
    name = "内蒙古自治区呼和浩特市新城区某某"
    [page] = pages(COLUMNS, [(1, name, "800.00")])
    [found] = page.search_for(name)
    assert found.width < 37 * 72 / 25.4 + 1
    assert "rows:" in annex(COLUMNS, [(1, name, "800.00")])


@pytest.mark.parametrize("name", ["内蒙古自治区" * 6, "张\U00030000"])
def test_what_the_fast_way_would_spoil_makes_a_plain_table(name):
    table = annex(COLUMNS, [(1, name, "800.00")])
    assert "rows:" not in table
    assert name in table


def test_rows_travel_in_an_address():
    rows = Rows([(15.0, False), (30.0, True)], [['张三?&#"', "1"], ["", "−2"]])
    assert Rows.of(rows.address) == rows


def test_cells_and_columns_are_as_many():
    with pytest.raises(ValueError, match="zip"):
        annex(COLUMNS, [(1, 2)])


def test_an_empty_annex_is_a_table_still():
    assert "合计" in pages(COLUMNS, [], TOTAL)[0].get_text()


def test_characters_the_font_lacks_are_named():
    assert missing_characters("张三 䶮㛃 𬭎 㐂鿍 欧阳·娜仁") == []
    assert missing_characters("张\U0002ffff三\U00030000\U00030000") == ["\U00030000"]


def test_many_rows_take_no_more_than_a_quarter_of_a_plain_table(monkeypatch):
    def seconds(call):
        start = time.monotonic()
        call()
        return time.monotonic() - start

    rows = [(*row, *row, row[0]) for row in ROWS]
    columns = [*COLUMNS, *COLUMNS, Column("次", 12)]
    pages(columns, rows[:1])
    fast = seconds(lambda: pages(columns, rows))
    assert fast < seconds(lambda: plain(monkeypatch, columns, rows)) / 4


def test_the_versions_whose_inside_is_used_have_not_moved():
    assert (version("weasyprint"), version("pydyf")) == ("70.0", "0.13.0")

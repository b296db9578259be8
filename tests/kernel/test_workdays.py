"""The page of working days: what is announced, and the next year's announcement from a file."""

import io
from datetime import date

import pytest

from kernel import calendar, spreadsheets
from kernel.workdays.forms import HEADINGS

LINES = [["2027-01-01", "休息", "元旦"], ["2027-01-03", "上班", "调休上班"]]


@pytest.fixture
def officer(session, factories):
    made = factories.user("administrator")
    session.commit()
    return made


def send(client, lines, source="国办发明电〔2026〕7号", name="2027.xlsx"):
    content = spreadsheets.write_workbook([spreadsheets.Written("表", list(HEADINGS), lines)])
    fields = {"source": source, "file": (io.BytesIO(content), name)}
    return client.submit("/workdays/announce", fields, content_type="multipart/form-data")


def test_the_page_says_how_far_dates_are_computed(client, officer):
    page = client.login(officer).get("/workdays/")
    assert page.status_code == 200
    assert "2026-12-31" in page.text


def test_an_announcement_is_entered_from_a_file(client, officer):
    assert send(client.login(officer), LINES).status_code == 302
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 1, 3))
    assert send(client, LINES).status_code == 422


@pytest.mark.parametrize(
    "lines",
    [
        [["2027-13-01", "休息", "元旦"]],
        [["2027-01-01", "放假", "元旦"]],
        [["2027-01-01", "休息", "元旦"], ["2028-01-01", "休息", "元旦"]],
    ],
)
def test_a_faulty_file_enters_nothing(client, officer, lines):
    assert send(client.login(officer), lines).status_code == 422
    assert calendar.last_announced_day() == date(2026, 12, 31)


def test_the_template_can_be_read_again(client, officer):
    content = client.login(officer).get("/workdays/template.xlsx").data
    [row] = spreadsheets.read_table(content, "a.xlsx", list(HEADINGS)).rows
    assert row.cells["日期"] == "2027-01-01"


def test_who_does_not_administer_enters_nothing(client, session, factories):
    other = factories.user("expert")
    session.commit()
    assert client.login(other).get("/workdays/announce").status_code == 403

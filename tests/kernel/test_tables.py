"""Tables: what is asked in the address is what is shown, and nothing more than was declared can be asked."""

import io
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import render_template_string
from python_calamine import CalamineWorkbook

from kernel import table_export
from kernel.accounts.models import User
from kernel.organisations.models import Organisation
from kernel.refusals import Refusal
from kernel.tables import Choice, Column, Table, exported

PAGE = '{% import "macros/tables.html" as tables with context %}{{ tables.table(table) }}'
KINDS = (("school", "School"), ("enterprise", "Enterprise"))


@pytest.fixture
def bodies(session):
    """Sixty-one organisations: an odd one with a percent sign, a formula for a name, thirty of each kind."""
    for number in range(60):
        session.add(
            Organisation(
                code=f"C{number:03d}", name=f"Body {number // 2:02d}", kind=KINDS[number % 2][0], region_code="150100"
            )
        )
    session.add(Organisation(code="=1+1", name="100% sure_thing", kind="school", region_code="150100"))
    session.flush()


def table(**options):
    return Table(
        sa.select(Organisation).where(sa.or_(Organisation.code.like("C%"), Organisation.code == "=1+1")),
        **{
            "name": "bodies",
            "caption": "Bodies",
            "search": (Organisation.name, Organisation.code),
            "filters": (Choice("kind", "Kind", Organisation.kind, KINDS),),
            "default_sort": "name",
            "columns": (
                Column("name", "Name", sort=Organisation.name),
                Column("code", "Code"),
                Column("id", "Number", sort=Organisation.id, format="count"),
                Column("act", None, value=lambda row: "Open", link=lambda row: f"/{row.id}"),
            ),
            **options,
        },
    )


def ask(app, address="", **options):
    """What the table shows at this address."""
    with app.test_request_context(f"/search?{address}"):
        made = table(**options)
        return SimpleNamespace(
            codes=[row.code for row in made.rows],
            count=made.count,
            pages=made.pages,
            page=made.page_number,
            is_narrowed=made.is_narrowed,
        )


def test_first_page_has_twenty_rows_and_the_whole_is_counted(app, bodies):
    shown = ask(app)
    assert (shown.count, len(shown.codes), shown.pages) == (61, 20, 4)


def test_pages_together_hold_every_row_once_though_names_are_equal(app, bodies):
    codes = [code for page in (1, 2, 3, 4) for code in ask(app, f"bodies-page={page}").codes]
    assert len(codes) == len(set(codes)) == 61


def test_sorting_by_a_header_turns_round(app, bodies):
    up, down = (ask(app, f"bodies-sort={sort}&bodies-size=200").codes for sort in ("id", "-id"))
    assert up == down[::-1]
    assert len(up) == 61


@pytest.mark.parametrize(
    "address",
    [
        "bodies-sort=code",
        "bodies-sort=password",
        "bodies-page=zero",
        "bodies-size=1000000",
        "bodies-kind=unheard",
        "bodies-page=99999999999999999999",
    ],
)
def test_what_was_not_declared_falls_to_the_default(app, bodies, address):
    assert ask(app, address).codes == ask(app).codes


def test_a_page_past_the_end_is_the_last(app, bodies):
    assert ask(app, "bodies-page=77").page == 4


@pytest.mark.parametrize(
    ("text", "found"), [("100%", 1), ("%25", 0), ("_", 1), ("body 07", 2), ("\\", 0), ("nobody", 0)]
)
def test_search_takes_percent_and_underscore_as_they_are_typed(app, bodies, text, found):
    with app.test_request_context("/search", query_string={"bodies-q": text}):
        assert table().count == found


def test_a_filter_narrows_and_says_so(app, bodies):
    shown = ask(app, "bodies-kind=enterprise&bodies-size=50")
    assert shown.count == 30
    assert shown.is_narrowed
    assert all(int(code[1:]) % 2 for code in shown.codes)


def test_two_tables_of_a_page_keep_their_questions_apart(app, bodies):
    with app.test_request_context("/search?bodies-page=2&others-q=07"):  # two names and the code C007
        first, second = table(), table(name="others")
        assert (first.page_number, first.count, second.page_number, second.count) == (2, 61, 1, 3)
        assert "others-q=07" in first.address(page=3)
        assert "bodies-page=2" in second.address(page=1)


def test_links_keep_what_was_asked(app, bodies):
    with app.test_request_context("/search?bodies-kind=school&bodies-page=2&q=x"):
        made = table()
        assert made.address(sort=made.columns[0]) == "/search?q=x&bodies-kind=school&bodies-sort=-name#bodies"


def test_headers_say_how_the_table_is_sorted(app, bodies):
    with app.test_request_context("/search?bodies-sort=-id"):
        html = render_template_string(PAGE, table=table())
    assert 'aria-sort="descending"' in html
    assert html.count("aria-sort=") == 2
    assert "<caption" in html
    assert 'data-label="Code"' in html


def test_an_empty_table_says_a_sentence(app):
    with app.test_request_context("/search?bodies-q=nothing-like-it"):
        assert "没有符合条件的记录" in render_template_string(PAGE, table=table())
    with app.test_request_context("/search"):
        assert "Nobody yet" in render_template_string(PAGE, table=table(empty="Nobody yet"))


def test_export_holds_the_filtered_whole_in_the_order_shown(app, bodies):
    with app.test_request_context("/search?bodies-kind=school&bodies-sort=-id&bodies-export=xlsx"):
        answer = exported(table())
    answer.direct_passthrough = False
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Name", "Code", "Number"]
    assert len(rows) == 32
    assert rows[1][1] == "=1+1"
    assert [row[2] for row in rows[1:]] == sorted((row[2] for row in rows[1:]), reverse=True)


def test_without_the_question_nothing_is_exported(app, bodies):
    with app.test_request_context("/search?others-export=xlsx"):
        assert exported(table()) is None


def test_export_beyond_the_limit_is_refused(app, bodies, monkeypatch):
    monkeypatch.setattr(table_export, "LONGEST", 60)
    with app.test_request_context("/search?bodies-export=xlsx"), pytest.raises(Refusal, match="EXPORT_TOO_LONG"):
        exported(table())


def test_grouped_rows_are_paged_in_a_fixed_order(app, bodies):
    query = sa.select(Organisation.kind, sa.func.count().label("bodies")).group_by(Organisation.kind)
    with app.test_request_context("/search"):
        made = Table(query, name="kinds", columns=(Column("kind", "Kind"), Column("bodies", "Bodies", format="count")))
        assert [row.kind for row in made.rows] == sorted(row.kind for row in made.rows)
        assert made.count == len(made.rows)


def test_rows_of_several_columns_have_names(app, session, factories):
    someone = factories.user("auditor")
    with app.test_request_context("/search"):
        made = Table(
            sa.select(User.id, User.name).where(User.id == someone.id), name="users", columns=(Column("name", "Name"),)
        )
        assert [made.columns[0].cell(row) for row in made.rows] == [someone.name]


def test_cells_are_escaped(app, session):
    session.add(Organisation(code="C999", name="<script>alert(1)</script>", kind="school", region_code="150100"))
    with app.test_request_context("/search"):
        html = render_template_string(PAGE, table=table())
    assert "<script>" not in html
    assert "&lt;script&gt;" in html

"""Tables on pages: filter and search above, sort by header, paging below, the filtered whole as xlsx.

    Table(scope(select(Run), Run), name="runs", caption=_l("Settlement runs"),
          columns=(Column("period", _l("Period"), sort=Run.period, link=lambda run: url_for(…)),
                   Column("total_fen", _l("Total"), sort=Run.total_fen, format="fen"),
                   Column("state", _l("State"), format="state")),
          search=(Run.number,), filters=(Choice("state", _l("State"), Run.state, State.choices()),),
          default_sort="-period").page("settlement/runs/index.html", year=2026)

In the template: `{{ tables.table(table) }}`. `page` answers with the file when the export was asked for. Further Tables
may be passed in its context under their own names; each has its own query parameters (`runs-q`, `runs-sort`, …). Rows
are entities when the select names one model, else Row tuples with named columns. Only declared columns sort; ties are
broken by the primary key, so paging never repeats or loses a row.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from kernel.db import db
from kernel.table_parts import Choice, Column, like

SIZES = (20, 50, 200)
__all__ = ["Choice", "Column", "Table"]


class Table:
    """One table of a page, read from the request when drawn; an unknown sort, choice or page falls to its default."""

    def __init__(
        self,
        query: sa.Select,
        *,
        columns: Sequence[Column],
        name: str,
        caption: Any = "",
        search: Sequence = (),
        filters: Sequence[Choice] = (),
        default_sort: str | None = None,
        empty: Any = None,
        sizes: Sequence[int] = SIZES,
        exportable: bool = True,
    ):
        self.query, self.columns, self.name, self.search, self.filters = (
            query,
            tuple(columns),
            name,
            tuple(search),
            tuple(filters),
        )
        self.caption, self.sizes, self.exportable = caption or _l("Table"), tuple(sizes), exportable
        self.default_sort, self._empty = default_sort or "", empty

    # what was asked

    def asked(self, what: str) -> str:
        return request.args.get(f"{self.name}-{what}", "").strip()

    @property
    def wanted(self) -> str:
        return self.asked("q")[:100]

    def chosen(self, choice: Choice) -> str:
        value = self.asked(choice.name)
        return value if value in {str(allowed) for allowed, _ in choice.options()} else ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.wanted or any(self.chosen(choice) for choice in self.filters))

    @property
    def has_tools(self) -> bool:
        return bool(self.search or self.filters) and (self.is_narrowed or self.count > 0)

    @cached_property
    def sorted_by(self) -> tuple[Column | None, bool]:
        """(column, descending) as asked, else as declared."""
        for text in (self.asked("sort"), self.default_sort):
            column = next((c for c in self.columns if c.is_sortable and c.name == text.removeprefix("-")), None)
            if column:
                return column, text.startswith("-")
        return None, False

    def sort_of(self, column: Column) -> str:
        """The value of aria-sort."""
        by, descending = self.sorted_by
        return "none" if by is not column else "descending" if descending else "ascending"

    @property
    def size(self) -> int:
        return next((size for size in self.sizes if str(size) == self.asked("size")), self.sizes[0])

    @property
    def page_number(self) -> int:
        text = self.asked("page")
        return min(max(int(text), 1), self.pages) if text.isdecimal() and len(text) < 8 else 1

    # what is there

    @cached_property
    def narrowed(self) -> sa.Select:
        """The query with the search and the filters that were asked, not yet sorted."""
        query = self.query
        if self.wanted:
            query = query.where(
                sa.or_(*(sa.cast(column, sa.String).ilike(like(self.wanted), escape="\\") for column in self.search))
            )
        for choice in self.filters:
            if value := self.chosen(choice):
                query = query.where(choice.condition(value))
        return query

    @cached_property
    def ordered(self) -> sa.Select:
        by, descending = self.sorted_by
        order = [(by.sort.desc() if descending else by.sort.asc()).nulls_last()] if by else self.query._order_by_clauses
        return self.narrowed.order_by(None).order_by(*order, *self._ties())

    def _ties(self) -> list:
        entities = [part["entity"] for part in self.query.column_descriptions if part["entity"] is not None]
        return (
            [column for entity in dict.fromkeys(entities) for column in sa.inspect(entity).mapper.primary_key]
            if not self.query._group_by_clauses
            else list(self.query._group_by_clauses)
        )

    @cached_property
    def count(self) -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(self.narrowed.order_by(None).subquery()))

    @cached_property
    def rows(self) -> list:
        return (
            self._fetch(self.ordered.limit(self.size).offset((self.page_number - 1) * self.size)) if self.count else []
        )

    def _fetch(self, query: sa.Select) -> list:
        result = db.session.execute(query)
        return list(result.scalars() if self.is_of_entities else result)

    @property
    def is_of_entities(self) -> bool:
        """Whether the select names one model, so that rows are its objects."""
        parts = self.query.column_descriptions
        return len(parts) == 1 and parts[0]["expr"] is parts[0]["entity"]

    @property
    def pages(self) -> int:
        return max(-(-self.count // self.size), 1)

    def page_links(self) -> list[tuple[str, int | None]]:
        """[(label, page)] around the present page; None stands for a gap."""
        shown = sorted({1, self.pages, *range(max(self.page_number - 2, 1), min(self.page_number + 2, self.pages) + 1)})
        links, before = [], 0
        for number in shown:
            if number > before + 1:
                links.append(("…", None))
            links.append((str(number), number))
            before = number
        return links

    @property
    def empty_sentence(self) -> Any:
        return (
            _l("Nothing matches; clear the search to see all rows.")
            if self.is_narrowed
            else self._empty or _l("Nothing here yet.")
        )

    # where links go

    def address(
        self,
        *,
        sort: Column | None = None,
        page: int | None = None,
        size: int | None = None,
        export: str | None = None,
        all: bool = False,
    ) -> str:
        """This page with one thing about this table changed; other tables keep theirs."""
        own = {} if all else {key: value for key, value in request.args.items() if key.startswith(f"{self.name}-")}
        for what in ("page", "export"):
            own.pop(f"{self.name}-{what}", None)
        wish = {"page": page, "size": size, "export": export, "sort": sort and self._next_sort(sort)}
        own |= {f"{self.name}-{what}": value for what, value in wish.items() if value}
        anchor = None if export else self.name
        return url_for(request.endpoint, **request.view_args, **dict(self.other_arguments()), **own, _anchor=anchor)

    def _next_sort(self, column: Column) -> str:
        return f"-{column.name}" if self.sort_of(column) == "ascending" else column.name

    def other_arguments(self) -> list[tuple[str, str]]:
        return [(key, value) for key, value in request.args.items() if not key.startswith(f"{self.name}-")]

    # answers

    def page(self, template: str, **context: Any) -> str | Response:
        """The drawn template with this table as `table`, or the file when a table's export was asked for."""
        return exported(self, *(value for value in context.values() if isinstance(value, Table))) or render_template(
            template, table=self, **context
        )

    def export(self) -> Response:
        """The filtered, sorted whole as xlsx."""
        from kernel.table_export import workbook

        return workbook(self)


def exported(*tables: Table) -> Response | None:
    """The file of the table whose export was asked for, or None. For pages drawn by other means than `Table.page`."""
    for table in tables:
        if table.exportable and table.asked("export") == "xlsx":
            return table.export()
    return None


def init_app(app: Flask) -> None:
    app.jinja_env.tests["table"] = lambda value: isinstance(value, Table)

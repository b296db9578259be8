"""Draws the rows of an annex inside a worker: one image of WeasyPrint's, whose drawing is text.

WeasyPrint looks into its image cache before it fetches, so nothing is patched; what is used beyond its public interface
(`stream.add_font`, `Font.to_unicode` and `widths`, `text.line_break.Layout`) is pinned with it, and tests read the text
and look at the ink.
"""

from tinycss2.color5 import parse_color
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from kernel.annex import PADDING_MM, SCHEME, Rows

MM = 96 / 25.4  # CSS pixels
ROW = 5.1 * MM
RULE = 0.1 * MM
RULE_COLOUR = parse_color("#dfe4ea")
BASELINE = 0.68  # of the row's height, for 8 pt


class RowCache(dict):
    """WeasyPrint's image cache, in which every address of rows is found."""

    def __contains__(self, address) -> bool:
        return address.startswith(SCHEME) or super().__contains__(address)

    def __missing__(self, address):
        self[address] = image = RowImage(Rows.of(address))
        return image


class RowImage:
    """Some rows, as an image that knows its size and draws itself."""

    def __init__(self, rows: Rows):
        self.rows = rows
        self.width = sum(width for width, _is_number in rows.columns) * MM
        self.height = len(rows.cells) * ROW

    def get_intrinsic_size(self, resolution, font_size):
        return self.width, self.height, self.width / self.height

    def draw(self, stream, width, height, style) -> None:
        """Text of all cells in reading order, then a rule below each row."""
        glyphs = _Glyphs(stream, style, {each for row in self.rows.cells for text in row for each in text})
        stream.set_color(style["color"])
        stream.begin_text()
        for number, row in enumerate(self.rows.cells):
            self._draw_row(stream, glyphs, row, (number + BASELINE) * ROW)
        stream.end_text()
        stream.set_color(RULE_COLOUR)
        for number in range(1, len(self.rows.cells) + 1):
            stream.rectangle(0, number * ROW - RULE, self.width, RULE)
        stream.fill()

    def _draw_row(self, stream, glyphs, row: list[str], y: float) -> None:
        left = 0.0
        for text, (millimetres, is_number) in zip(row, self.rows.columns, strict=True):
            width, padding = millimetres * MM, PADDING_MM * MM
            if text:
                natural = glyphs.width(text)
                squeeze = min(1, (width - 2 * padding) / natural) if natural else 1
                x = left + width - padding - natural * squeeze if is_number else left + padding
                glyphs.show(text, x, y, squeeze)
            left += width


class _Glyphs:
    """Glyph and advance of every character that is needed, asked of Pango once an image."""

    def __init__(self, stream, style, characters: set[str]):
        self.stream, self.glyphs, self.font, self.size = stream, {}, None, 0
        layout = Layout(style)
        layout.set_text(" ".join(sorted(characters | {" "})))
        line, _rest = layout.get_first_line()
        run = line.runs[0]
        while run != ffi.NULL:
            self._add(run.data, layout.text.encode())
            run = run.next

    def width(self, text: str) -> float:
        """In CSS pixels."""
        return sum(self.font.widths[self.glyphs[each]] for each in text) * self.size / 1000

    def show(self, text: str, x: float, y: float, squeeze: float) -> None:
        self.stream.set_font_size(self.font.hash, self.size)
        self.stream.set_text_matrix(squeeze, 0, 0, -1, x, y)
        self.stream.show_text(f"<{''.join(f'{self.glyphs[each]:04x}' for each in text)}>")

    def _add(self, item, text: bytes) -> None:
        pango_font, string = item.item.analysis.font, item.glyphs
        font, size = self.stream.add_font(pango_font)
        if self.font not in (None, font):
            raise ValueError(f"{font.family} stepped in for a character that the shipped font lacks")
        self.font, self.size = font, size
        ends = [*string.log_clusters[1 : string.num_glyphs], item.item.length]
        for index, end in enumerate(ends):
            start, glyph = string.log_clusters[index], string.glyphs[index].glyph
            character = text[item.item.offset + start : item.item.offset + end].decode()
            self.glyphs[character] = glyph
            font.to_unicode.setdefault(glyph, character)
            if glyph not in font.widths:
                pango.pango_font_get_glyph_extents(pango_font, glyph, self.stream.ink_rect, self.stream.logical_rect)
                font.widths[glyph] = round(self.stream.logical_rect.width * 1000 * FROM_UNITS / size)

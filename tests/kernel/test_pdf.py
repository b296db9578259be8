"""Printing: the font everybody can read, nothing fetched, files given back, equal bytes for equal documents."""

import io
import subprocess
import sys

import pikepdf
import pymupdf
import pytest
from PIL import Image

from kernel import pdf, workers
from tests.kernel.printing import AT, bare_app, drawn, ink, print_one

NAMES = "张三 䶮㛃 𬭎 㐂鿍 欧阳·娜仁"
SNAPSHOT = '{"合计":"1,234.50"}'.encode()


@pytest.fixture(scope="module", autouse=True)
def rest():
    yield
    workers.stop()


@pytest.fixture
def app():
    bare = bare_app()
    with bare.app_context():
        yield bare


@pytest.fixture
def voucher(app):
    return print_one(
        NAMES,
        attachments=[
            pdf.Attached("voucher.json", SNAPSHOT, "Snapshot", "Source"),
            pdf.Attached("persons.csv", b"a,b\n", "Persons"),
        ],
    )


def ask(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_embedded_fonts_are_truetype_and_subset(voucher):
    fonts = {font[3]: font[1] for page in pymupdf.open(stream=voucher) for font in page.get_fonts()}
    assert set(fonts.values()) == {"ttf"}
    assert all("+Noto-Sans-SC" in name.replace(" ", "-") for name in fonts)
    assert len(voucher) < 120_000


def test_chinese_is_visible_in_mupdf_and_poppler_alike(voucher, tmp_path):
    (tmp_path / "v.pdf").write_bytes(voucher)
    command = ["pdftoppm", "-r", "100", "-png", "-singlefile", tmp_path / "v.pdf", tmp_path / "poppler"]
    subprocess.run(command, check=True)
    poppler = ink(Image.open(tmp_path / "poppler.png"))
    mupdf = drawn(pymupdf.open(stream=voucher)[0])
    blank = ink(Image.new("L", (100, 100), 255))
    assert blank == 0
    assert mupdf > 0.002
    assert mupdf == pytest.approx(poppler, rel=0.35)


def test_each_rare_character_leaves_ink_of_its_own(app):
    body = "".join(f"<p style='font-size:40pt;break-before:page'>{character}</p>" for character in "䶮㛃𬭎㐂鿍")
    pages = list(pymupdf.open(stream=print_one(body)))[1:]
    assert [drawn(page, 50) > 0.0005 for page in pages] == [True] * 5


def test_text_can_be_read_out_again(voucher):
    text = pymupdf.open(stream=voucher)[0].get_text()
    assert "职业培训补贴拨付凭证" in text
    assert NAMES.split()[0] in text


def test_the_file_is_sound_and_says_pdf_a_3b(voucher, tmp_path):
    (tmp_path / "v.pdf").write_bytes(voucher)
    assert subprocess.run(["qpdf", "--check", tmp_path / "v.pdf"], capture_output=True).returncode == 0
    with pikepdf.open(tmp_path / "v.pdf") as opened:
        metadata = opened.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert metadata["dc:title"] == "凭证"
        assert {str(each.AFRelationship) for each in opened.Root.AF} == {"/Source", "/Data"}


def test_attached_files_come_back_byte_for_byte(voucher, tmp_path):
    (tmp_path / "v.pdf").write_bytes(voucher)
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, tmp_path / "v.pdf"], check=True, capture_output=True)
    assert (tmp_path / "voucher.json").read_bytes() == SNAPSHOT
    assert (tmp_path / "persons.csv").read_bytes() == b"a,b\n"


def test_equal_documents_are_equal_bytes(app, voucher):
    again = print_one(
        NAMES,
        attachments=[
            pdf.Attached("voucher.json", SNAPSHOT, "Snapshot", "Source"),
            pdf.Attached("persons.csv", b"a,b\n", "Persons"),
        ],
    )
    assert again == voucher
    assert print_one(NAMES, identifier="other") != print_one(NAMES)


@pytest.mark.parametrize(
    "body",
    [
        "<img src='file:///etc/hostname'>",
        "<img src='http://127.0.0.1:9/x.png'>",
        "<img src='part:unnamed'>",
        "<img src='relative.png'>",
        "<link rel=attachment href='file:///etc/hostname'>",
        "<link rel=stylesheet href='http://127.0.0.1:9/x.css'>",
        "<p style='background:url(file:///etc/hostname)'>x</p>",
        "<style>@font-face{font-family:x;src:url(file:///etc/hostname)}p{font-family:x}</style>",
        "<style>@import 'file:///etc/hostname';</style>",
        "<img src='data:image/svg+xml,<svg/>'>",
    ],
)
def test_what_the_document_was_not_given_ends_the_printing(app, body):
    with pytest.raises(pdf.AddressRefused):
        print_one(body)


def test_a_named_part_is_printed(app):
    picture = io.BytesIO()
    Image.new("RGB", (200, 200), "#000000").save(picture, "png")
    body = "<img src='part:seal' style='width:100mm'>"
    page = pymupdf.open(stream=print_one(body, parts={"part:seal": (picture.getvalue(), "image/png")}))[0]
    assert drawn(page, 50) > 0.1


def test_a_qr_code_is_drawn_inline(app):
    svg = pdf.qr_svg("http://127.0.0.1:8000/vouchers/check/1?h=abc")
    assert svg.count("<path") == 1
    page = pymupdf.open(stream=print_one(svg))[0]
    assert drawn(page, 100) > 0.004


def test_the_demonstration_prints_its_watermark_on_every_page(app, monkeypatch):
    settings = app.config["SETTINGS"]
    body = "<p>一</p><p style='break-before:page'>二</p>"
    plain = [page.get_text() for page in pymupdf.open(stream=print_one(body))]
    monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"demo": True}))
    marked = [page.get_text() for page in pymupdf.open(stream=print_one(body))]
    assert len(marked) == 2
    assert all("Demonstration" in text for text in marked)
    assert not any("Demonstration" in text for text in plain)


def test_the_fast_subsetter_is_in_use():
    found = "from weasyprint.text.ffi import harfbuzz, harfbuzz_subset; "
    assert ask(found + "print(bool(harfbuzz_subset and harfbuzz.hb_version_atleast(4, 1, 0)))") == "True"


def test_the_web_process_never_loads_weasyprint():
    assert ask("import sys, wsgi, kernel.pdf; print('weasyprint' in sys.modules)") == "False"


def test_an_instant_without_a_zone_is_refused(app):
    with pytest.raises(TypeError, match="zone"):
        print_one(NAMES, made_at=AT.replace(tzinfo=None))

"""The paper: Chinese that every reader shows, the figures of the snapshot, the snapshot itself inside."""

import io
import json
import subprocess
from datetime import date

import pymupdf
import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from kernel import clock, workers
from settlement.vouchers import printing, queries, service
from settlement.vouchers.snapshot import shown as persons_of
from tendering.permissions import Role


@pytest.fixture(scope="module", autouse=True)
def rest():
    yield
    workers.stop()


@pytest.fixture
def voucher(factories, clock_at):
    clock_at(date(2026, 4, 2))
    factories.fund()
    _institution, _class, lines = factories.payable_class(numbers=("", "", ""))
    factories.employed(lines[0], to_on=date(2028, 3, 31))
    [made] = factories.vouchers_of(factories.drafted_run("2026-04"))
    return made


def printed(voucher, tmp_path, copy=1):
    content = printing.submit(voucher, copy=copy, printed_at=clock.now()).result(timeout=120)
    path = tmp_path / "voucher.pdf"
    path.write_bytes(content)
    return path


def ink(image) -> float:
    pixels = image.convert("L").histogram()
    return sum(pixels[:110]) / sum(pixels)


def words(path) -> str:
    """The text of the file as Poppler reads it, cell after cell, without spaces and line ends."""
    read = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return "".join(read.split())


def test_the_paper_shows_number_amounts_handlers_and_people(voucher, tmp_path):
    text = words(printed(voucher, tmp_path))
    snapshot = json.loads(voucher.snapshot)
    shown = [voucher.number, "¥2,800.00", "人民币贰仟捌佰元整", printing.fingerprint(voucher.snapshot_hash)]
    shown += [snapshot["payee"]["name"], snapshot["payee"]["account"]]
    shown += [hand["name"] for hand in snapshot["handlers"]]
    shown += [text for person in persons_of(snapshot) for text in (person.name, person.number)]
    assert [each for each in shown if "".join(each.split()) not in text] == []
    assert "不代替财政直接支付凭证" in text


def test_both_readers_draw_the_first_page_alike(voucher, tmp_path):
    path = printed(voucher, tmp_path)
    mupdf = ink(Image.open(io.BytesIO(pymupdf.open(path)[0].get_pixmap(dpi=80).tobytes("png"))))
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-f", "1", "-l", "1", path, tmp_path / "page"], check=True)
    poppler = ink(Image.open(next(tmp_path.glob("page*.png"))))
    assert mupdf > 0.01
    assert mupdf == pytest.approx(poppler, rel=0.35)


def test_the_file_is_sound_and_gives_back_snapshot_and_persons(voucher, tmp_path):
    path = printed(voucher, tmp_path)
    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, path], check=True, capture_output=True)
    assert (tmp_path / "voucher.json").read_text() == voucher.snapshot
    rows = CalamineWorkbook.from_path(str(tmp_path / "persons.xlsx")).get_sheet_by_index(0).to_python()
    assert sum(round(row[6] * 100) for row in rows[1:]) == voucher.total_fen


def test_a_red_letter_says_so_and_names_what_it_corrects(voucher, factories, tmp_path):
    [red] = factories.vouchers_of(service.correct(voucher, reason="更正", actor=factories.user(Role.LABOUR_OFFICER)))
    text = words(printed(red, tmp_path))
    assert "（红字）" in text
    assert voucher.number in text
    assert "人民币负贰仟捌佰元整" in text
    assert "−¥2,800.00" in text


def test_each_copy_is_counted_with_a_hash_of_its_own(voucher, factories, tmp_path):
    actor = factories.user(Role.FINANCE_OFFICER)
    for copy in (1, 2):
        content = printed(voucher, tmp_path, copy).read_bytes()
        service.print_copy(voucher, content, copy=copy, printed_at=clock.now(), actor=actor)
    prints = queries.prints(voucher)
    assert [each.copy for each in prints] == [1, 2]
    assert prints[0].file_hash != prints[1].file_hash

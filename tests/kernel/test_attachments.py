"""The store of files: encrypted, checked by content, on disk before the commit, swept when nobody names them."""

import hashlib
import io
import os

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy.exc import DBAPIError

from kernel import attachments, sniffing, spreadsheets
from kernel.attachments import Attachment, open_bytes, store
from kernel.refusals import Refusal

PDF = b"%PDF-1.7\nsecret words\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
XLSX = spreadsheets.write_workbook([spreadsheets.Written("Sheet", ["A"], [["1"]])])
CSV = "姓名,金额\n张三,800\n"


@pytest.fixture
def room(app, tmp_path, monkeypatch, factories):
    settings = app.config["SETTINGS"]
    settings = settings.model_copy(update={"var_dir": tmp_path, "key_file": settings.keys_path})
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return tmp_path / "attachments"


@pytest.fixture
def keep(room, factories):
    actor = factories.user("labour_officer")

    def keep(content=PDF, filename="合同.pdf", media_type=None):
        return store(content, filename, media_type, region_code="150100", organisation_id=None, actor=actor)

    return keep


def refusal(call, *arguments) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return caught.value


def files(room):
    return sorted(each for each in room.rglob("*") if each.is_file())


def test_a_file_comes_back_and_is_unreadable_on_disk(room, keep, session):
    kept = keep()
    session.commit()
    [file] = files(room)
    assert open_bytes(kept) == PDF
    assert b"secret words" not in file.read_bytes()
    assert kept.hash == file.name == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (kept.filename, kept.media_type, kept.size) == ("合同.pdf", "application/pdf", len(PDF))


def test_equal_files_are_kept_apart(room, keep):
    assert keep().hash != keep().hash
    assert len(files(room)) == 2


def test_a_stream_is_kept_like_bytes(keep):
    assert open_bytes(keep(io.BytesIO(PDF))) == PDF


@pytest.mark.parametrize(
    ("content", "filename", "found"),
    [
        (PDF, "a.PDF", sniffing.PDF),
        (PNG, "a.png", sniffing.PNG),
        (JPEG, "a.jpeg", sniffing.JPEG),
        (JPEG, "a.jpg", sniffing.JPEG),
        (XLSX, "a.xlsx", sniffing.XLSX),
        (CSV.encode(), "a.csv", sniffing.CSV),
        (CSV.encode("utf-8-sig"), "a.csv", sniffing.CSV),
        (CSV.encode("gb18030"), "a.csv", sniffing.CSV),
    ],
)
def test_the_type_is_read_from_the_content(keep, content, filename, found):
    assert keep(content, filename).media_type == found


@pytest.mark.parametrize(
    ("content", "filename", "media_type", "code"),
    [
        (b"", "a.pdf", None, "ATTACHMENT_EMPTY"),
        (b"%PDF-" + bytes(attachments.MAX_BYTES), "a.pdf", None, "ATTACHMENT_TOO_LARGE"),
        (b"MZ\x90\x00", "a.exe", None, "ATTACHMENT_TYPE"),
        (b"PK\x03\x04 not a workbook", "a.xlsx", None, "ATTACHMENT_TYPE"),
        (b"\x00\x01\x02", "a.csv", None, "ATTACHMENT_TYPE"),
        (PDF, "a.png", None, "ATTACHMENT_MISMATCH"),
        (PDF, "a", None, "ATTACHMENT_MISMATCH"),
        (b"<script>alert(1)</script>", "a.html", None, "ATTACHMENT_MISMATCH"),
        (PDF, "a.pdf", "image/png", "ATTACHMENT_MISMATCH"),
    ],
)
def test_what_is_not_accepted_leaves_nothing_behind(room, keep, session, content, filename, media_type, code):
    assert refusal(keep, content, filename, media_type).code == code
    assert files(room) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Attachment)) == 0


def test_a_name_keeps_its_last_part_only(keep):
    assert keep(filename="C:\\Users\\x\\../合\r\n同.pdf").filename == "合同.pdf"
    assert keep(filename="长" * 300 + ".pdf").filename == "长" * 196 + ".pdf"


def test_a_changed_file_is_not_opened_and_is_named(room, keep, session):
    kept, whole = keep(), keep()
    session.commit()
    assert attachments.faults() == []
    file = attachments.path(kept.hash)
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert attachments.faults() == [f"{kept.hash}: changed"]
    with pytest.raises(InvalidTag):
        open_bytes(kept)
    attachments.path(whole.hash).unlink()
    assert attachments.faults()[1:] == [f"{whole.hash}: missing"]


def test_an_erased_file_is_refused_and_its_row_stays(keep, session):
    kept = keep()
    session.commit()
    attachments.erase(kept)
    session.commit()
    assert refusal(open_bytes, kept).code == "ATTACHMENT_ERASED"
    assert session.get(Attachment, kept.id)


def test_a_row_is_never_changed(keep, session):
    kept = keep()
    session.commit()
    kept.filename = "other.pdf"
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()


def test_only_old_files_without_a_row_are_swept(room, keep, session):
    kept = keep()
    session.commit()
    keep()
    session.rollback()
    (room / "draft-1").write_bytes(b"half")
    assert attachments.sweep() == 0
    for file in files(room):
        os.utime(file, (1, 1))
    assert {file.name for file in attachments.orphans()} == {file.name for file in files(room)} - {kept.hash}
    assert attachments.sweep() == 2
    assert [file.name for file in files(room)] == [kept.hash]
    assert attachments.sweep() == 0


def test_a_download_is_never_run_or_kept_by_a_browser(app, keep):
    with app.test_request_context():
        answer = attachments.send(keep())
        answer.direct_passthrough = False
        assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "%E5%90%88%E5%90%8C.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"

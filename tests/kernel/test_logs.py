"""Log lines: masked, JSON in production, tied to their request."""

import json
import logging

import pytest

from kernel import logs


def line(readable, message, *args, error=None):
    raised = error and (type(error), error, None)
    record = logging.LogRecord("somewhere", logging.ERROR, __file__, 1, message, args, raised)
    return logs.formatter(readable=readable).format(record)


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize("number", ["150102199003071234", "15010219900307123X", "13947100001", "6222020602001234567"])
def test_long_numbers_are_masked_in_every_line(readable, number):
    written = line(readable, "paid to %s at last", number)
    assert number not in written
    assert number[3:-3] not in written
    assert "at last" in written


def test_a_traceback_is_masked_too():
    assert "199003071234" not in line(False, "failed", error=ValueError("no such person: 150102199003071234"))


def test_voucher_numbers_and_amounts_stay_readable():
    assert "呼凭2026-000412 1234567890" in line(False, "呼凭2026-000412 1234567890")


def test_production_writes_json():
    written = json.loads(line(False, "ready"))
    assert written["event"] == "ready"
    assert written["level"] == "error"
    assert written["timestamp"].endswith("Z")


def test_each_answer_bears_its_request_id(client):
    given = client.get("/no-such-page", headers={"X-Request-ID": "abc-12345678"})
    assert given.headers["X-Request-ID"] == "abc-12345678"
    forged = client.get("/no-such-page", headers={"X-Request-ID": "<script>alert(1)</script>"})
    assert len(forged.headers["X-Request-ID"]) == 16

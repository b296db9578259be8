"""Pages of vouchers: the button, the copies, the public check."""

from datetime import date

import pytest
from flask_security import hash_password

from kernel import workers
from settlement.vouchers import queries
from tendering.permissions import Role


@pytest.fixture(scope="module", autouse=True)
def rest():
    yield
    workers.stop()


@pytest.fixture
def run(factories, clock_at):
    clock_at(date(2026, 4, 2))
    factories.fund()
    factories.payable_class()
    return factories.approved_run(factories.drafted_run("2026-04"))


@pytest.fixture
def finance(factories):
    officer = factories.user(Role.FINANCE_OFFICER)
    officer.password = hash_password("a good password")
    return officer


def post(client, run, finance, password="a good password"):
    return client.login(finance).submit(f"/vouchers/post/{run.id}", {"password": password})


def test_posting_needs_the_password_again(client, run, finance):
    answer = post(client, run, finance, "another")
    assert answer.status_code == 422
    assert run.state == "approved"


def test_the_button_posts_prints_and_gives_the_copy(client, run, finance):
    assert post(client, run, finance).status_code == 302
    [voucher] = queries.of_run(run.id)
    page = f"/vouchers/{voucher.id}"
    assert client.submit(f"{page}/print").status_code == 302
    copy = client.get(f"{page}/copies/1.pdf")
    assert copy.data.startswith(b"%PDF")
    assert client.get(f"{page}/copies/2.pdf").status_code == 404
    assert voucher.number in client.get(page).text


def test_a_second_press_is_a_moved_state(client, run, finance):
    post(client, run, finance)
    assert post(client, run, finance).status_code == 409


def test_the_public_page_confirms_number_and_hash(client, run, finance):
    post(client, run, finance)
    [voucher] = queries.of_run(run.id)
    client.logout()
    right = client.get(f"/vouchers/check/{voucher.number}?h={voucher.snapshot_hash[:16]}").text
    wrong = client.get(f"/vouchers/check/{voucher.number}?h={'0' * 16}").text
    short = client.get(f"/vouchers/check/{voucher.number}?h={voucher.snapshot_hash[:4]}").text
    assert "指纹一致" in right
    assert "¥800.00" in right
    assert "指纹不一致" in wrong
    assert "指纹不一致" in short
    assert client.get("/vouchers/check/nothing").status_code == 404


def test_an_institution_sees_its_own_vouchers_only(client, run, finance, factories):
    post(client, run, finance)
    [voucher] = queries.of_run(run.id)
    own = factories.user(Role.INSTITUTION, organisation=voucher.organisation)
    other = factories.user(Role.INSTITUTION, organisation=factories.organisation())
    assert client.login(own).get(f"/vouchers/{voucher.id}").status_code == 200
    assert client.login(other).get(f"/vouchers/{voucher.id}").status_code == 404
    assert client.login(own).get(f"/vouchers/post/{run.id}").status_code == 403


def test_the_password_may_be_guessed_ten_times(client, run, finance):
    for _ in range(10):
        assert post(client, run, finance, "another").status_code == 422
    answer = post(client, run, finance)
    assert answer.status_code == 422
    assert "十五分钟" in answer.text
    assert run.state == "approved"

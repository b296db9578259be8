"""Chinese unless asked otherwise; a cookie remembers; nobody is led off this site."""

import pytest
from flask_babel import force_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from kernel import i18n


def test_sentences_are_chinese_by_default_and_english_when_asked(app):
    assert gettext("Sign in") == "登录"
    with force_locale("en"):
        assert gettext("Sign in") == "Sign in"


def test_plurals_speak_both_languages(app):
    assert ngettext("%(num)s working day left", "%(num)s working days left", 3) == "剩 3 个工作日"
    with force_locale("en"):
        assert ngettext("%(num)s working day left", "%(num)s working days left", 1) == "1 working day left"
        assert ngettext("%(num)s working day left", "%(num)s working days left", 3) == "3 working days left"


def test_switching_is_remembered_and_returns_to_the_page(client):
    answer = client.get("/language/en?back=/search?q=x")
    assert (answer.status_code, answer.location) == (302, "/search?q=x")
    page = client.get("/search").text
    assert '<html lang="en"' in page
    assert "Sign in" in page
    client.get("/language/zh")
    assert '<html lang="zh-CN"' in client.get("/search").text


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "search", "", "/a\nb"]
)
def test_nobody_is_led_off_this_site(client, back):
    assert client.get("/language/en", query_string={"back": back}).location == "/"


def test_an_unknown_language_does_not_exist(client):
    assert client.get("/language/fr").status_code == 404


def test_a_kept_sentence_is_read_in_the_language_of_its_reader(app):
    kept = i18n.pack(_l("Waiting: %(who)s", who=_l("The schedule")))
    assert i18n.unpack(kept) == "等待：系统定时任务"
    with force_locale("en"):
        assert i18n.unpack(kept) == "Waiting: The schedule"
    assert i18n.unpack(i18n.pack("as it is")) == "as it is"


def test_library_sentences_are_chinese(client):
    page = client.submit("/account/login", {"email": "nobody@example.org", "password": "wrong"}).text
    assert "请更正以下内容" in page
    assert "Specified" not in page
    assert "Invalid" not in page
    assert "failed" not in page

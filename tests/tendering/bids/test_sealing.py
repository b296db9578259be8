"""Keys, shares and containers of sealed bids; cheap passphrases here, the real cost is checked once."""

import itertools

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.refusals import Refusal
from tendering.bids import container, sealing
from tendering.bids.container import Contents, SealedFile, pack, unpack
from tendering.bids.sealing import hand_over, join, make_identity, make_tender_key, seal_bid

TENDER = "呼职培招2026-003"
BID = f"{TENDER}/1/91150100MA0N0001XX"
BIDDER = Contents(
    BID,
    {"plan_summary": "两期\n每期四十人", "teachers": "12"},
    (SealedFile("plan", "方案.pdf", b"%PDF-1.7 \x00\xff"), SealedFile("plan", "", b"")),
)
PASS = [f"officer {n} passphrase" for n in range(3)]


@pytest.fixture(scope="module")
def officers():
    return [make_identity(passphrase, work=4) for passphrase in PASS]


@pytest.fixture(scope="module")
def key(officers):
    return make_tender_key(TENDER, [officer.recipient for officer in officers])


def opened(officers, key, first, second, **changes):
    handed = hand_over(
        key.sealed_shares[first],
        officers[first].sealed_secret,
        PASS[first],
        about=TENDER,
        to=officers[second].recipient,
    )
    options = {"about": TENDER, "public_key": key.public_key, **changes}
    return join(key.sealed_shares[second], handed, officers[second].sealed_secret, PASS[second], **options)


def refusal(call, *arguments, **options) -> str:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **options)
    return caught.value.code


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(range(3), 2)))
def test_any_two_officers_in_either_order_open_a_bid(officers, key, first, second):
    assert opened(officers, key, first, second).open(seal_bid(key.public_key, BIDDER), BID) == BIDDER


def test_one_officer_alone_opens_nothing(officers, key):
    own = key.sealed_shares[0]
    answer = refusal(join, own, own, officers[0].sealed_secret, PASS[0], about=TENDER, public_key=key.public_key)
    assert answer == "SHARES_DO_NOT_JOIN"


def test_parts_of_another_key_join_to_nothing(officers, key):
    other = make_tender_key(TENDER, [officer.recipient for officer in officers])
    handed = hand_over(
        other.sealed_shares[0], officers[0].sealed_secret, PASS[0], about=TENDER, to=officers[1].recipient
    )
    answer = refusal(
        join, key.sealed_shares[1], handed, officers[1].sealed_secret, PASS[1], about=TENDER, public_key=key.public_key
    )
    assert answer == "SHARES_DO_NOT_JOIN"
    assert refusal(opened, officers, key, 0, 1, public_key=other.public_key) == "SHARES_DO_NOT_JOIN"


def test_a_part_is_of_one_officer_and_one_tender(officers, key):
    own, others = key.sealed_shares[:2]
    for share, about in ((others, TENDER), (own, "another"), (own[:-1], TENDER)):
        answer = refusal(hand_over, share, officers[0].sealed_secret, PASS[0], about=about, to=officers[1].recipient)
        assert answer == "FOREIGN_SHARE"


def test_what_is_handed_over_only_the_second_can_read(officers, key):
    handed = hand_over(key.sealed_shares[0], officers[0].sealed_secret, PASS[0], about=TENDER, to=officers[1].recipient)
    answer = refusal(
        join, key.sealed_shares[2], handed, officers[2].sealed_secret, PASS[2], about=TENDER, public_key=key.public_key
    )
    assert answer == "FOREIGN_SHARE"


def test_a_wrong_passphrase_unlocks_nothing_and_is_remembered(officers, key):
    with pytest.raises(Refusal) as caught:
        hand_over(key.sealed_shares[0], officers[0].sealed_secret, PASS[1], about=TENDER, to=officers[1].recipient)
    assert (caught.value.code, caught.value.field) == ("WRONG_PASSPHRASE", "passphrase")
    assert caught.value.lasting


def test_a_passphrase_can_be_changed_and_the_identity_stays(officers, key):
    changed = sealing.change_passphrase(officers[0].sealed_secret, PASS[0], "another passphrase", work=4)
    assert hand_over(key.sealed_shares[0], changed, "another passphrase", about=TENDER, to=officers[1].recipient)
    assert refusal(sealing.change_passphrase, changed, PASS[0], "another passphrase", work=4) == "WRONG_PASSPHRASE"
    assert refusal(sealing.change_passphrase, changed, "another passphrase", "short", work=4) == "WEAK_PASSPHRASE"


def test_a_short_passphrase_is_refused():
    assert refusal(make_identity, "eleven char") == "WEAK_PASSPHRASE"


def test_nothing_secret_is_readable_in_what_is_kept(officers, key):
    kept = b"".join((*(officer.sealed_secret for officer in officers), *key.sealed_shares))
    assert b"AGE-SECRET-KEY" not in kept
    assert "AGE-SECRET-KEY" not in repr(opened(officers, key, 0, 1))


def test_guessing_a_passphrase_is_dear():
    assert sealing.WORK >= 17
    assert make_identity("a long passphrase").sealed_secret.startswith(b"scrypt$17$")


def test_a_key_is_split_among_three_different_officers(officers):
    with pytest.raises(ValueError, match="different"):
        make_tender_key(TENDER, [officers[0].recipient, officers[0].recipient, officers[1].recipient])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key, sealed: b"",
        lambda key, sealed: b"garbage",
        lambda key, sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
        lambda key, sealed: pyrage.encrypt(pack(BIDDER), [pyrage.x25519.Identity.generate().to_public()]),
        lambda key, sealed: pyrage.encrypt(b"not a container", [pyrage.x25519.Recipient.from_str(key.public_key)]),
        lambda key, sealed: seal_bid(key.public_key, Contents(BID + "0", {})),
    ],
)
def test_a_bid_that_is_not_one_is_unreadable(officers, key, spoil):
    sealed = spoil(key, seal_bid(key.public_key, BIDDER))
    assert refusal(opened(officers, key, 0, 2).open, sealed, BID) == "BID_UNREADABLE"


@given(st.dictionaries(st.text(), st.text()), st.lists(st.tuples(st.text(), st.text(), st.binary()), max_size=4))
def test_a_container_gives_back_what_was_packed(fields, files):
    contents = Contents(BID, fields, tuple(SealedFile(*file) for file in files))
    assert unpack(pack(contents)) == contents


@settings(max_examples=300)
@given(st.integers(0, len(pack(BIDDER)) - 1), st.integers(0, 255))
def test_a_flipped_byte_is_noticed_or_is_text(position, value):
    packed = bytearray(pack(BIDDER))
    packed[position] = value
    try:
        contents = unpack(bytes(packed))
    except ValueError:
        return
    assert [file.content for file in contents.files] == [file.content for file in BIDDER.files]


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"{}",
        b"1",
        b'{"about":"a","fields":{},"files":{}}',
        b'{"about":1,"fields":{},"files":[]}',
        b'{"about":"a","fields":{"x":1},"files":[]}',
        b'{"about":"a","fields":{},"files":[1]}',
        b'{"about":"a","fields":{},"files":[{"field":"f","name":"n","sha256":"","size":-1}]}',
        b'{"about":"a","fields":{},"files":[{"field":"f","name":"n","sha256":"","size":true}]}',
        b'{"about":"a","fields":{},"files":[],"more":1}',
        b"\xff",
        b"[" * 200_000,
    ],
)
def test_a_header_no_browser_writes_is_refused(header):
    with pytest.raises(ValueError):  # noqa: PT011 (its reader makes one refusal of all of them)
        unpack(container.MAGIC + len(header).to_bytes(4, "big") + header)

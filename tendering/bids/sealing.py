"""Sealed bids: the arithmetic of keys, shares and containers, without a row of the database.

At publication a tender gets an age key. Bidders' browsers encrypt to its public half (`kernel/static/js/seal.js`); its
secret half is split, any two of three parts give it back, each part is encrypted to one opening officer's own age
identity, and the secret is forgotten. An officer's identity lies under a passphrase of his own. After the deadline the
first officer unlocks his part and encrypts it to the second, who joins both in his own sitting and opens the bids.

That joined parts give the right key is seen from the tender's public key, which belongs to one secret only: two wrong
parts would join to garbage without an error.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyrage
import pyshamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from flask_babel import lazy_gettext as _l
from pyrage.x25519 import Identity, Recipient

from kernel.refusals import Refusal
from tendering.bids.container import Contents, pack, unpack

OFFICERS, NEEDED = 3, 2
WORK = 17  # scrypt, 2^17 rounds of 1 KB blocks: 128 MB and the better part of a second for each guess
SHORTEST_PASSPHRASE = 12
MAX_CIPHERTEXT = 50 * 1024 * 1024


@dataclass(frozen=True)
class OfficerKey:
    """What is kept of an officer's identity: its public recipient (age1…) and the secret under his passphrase."""

    recipient: str
    sealed_secret: bytes


@dataclass(frozen=True)
class TenderKey:
    """What is kept of a tender's key: its public half, and one sealed part an officer, in the order they were named."""

    public_key: str
    sealed_shares: list[bytes]


@dataclass(frozen=True)
class OpeningKey:
    """A tender's joined secret, for the length of one opening; it is never stored and never shown."""

    _identity: Identity = field(repr=False)

    def open(self, ciphertext: bytes, about: str) -> Contents:
        """What is in a sealed bid on `about`; refuses BID_UNREADABLE, also for one sealed about something else."""
        try:
            contents = unpack(pyrage.decrypt(ciphertext, [self._identity]))
        except (pyrage.DecryptError, ValueError) as broken:
            raise _unreadable() from broken
        if contents.about != about:
            raise _unreadable()
        return contents


def make_identity(passphrase: str, *, work: int = WORK) -> OfficerKey:
    """A new identity for an officer; refuses WEAK_PASSPHRASE. Slow on purpose: call it before any lock is taken."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise _weak()
    identity = Identity.generate()
    return OfficerKey(str(identity.to_public()), _under_passphrase(str(identity).encode(), passphrase, work))


def change_passphrase(sealed_secret: bytes, old: str, new: str, *, work: int = WORK) -> bytes:
    """The same identity under another passphrase; refuses WRONG_PASSPHRASE and WEAK_PASSPHRASE."""
    identity = _unlock(sealed_secret, old)
    if len(new) < SHORTEST_PASSPHRASE:
        raise _weak()
    return _under_passphrase(str(identity).encode(), new, work)


def make_tender_key(about: str, recipients: Sequence[str]) -> TenderKey:
    """A key for the tender named `about`, its secret split among exactly three different recipients and forgotten."""
    if len(set(recipients)) != OFFICERS:
        raise ValueError(f"a tender's key is split among {OFFICERS} different recipients")
    identity = Identity.generate()
    parts = pyshamir.split(str(identity).encode(), OFFICERS, NEEDED)
    sealed = [_to(recipient, about, bytes(part)) for recipient, part in zip(recipients, parts, strict=True)]
    return TenderKey(str(identity.to_public()), sealed)


def hand_over(sealed_share: bytes, sealed_secret: bytes, passphrase: str, *, about: str, to: str) -> bytes:
    """The first officer's part, encrypted anew to the second's recipient `to`; in the clear only within this call.

    Refuses WRONG_PASSPHRASE and FOREIGN_SHARE.
    """
    return _to(to, about, _share(sealed_share, _unlock(sealed_secret, passphrase), about))


def join(
    own_share: bytes, handed_share: bytes, sealed_secret: bytes, passphrase: str, *, about: str, public_key: str
) -> OpeningKey:
    """Both parts joined by the second officer. Refuses WRONG_PASSPHRASE, FOREIGN_SHARE and SHARES_DO_NOT_JOIN."""
    identity = _unlock(sealed_secret, passphrase)
    parts = [bytearray(_share(sealed, identity, about)) for sealed in (own_share, handed_share)]
    try:
        joined = Identity.from_str(pyshamir.combine(parts).decode())
    except (ValueError, pyrage.IdentityError) as garbage:
        raise _do_not_join() from garbage
    if str(joined.to_public()) != public_key:
        raise _do_not_join()
    return OpeningKey(joined)


def seal_bid(public_key: str, contents: Contents) -> bytes:
    """What a bidder's browser makes of a form: the same container, encrypted to the tender's public key."""
    return pyrage.encrypt(pack(contents), [Recipient.from_str(public_key)])


def _to(recipient: str, about: str, part: bytes) -> bytes:
    return pyrage.encrypt(about.encode() + b"\n" + part, [Recipient.from_str(recipient)])


def _share(sealed: bytes, identity: Identity, about: str) -> bytes:
    try:
        named, part = pyrage.decrypt(sealed, [identity]).split(b"\n", 1)
    except (pyrage.DecryptError, ValueError) as broken:
        raise _foreign() from broken
    if named != about.encode():
        raise _foreign()
    return part


def _under_passphrase(secret: bytes, passphrase: str, work: int) -> bytes:
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_stretched(passphrase, salt, work)).encrypt(nonce, secret, None)
    return b"$".join((b"scrypt", str(work).encode(), b64encode(salt), b64encode(nonce + sealed)))


def _unlock(sealed_secret: bytes, passphrase: str) -> Identity:
    _scheme, work, salt, sealed = sealed_secret.split(b"$")
    key, sealed = _stretched(passphrase, b64decode(salt), int(work)), b64decode(sealed)
    try:
        return Identity.from_str(AESGCM(key).decrypt(sealed[:12], sealed[12:], None).decode())
    except InvalidTag:
        raise Refusal(
            "WRONG_PASSPHRASE",
            _l("This is not the passphrase of your opening key."),
            field="passphrase",
            lasting=("refused WRONG_PASSPHRASE", None, {}),
        ) from None


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**work, r=8, p=1).derive(passphrase.encode())


def _weak() -> Refusal:
    sentence = _l("The passphrase needs at least %(least)s characters.", least=SHORTEST_PASSPHRASE)
    return Refusal("WEAK_PASSPHRASE", sentence, field="passphrase")


def _foreign() -> Refusal:
    return Refusal("FOREIGN_SHARE", _l("This part of the key is another officer's or another tender's."))


def _do_not_join() -> Refusal:
    return Refusal("SHARES_DO_NOT_JOIN", _l("The two parts do not give this tender's key."))


def _unreadable() -> Refusal:
    return Refusal("BID_UNREADABLE", _l("The bid does not open with this tender's key, or was sealed for another bid."))

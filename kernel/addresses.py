"""Addresses that came with a request and are gone back to."""


def own_path(address: str | None) -> str | None:
    """The address when it is a path of this site, else None: nobody is sent elsewhere by a link they were given."""
    if (
        not address
        or not address.startswith("/")
        or address.startswith(("//", "/\\"))
        or any(ord(mark) < 32 for mark in address)
    ):
        return None
    return address

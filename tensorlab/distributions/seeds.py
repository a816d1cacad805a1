"""A second seed for distributions that draw twice.

Read next: `heavy_tails.py`, where Student's distribution draws a width and a place.
"""


def salted(seed: int | None, salt: str) -> int | None:
    """A seed that follows from another one and a word; None for none.

    >>> salted(1, "beta")
    1201315590
    """
    if seed is None:
        return None
    from hashlib import md5

    return int(md5(f"{seed}{salt}".encode(), usedforsecurity=False).hexdigest()[:8], 16) & 0x7FFFFFFF

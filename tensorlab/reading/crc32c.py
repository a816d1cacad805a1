"""CRC-32C, the checksum (Castagnoli's) that stands beside every record of a TFRecord file.

A checksum of this kind is linear: that of a whole is put together from those of its parts by `^`. So each byte has its
own share, which depends only on its value and on how many bytes follow it. NumPy looks the shares of a piece of 256
bytes up at once and joins them; moving the sum of one piece to the place of the next is one more look-up.

Source of the polynomial and of the mask: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 ,
https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details

Read next: `tfrecord.py`, which puts a masked checksum behind each length and behind each record.
"""

from functools import cache

import numpy as np

POLYNOMIAL = np.uint32(0x82F63B78)  # bits in reverse order, as the checksum shifts to the right
PIECE = 256
AT_ONCE = 256  # pieces: their shares stay in the processor's cache
FEW = 48  # bytes: one by one, they are done before NumPy has begun
ALL = 0xFFFFFFFF


@cache
def _shares() -> np.ndarray:
    """The share of every byte [which of a piece, which value], flat; a piece's last byte is followed by none."""
    share = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        share = np.where(share & 1, (share >> 1) ^ POLYNOMIAL, share >> 1)
    first = share
    shares = np.empty((PIECE, 256), np.uint32)
    for place in range(PIECE - 1, -1, -1):
        shares[place] = share
        share = first[share & 0xFF] ^ (share >> 8)
    return shares.ravel()


@cache
def _starts() -> np.ndarray:
    """Where the row of each byte of a piece begins in `_shares()`."""
    return np.arange(PIECE, dtype=np.intp) * 256


@cache
def _moved() -> list[list[int]]:
    """What each byte of a checksum becomes behind one more piece: the checksum goes into its first four bytes."""
    shares = _shares().reshape(PIECE, 256)
    return [shares[place].tolist() for place in range(4)]


def crc32c(data: bytes | bytearray | memoryview) -> int:
    """The CRC-32C of some bytes.

    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    values = np.frombuffer(data, np.uint8)
    shares, starts = _shares(), _starts()
    short = values.size % PIECE
    checksum = ALL
    if short:
        checksum = _after_short(checksum, values[:short], shares, starts)
    first, second, third, fourth = _moved()
    for start in range(short, values.size, PIECE * AT_ONCE):
        pieces = values[start : start + PIECE * AT_ONCE].reshape(-1, PIECE)
        found = np.bitwise_xor.reduce(shares.take(pieces + starts), axis=1)
        for own in found.tolist():
            checksum = (
                first[checksum & 0xFF]
                ^ second[checksum >> 8 & 0xFF]
                ^ third[checksum >> 16 & 0xFF]
                ^ fourth[checksum >> 24]
                ^ own
            )
    return checksum ^ ALL


def _after_short(checksum: int, values: np.ndarray, shares: np.ndarray, starts: np.ndarray) -> int:
    """The checksum behind fewer bytes than a piece has."""
    if values.size < FEW:
        table = _moved_by_one()
        for value in values.tolist():
            checksum = table[(checksum ^ value) & 0xFF] ^ (checksum >> 8)
        return checksum
    own = values.astype(np.intp)
    own[:4] ^= np.frombuffer(checksum.to_bytes(4, "little"), np.uint8)
    return int(np.bitwise_xor.reduce(shares.take(own + starts[PIECE - values.size :])))


@cache
def _moved_by_one() -> list[int]:
    """What a checksum's lowest byte becomes behind one more byte."""
    return _shares()[-256:].tolist()  # type: ignore[no-any-return]


def masked(checksum: int) -> int:
    """A checksum as it stands in a file: turned and moved, so that a checksum of checksums stays a good one.

    >>> hex(masked(crc32c(b"123456789")))
    '0xc78ab0e5'
    """
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & ALL

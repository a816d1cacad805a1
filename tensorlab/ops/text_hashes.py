"""Strings dealt out to numbered buckets, by hashes that are the same on every computer.

A hash turns a string into a number that looks random. TensorFlow has three: MurmurHash
(`tf.string_to_hash_bucket`, which depends on the version), FarmHash's Fingerprint64 (`..._fast`), and SipHash
(`..._strong`), which nobody can foresee who does not know the key.

Sources: https://github.com/aappleby/smhasher (MurmurHash64A), https://github.com/google/farmhash (Fingerprint64),
Aumasson, Bernstein, "SipHash: a fast short-input PRF" (2012).

Read next: `text_patterns.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import int64
from tensorlab.graph.registry import Array, Sample
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.text import REASON, each, text_op

MASK = 2**64 - 1  # everything is counted modulo 2^64
PRIMES = (0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F)


def _word(text: bytes, place: int, size: int = 8) -> int:
    """The bytes from `place` on as one number, the lowest first."""
    return int.from_bytes(text[place : place + size], "little")


def _turned(number: int, count: int) -> int:
    """The 64 bits moved to the right; what falls out comes in on the left."""
    return (number >> count | number << (64 - count)) & MASK


def _folded(number: int) -> int:
    return number ^ number >> 47


# --- FarmHash ---------------------------------------------------------------------------------------------


def fingerprint64(text: bytes) -> int:
    """FarmHash's Fingerprint64.

    >>> fingerprint64(b"hello")
    13009744463427800296
    """
    if len(text) <= 16:
        return _of_up_to_16(text)
    if len(text) <= 32:
        return _of_up_to_32(text)
    if len(text) <= 64:
        return _of_up_to_64(text)
    return _of_long(text)


def _mixed(one: int, other: int, factor: int) -> int:
    """Two numbers made one."""
    first = _folded((one ^ other) * factor & MASK)
    return _folded((other ^ first) * factor & MASK) * factor & MASK


def _of_up_to_16(text: bytes) -> int:
    size, (k0, _, k2) = len(text), PRIMES
    factor = k2 + 2 * size
    if size >= 8:
        first, last = _word(text, 0) + k2 & MASK, _word(text, size - 8)
        one = _turned(last, 37) * factor + first
        other = (_turned(first, 25) + last) * factor
        return _mixed(one & MASK, other & MASK, factor)
    if size >= 4:
        return _mixed(size + (_word(text, 0, 4) << 3), _word(text, size - 4, 4), factor)
    if size:
        low = text[0] + (text[size >> 1] << 8)
        high = size + (text[-1] << 2)
        return _folded((low * k2 ^ high * k0) & MASK) * k2 & MASK
    return k2


def _of_up_to_32(text: bytes) -> int:
    size, (_, k1, k2) = len(text), PRIMES
    factor = k2 + 2 * size
    a, b = _word(text, 0) * k1 & MASK, _word(text, 8)
    c, d = _word(text, size - 8) * factor & MASK, _word(text, size - 16) * k2 & MASK
    one = _turned(a + b & MASK, 43) + _turned(c, 30) + d
    other = a + _turned(b + k2 & MASK, 18) + c
    return _mixed(one & MASK, other & MASK, factor)


def _of_up_to_64(text: bytes) -> int:
    size, (_, _, k2) = len(text), PRIMES
    factor = k2 + 2 * size
    a, b = _word(text, 0) * k2 & MASK, _word(text, 8)
    c, d = _word(text, size - 8) * factor & MASK, _word(text, size - 16) * k2 & MASK
    y = _turned(a + b & MASK, 43) + _turned(c, 30) + d & MASK
    z = _mixed(y, a + _turned(b + k2 & MASK, 18) + c & MASK, factor)
    e, f = _word(text, 16) * factor & MASK, _word(text, 24)
    g = (y + _word(text, size - 32)) * factor & MASK
    h = (z + _word(text, size - 24)) * factor & MASK
    one = _turned(e + f & MASK, 43) + _turned(g, 30) + h
    other = e + _turned(f + a & MASK, 18) + g
    return _mixed(one & MASK, other & MASK, factor)


def _pair_of_32(text: bytes, place: int, a: int, b: int) -> tuple[int, int]:
    """Two numbers from 32 bytes and two seeds."""
    w, x, y, z = (_word(text, place + 8 * k) for k in range(4))
    a = a + w & MASK
    b = _turned(b + a + z & MASK, 21)
    c = a
    a = a + x + y & MASK
    b = b + _turned(a, 44)
    return a + z & MASK, b + c & MASK


def _of_long(text: bytes) -> int:
    """Blocks of 64 bytes, one after the other; the last one may overlap the one before it."""
    size, (k0, k1, k2) = len(text), PRIMES
    x, y = 81, 81 * k1 + 113 & MASK
    z = _folded(y * k2 + 113 & MASK) * k2 & MASK
    v, w = (0, 0), (0, 0)
    x = x * k2 + _word(text, 0) & MASK

    def block(place: int, factor: int, weight: int) -> None:
        nonlocal x, y, z, v, w
        x = _turned(x + y + v[0] + _word(text, place + 8) & MASK, 37) * factor & MASK
        y = _turned(y + v[1] + _word(text, place + 48) & MASK, 42) * factor & MASK
        x ^= w[1] * weight & MASK
        y = y + v[0] * weight + _word(text, place + 40) & MASK
        z = _turned(z + w[0] & MASK, 33) * factor & MASK
        v = _pair_of_32(text, place, v[1] * factor & MASK, x + w[0] & MASK)
        w = _pair_of_32(text, place + 32, z + w[1] & MASK, y + _word(text, place + 16) & MASK)
        x, z = z, x

    rest = (size - 1) & 63
    for place in range(0, (size - 1) // 64 * 64, 64):
        block(place, k1, 1)
    factor = k1 + ((z & 0xFF) << 1)
    w = (w[0] + rest & MASK, w[1])
    v = (v[0] + w[0] & MASK, v[1])
    w = (w[0] + v[0] & MASK, w[1])
    block(size - 64, factor, 9)
    one = _mixed(v[0], w[0], factor) + _folded(y) * k0 + z
    return _mixed(one & MASK, _mixed(v[1], w[1], factor) + x & MASK, factor)


# --- MurmurHash and SipHash -------------------------------------------------------------------------------


def murmur64(text: bytes, seed: int = 0xDECAFCAFFE) -> int:
    """MurmurHash64A.

    >>> murmur64(b"hello") % 10
    8
    """
    factor = 0xC6A4A7935BD1E995
    state = seed ^ len(text) * factor & MASK
    whole = len(text) // 8 * 8
    for place in range(0, whole, 8):
        word = _word(text, place) * factor & MASK
        word = (word ^ word >> 47) * factor & MASK
        state = (state ^ word) * factor & MASK
    if len(text) > whole:
        state = (state ^ _word(text, whole)) * factor & MASK
    state = (state ^ state >> 47) * factor & MASK
    return state ^ state >> 47


def siphash(text: bytes, key: tuple[int, int]) -> int:
    """SipHash-2-4.

    >>> siphash(b"hello", (1, 2)) % 10
    2
    """
    a, b = key[0] ^ 0x736F6D6570736575, key[1] ^ 0x646F72616E646F6D
    c, d = key[0] ^ 0x6C7967656E657261, key[1] ^ 0x7465646279746573

    def left(number: int, count: int) -> int:
        return _turned(number, 64 - count)

    def rounds(count: int) -> None:
        nonlocal a, b, c, d
        for _ in range(count):
            a, c = a + b & MASK, c + d & MASK
            b, d = left(b, 13) ^ a, left(d, 16) ^ c
            a = left(a, 32)
            c, a = c + b & MASK, a + d & MASK
            b, d = left(b, 17) ^ c, left(d, 21) ^ a
            c = left(c, 32)

    whole = len(text) // 8 * 8
    last = _word(text, whole) | (len(text) & 0xFF) << 56
    for word in [*(_word(text, place) for place in range(0, whole, 8)), last]:
        d ^= word
        rounds(2)
        a ^= word
    c ^= 0xFF
    rounds(4)
    return a ^ b ^ c ^ d


# --- the operations ---------------------------------------------------------------------------------------


@text_op("StringToHashBucketFast", "hash", result=int64)
def string_to_hash_bucket_fast(input: Array, num_buckets: int):
    """Deal strings out to numbered buckets; the same string always goes into the same one.

    Args:
        input: strings.
        num_buckets: how many buckets there are.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.string_to_hash_bucket_fast(["hello", "world", "hello"], 100)))
    [96 98 96]
    """
    return each(lambda text: fingerprint64(text) % num_buckets, input, np.int64)


def _strings() -> list[str]:
    story = "It was a bright cold day in April, and the clocks were striking thirteen. " * 4
    return [story[:size] for size in (0, 1, 3, 4, 7, 8, 16, 17, 32, 33, 64, 65, 127, 128, 129, 200)]


string_to_hash_bucket_fast.samples(
    lambda: [Sample(_strings(), 2**40), Sample([["ä"], ["b"]], 7), Sample("x", 1000)]
)


@text_op("StringToHashBucket", "hash", result=int64, opdef={"input": "string_tensor"})
def string_to_hash_bucket_node(input: Array, num_buckets: int):
    """Deal strings out to numbered buckets.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.string_to_hash_bucket(["hello", "world"], 10)))
    [8 1]
    """
    return each(lambda text: murmur64(text) % num_buckets, input, np.int64)


string_to_hash_bucket_node.samples(lambda: [Sample(_strings(), 2**40), Sample([["a"], ["b"]], 7)])


@text_op("StringToHashBucketStrong", "hash", result=int64)
def string_to_hash_bucket_strong(input: Array, num_buckets: int, key: tuple):
    """Deal strings out to numbered buckets, in a way that nobody can foresee without the key.

    Args:
        input: strings.
        num_buckets: how many buckets there are.
        key: two numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.to_hash_bucket_strong(["hello"], 10, [1, 2])))
    [2]
    """
    pair = (key[0] & MASK, key[1] & MASK)
    return each(lambda text: siphash(text, pair) % num_buckets, input, np.int64)


@string_to_hash_bucket_strong.build
def _(input, num_buckets, key):
    if len(key) != 2:
        raise ValueError(f"The key must be two numbers, not {key}.")
    return input, num_buckets, tuple(key)


string_to_hash_bucket_strong.samples(
    lambda: [Sample(_strings(), 2**40, (1, 2)), Sample(["a"], 7, (-5, 2**40))]
)

for _record in (string_to_hash_bucket_fast, string_to_hash_bucket_node, string_to_hash_bucket_strong):
    _record.not_differentiable(REASON)


def string_to_hash_bucket(
    string_tensor: Any = None, num_buckets: int | None = None, name: str | None = None, input: Any = None
) -> Tensor:
    """Deal strings out to numbered buckets.

    Args:
        string_tensor: strings; also called `input`.
        num_buckets: how many buckets there are.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.string_to_hash_bucket(["hello", "world"], 10)))
    [8 1]
    """
    if (string_tensor is None) == (input is None) or num_buckets is None:
        raise ValueError("string_to_hash_bucket takes one of `string_tensor` and `input`, and `num_buckets`.")
    return string_to_hash_bucket_node(
        input if string_tensor is None else string_tensor, num_buckets, name=name
    )


__all__ = [
    "fingerprint64",
    "murmur64",
    "siphash",
    "string_to_hash_bucket",
    "string_to_hash_bucket_fast",
    "string_to_hash_bucket_node",
    "string_to_hash_bucket_strong",
]

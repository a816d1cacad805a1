"""Where random numbers come from: Philox, the counter-based generator that TensorFlow uses.

A Philox generator is a function from a *counter* to four random 32-bit words, under a *key*:

    words = philox(key, counter)        # the same key and counter give the same words, for ever

To draw more numbers one counts the counter up; to repeat a draw one sets it back. Nothing else is kept, which
is why a random op can be replayed exactly: its whole state is two numbers, `PhiloxStream.state`.

A session keeps one `PhiloxStream` for every random op of its graph. The second `run` of an op draws on where
the first one stopped, and a new session starts over. How the words become normal numbers, integers or
permutations is told in `tensorlab/ops/distributions.py`: read that next.

The generator is Philox 4x32-10 (J. K. Salmon and others, "Parallel random numbers: as easy as 1, 2, 3",
2011). How seeds become key and counter follows TensorFlow's sources (`philox_random.h`,
`guarded_philox_random.cc`), so that the numbers are TensorFlow's own.
"""

import os
import threading
from collections.abc import Callable

import numpy as np

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
WORD = 0xFFFFFFFF
HALF = 0xFFFFFFFFFFFFFFFF
ALL_BITS = (1 << 128) - 1

# Few places are quicker worked off one by one; many, all at once, in pieces that fit the processor's cache.
FEW = 6
PLACES_AT_A_TIME = 8192


def four_words(key: int, counter: int) -> tuple[int, int, int, int]:
    """Return the four random words of one place: ten rounds of multiplying, crossing over, mixing in the key.

    `key` has 64 bits and `counter` 128.

    >>> four_words(0, 0)
    (1713891541, 3781805453, 3159862348, 2600524760)
    """
    a, b, c, d = (counter >> shift & WORD for shift in (0, 32, 64, 96))
    low_key, high_key = key & WORD, key >> 32
    for _ in range(ROUNDS):
        first, second = MULTIPLIERS[0] * a, MULTIPLIERS[1] * c
        a, b, c, d = second >> 32 ^ b ^ low_key, second & WORD, first >> 32 ^ d ^ high_key, first & WORD
        low_key, high_key = low_key + KEY_STEPS[0] & WORD, high_key + KEY_STEPS[1] & WORD
    return a, b, c, d


def philox(key: int, counter: int, offsets: np.ndarray) -> np.ndarray:
    """Return the four random words of each place `counter + offset`, as uint32 of shape [places, 4].

    `offsets` is a uint64 array.

    >>> philox(0, 0, np.zeros(1, np.uint64))
    array([[1713891541, 3781805453, 3159862348, 2600524760]], dtype=uint32)
    """
    if len(offsets) <= FEW:
        every = [four_words(key, counter + offset & ALL_BITS) for offset in offsets.tolist()]
        return np.array(every, np.uint32).reshape(-1, 4)
    words = np.empty((len(offsets), 4), np.uint32)
    for start in range(0, len(offsets), PLACES_AT_A_TIME):
        piece = slice(start, start + PLACES_AT_A_TIME)
        scramble(key, counter, offsets[piece], words[piece])
    return words


def scramble(key: int, counter: int, offsets: np.ndarray, words: np.ndarray) -> None:
    """Write the same words as `four_words` gives, for many places at once, into `words`."""
    mask, shift = np.uint64(WORD), np.uint64(32)
    low = offsets + np.uint64(counter & HALF)
    high = np.uint64(counter >> 64) + (low < offsets)  # where the sum wrapped round: carry one
    even = np.array((low & mask, high & mask))  # words 0 and 2 of the counter
    odd = np.array((low >> shift, high >> shift))  # words 1 and 3
    multipliers = np.array(MULTIPLIERS, np.uint64)[:, np.newaxis]
    turns = np.arange(ROUNDS, dtype=np.uint64)[:, np.newaxis, np.newaxis]
    keys = np.array((key & WORD, key >> 32), np.uint64)[:, np.newaxis]
    product = np.empty_like(even)
    crossed = product[::-1]
    for round_key in (keys + turns * np.array(KEY_STEPS, np.uint64)[:, np.newaxis]) & mask:
        np.multiply(even, multipliers, out=product)
        np.right_shift(crossed, shift, out=even)
        np.bitwise_xor(even, odd, out=even)
        np.bitwise_xor(even, round_key, out=even)
        np.bitwise_and(crossed, mask, out=odd)
    words[:, 0::2] = even.T
    words[:, 1::2] = odd.T


class PhiloxStream:
    """The random numbers of one op in one session.

    `seed` and `seed2` are the op's two seeds. If both are 0 the op was given none, and the stream starts at a
    place that nobody can foretell.

    >>> stream = PhiloxStream(87654321, 1)          # what tf.random_normal([2, 3], seed=1) draws from
    >>> stream.bits(4)
    array([2870909127, 3455438759, 4052121393, 1279227022], dtype=uint32)
    """

    def __init__(self, seed: int = 0, seed2: int = 0) -> None:
        if seed == 0 and seed2 == 0:
            seed, seed2 = (int.from_bytes(os.urandom(8), "little") for _ in range(2))
        self.key = seed & HALF
        self.counter = (seed2 & HALF) << 64
        self.lock = threading.Lock()

    @property
    def state(self) -> tuple[int, int]:
        """(key, counter): note it before a draw, and set it again to repeat that draw.

        >>> stream = PhiloxStream(1, 2)
        >>> before = stream.state
        >>> first = stream.bits(4)
        >>> stream.state = before
        >>> bool((stream.bits(4) == first).all())
        True
        """
        return self.key, self.counter

    @state.setter
    def state(self, state: tuple[int, int]) -> None:
        self.key, self.counter = state

    def bits(self, count: int) -> np.ndarray:
        """Return the next `count` random uint32 words, and move on by just those, in whole fours."""
        places = (count + 3) // 4
        return self.reserve(places)(np.arange(places, dtype=np.uint64)).ravel()[:count]

    def reserve(self, places: int) -> Callable[[np.ndarray], np.ndarray]:
        """Move on by so many places, of four words each, and return a function that reads them.

        It takes an array of places (uint64, counted from 0) and returns their words, of shape [places, 4].
        """
        with self.lock:  # no two threads may draw the same numbers
            key, counter = self.state
            self.counter = counter + places & ALL_BITS
        return lambda offsets: philox(key, counter, offsets)

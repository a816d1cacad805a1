"""`tf.contrib.learn.preprocessing`: texts as rows of word numbers.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/learn/python/learn/preprocessing

Read next: `learn_datasets.py`.
"""

import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from tensorlab.compat.text import as_bytes
from tensorlab.errors import unknown_name

# Words in capitals, one word after the other in CamelCase, and runs of letters, digits, - and '.
WORDS = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|[\'\w\-]+", re.UNICODE)
TOKENIZER_RE = WORDS


def tokenizer(iterator: Iterable[str]) -> Iterator[list[str]]:
    """The words of each text.

    >>> list(tokenizer(["It's a two-word TextFile."]))
    [["It's", 'a', 'two-word', 'Text', 'File']]
    """
    for text in iterator:
        yield WORDS.findall(text)


class CategoricalVocabulary:
    """Numbers for words, from 1 in the order in which they come; 0 is every unknown word.

    >>> vocabulary = CategoricalVocabulary()
    >>> [vocabulary.get(word) for word in ("to", "be", "or", "not", "to", "be")], len(vocabulary)
    ([1, 2, 3, 4, 1, 2], 5)
    """

    def __init__(self, unknown_token: str = "<UNK>", support_reverse: bool = True) -> None:
        self._unknown_token = unknown_token
        self._mapping: dict[Any, int] = {unknown_token: 0}
        self._support_reverse = support_reverse
        self._reverse_mapping: list[Any] = [unknown_token]
        self._freq: dict[Any, int] = {}
        self._freeze = False

    def __len__(self) -> int:
        return len(self._mapping)

    def freeze(self, freeze: bool = True) -> None:
        """Take no more words: those that are new are unknown."""
        self._freeze = freeze

    def get(self, category: Any) -> int:
        """The number of a word; a new one gets the next number."""
        if category not in self._mapping:
            if self._freeze:
                return 0
            self._mapping[category] = len(self._mapping)
            if self._support_reverse:
                self._reverse_mapping.append(category)
        return self._mapping[category]

    def add(self, category: Any, count: int = 1) -> None:
        """Count a word."""
        if self.get(category) > 0:
            self._freq[category] = self._freq.get(category, 0) + count

    def trim(self, min_frequency: int, max_frequency: int = -1) -> None:
        """Keep the words that came more than `min_frequency` times, the most frequent first."""
        by_word = sorted(self._freq.items(), key=lambda pair: (isinstance(pair[0], str), pair[0]))
        by_count = sorted(by_word, key=lambda pair: pair[1], reverse=True)
        kept = [
            (word, count)
            for word, count in by_count
            if count > min_frequency and (max_frequency <= 0 or count < max_frequency)
        ]
        self._freq = dict(kept)
        self._reverse_mapping = [self._unknown_token, *self._freq]
        self._mapping = {word: number for number, word in enumerate(self._reverse_mapping)}

    def reverse(self, class_id: int) -> Any:
        """The word of a number.

        Raises:
            ValueError: when the vocabulary was made without that.
        """
        if not self._support_reverse:
            raise ValueError("This vocabulary was made with support_reverse=False.")
        return self._reverse_mapping[class_id]


class VocabularyProcessor:
    """Texts as rows of word numbers, all of one length: longer texts are cut, shorter ones end in zeros.

    Args:
        max_document_length: how many words a row has.
        min_frequency: words that come this often or less are unknown.
        vocabulary: a `CategoricalVocabulary` to begin with.
        tokenizer_fn: a function that cuts texts into words; `tokenizer` by default.

    >>> processor = VocabularyProcessor(4)
    >>> np.array(list(processor.fit_transform(["i like dogs", "dogs like me very much"])))
    array([[1, 2, 3, 0],
           [3, 2, 4, 5]])
    >>> list(processor.transform(["cats like dogs"])), len(processor.vocabulary_)
    ([array([0, 2, 3, 0])], 7)
    """

    def __init__(
        self,
        max_document_length: int,
        min_frequency: int = 0,
        vocabulary: CategoricalVocabulary | None = None,
        tokenizer_fn: Callable[[Iterable[str]], Iterable[Any]] | None = None,
    ) -> None:
        self.max_document_length = max_document_length
        self.min_frequency = min_frequency
        self.vocabulary_ = vocabulary or CategoricalVocabulary()
        self._tokenizer = tokenizer_fn or tokenizer

    def fit(self, raw_documents: Iterable[str], unused_y: Any = None) -> "VocabularyProcessor":
        """Give numbers to the words of these texts, and to no others from then on."""
        for words in self._tokenizer(raw_documents):
            for word in words:
                self.vocabulary_.add(word)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        self.vocabulary_.freeze()
        return self

    def fit_transform(self, raw_documents: Iterable[str], unused_y: Any = None) -> Iterator[np.ndarray]:
        """`fit`, then `transform`."""
        self.fit(raw_documents)
        return self.transform(raw_documents)

    def transform(self, raw_documents: Iterable[str]) -> Iterator[np.ndarray]:
        """A row of word numbers for each text, int64, one after the other."""
        for words in self._tokenizer(raw_documents):
            row = np.zeros(self.max_document_length, np.int64)
            for place, word in zip(range(self.max_document_length), words, strict=False):
                row[place] = self.vocabulary_.get(word)
            yield row

    def reverse(self, documents: Iterable[Iterable[int]]) -> Iterator[str]:
        """The words of each row, with blanks between them."""
        for row in documents:
            yield " ".join(self.vocabulary_.reverse(number) for number in row)

    def save(self, filename: Any) -> None:
        """Write it to a file, with `pickle`."""
        with open(filename, "wb") as opened:
            pickle.dump(self, opened)

    @classmethod
    def restore(cls, filename: Any) -> "VocabularyProcessor":
        """Read one from a file. As with every pickle: only from people you trust."""
        with open(filename, "rb") as opened:
            return pickle.load(opened)  # type: ignore[no-any-return]


class ByteProcessor:
    """Texts as rows of bytes, all of one length.

    >>> [row.tolist() for row in ByteProcessor(4).transform(["ab"])]
    [[97, 98, 0, 0]]
    """

    def __init__(self, max_document_length: int) -> None:
        self.max_document_length = max_document_length

    def fit(self, x: Any) -> "ByteProcessor":
        """There is nothing to learn."""
        return self

    def fit_transform(self, x: Iterable[Any]) -> Iterator[np.ndarray]:
        """The same as `transform`."""
        return self.transform(x)

    def transform(self, x: Iterable[Any]) -> Iterator[np.ndarray]:
        """A row of bytes for each text, uint8, one after the other."""
        for text in x:
            data = as_bytes(text)[: self.max_document_length]
            yield np.frombuffer(data.ljust(self.max_document_length, b"\0"), np.uint8)

    def reverse(self, x: Iterable[Any]) -> Iterator[str]:
        """The text of each row; bytes that are none are left out."""
        for row in x:
            yield bytes(np.asarray(row, np.uint8)).rstrip(b"\0").decode("utf-8", "ignore")


__getattr__ = unknown_name("tensorlab.contrib.learn.preprocessing", globals())

"""MNIST where it lies, built-in digits where it does not, iris, tables, vocabularies, the projector's settings."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.compat.datasets import mnist as input_data
from tensorlab.compat.datasets.digits import digits
from tests.compat.programs import run

learn = tf.contrib.learn
MADE = 60


def idx(array: np.ndarray) -> bytes:
    """An array in MNIST's format."""
    header = struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


def write_mnist(folder: Path, compressed: bool = True) -> None:
    """Four files like MNIST's, with few pictures; the first pixel of each picture is its number."""
    for prefix, count in (("train", MADE), ("t10k", 10)):
        images = np.zeros([count, 28, 28], np.uint8)
        images[:, 0, 0] = np.arange(count)
        labels = np.arange(count) % 10
        for name, array in ((f"{prefix}-images-idx3-ubyte", images), (f"{prefix}-labels-idx1-ubyte", labels)):
            if compressed:
                (folder / f"{name}.gz").write_bytes(gzip.compress(idx(array)))
            else:
                (folder / name).write_bytes(idx(array))


def write_npz(folder: Path) -> None:
    """The same pictures as Keras keeps them."""
    images = np.zeros([MADE, 28, 28], np.uint8)
    images[:, 0, 0] = np.arange(MADE)
    labels = (np.arange(MADE) % 10).astype(np.uint8)
    np.savez(folder / "mnist.npz", x_train=images, y_train=labels, x_test=images[:10], y_test=labels[:10])


@pytest.mark.parametrize("write", [write_mnist, lambda f: write_mnist(f, False), write_npz])
def test_mnist_where_it_lies(write: Callable[[Path], None], tmp_path: Path) -> None:
    """Compressed, not compressed, and as Keras keeps it."""
    write(tmp_path)
    data = input_data.read_data_sets(str(tmp_path), one_hot=True, validation_size=20)
    assert [part.num_examples for part in data] == [40, 20, 10]
    assert data.train.images.shape == (40, 784) and data.train.images.dtype == np.float32
    np.testing.assert_array_equal(np.rint(data.train.images[:, 0] * 255), np.arange(20, 60))
    np.testing.assert_array_equal(data.validation.labels.argmax(1), np.arange(20) % 10)
    assert data.test.labels.dtype == np.float64
    np.testing.assert_array_equal(data.test.labels.sum(1), 1)
    as_they_are = input_data.read_data_sets(tmp_path, dtype=tf.uint8, reshape=False, validation_size=0)
    assert as_they_are.train.images.shape == (60, 28, 28, 1) and as_they_are.train.images.dtype == np.uint8
    assert as_they_are.train.labels.dtype == np.uint8
    assert as_they_are.validation.num_examples == 0
    with pytest.raises(ValueError, match="between 0 and 60"):
        input_data.read_data_sets(tmp_path, validation_size=61)


def as_tensorflow_hands_out(count: int, batch: int, batches: int, seed: int) -> list[list[int]]:
    """The order that TensorFlow 1.15 draws with NumPy's global generator, worked out by its published rule.

    Before the first batch, and whenever the rest is less than a batch, the pictures are shuffled in place.
    """
    np.random.seed(seed)
    pictures = np.arange(count)
    start, handed_out = 0, []
    for number in range(batches):
        if number == 0:
            order = np.arange(count)
            np.random.shuffle(order)
            pictures = pictures[order]
        if start + batch > count:
            rest = pictures[start:]
            order = np.arange(count)
            np.random.shuffle(order)
            pictures = pictures[order]
            start = batch - len(rest)
            handed_out.append([*rest, *pictures[:start]])
        else:
            handed_out.append([*pictures[start : start + batch]])
            start += batch
    return [[int(picture) for picture in one] for one in handed_out]


def numbered(count: int, seed: int | None = None) -> input_data.DataSet:
    """A data set whose pictures are their numbers."""
    images = np.arange(count, dtype=np.uint8).reshape(count, 1, 1, 1)
    return input_data.DataSet(images, np.arange(count), dtype=tf.uint8, seed=seed)


def test_batches_are_tensorflows() -> None:
    """Draw for draw, across the ends of epochs; a seed of the data set or of the graph decides."""
    expected = as_tensorflow_hands_out(10, 4, 8, seed=42)
    data = numbered(10, seed=42)
    batches = [data.next_batch(4) for _ in range(8)]
    assert [images.ravel().tolist() for images, _ in batches] == expected
    assert all(images.ravel().tolist() == labels.tolist() for images, labels in batches)
    assert data.epochs_completed == 3
    with tf.Graph().as_default():
        tf.set_random_seed(42)
        again = numbered(10)
        assert again.next_batch(4)[0].ravel().tolist() == expected[0]


def test_batches_in_order() -> None:
    data = numbered(5)
    batches = [data.next_batch(2, shuffle=False)[1].tolist() for _ in range(4)]
    assert batches == [[0, 1], [2, 3], [4, 0], [1, 2]]


def test_without_a_seed_numpys_own_counts() -> None:
    """A program that has said `np.random.seed(0)` gets the same batches every time."""

    def first() -> list[int]:
        np.random.seed(0)
        with tf.Graph().as_default():
            return numbered(10).next_batch(10)[1].tolist()  # type: ignore[no-any-return]

    assert first() == first()


def test_a_batch_larger_than_the_data() -> None:
    """Programs written for 55,000 digits ask for 5,000 at once; each picture comes equally often."""
    data = numbered(7, seed=1)
    _, labels = data.next_batch(21)
    np.testing.assert_array_equal(np.bincount(labels), [3] * 7)
    assert data.epochs_completed == 2


def test_pictures_that_are_made_up() -> None:
    data = input_data.read_data_sets("nowhere", fake_data=True, one_hot=True)
    images, labels = data.train.next_batch(3, fake_data=True)
    assert (np.shape(images), labels[0], data.train.num_examples) == ((3, 784), [1] + [0] * 9, 10000)


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: input_data.DataSet(np.zeros([2, 1, 1, 1]), [1]), ValueError, "2 pictures and 1 labels"),
        (lambda: input_data.DataSet([], [], dtype=tf.int32), TypeError, "not int32"),
        (lambda: input_data.array_of(b"PK\3\4"), ValueError, "does not begin as MNIST's files do"),
        (
            lambda: learn.datasets.load_dataset("mnits"),
            ValueError,
            "it is one of iris, boston, mnist, dbpedia",
        ),
    ],
)
def test_what_is_refused(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        call()


# --- the built-in digits ------------------------------------------------------------------------------------------


def test_the_built_in_digits() -> None:
    """1,797 of them, all ten kinds in both parts, framed like MNIST's and none like another."""
    train, test = digits()
    assert (len(train.images), len(test.images)) == (1500, 297)
    for part in (train, test):
        assert part.images.dtype == np.uint8 and part.images.shape[1:] == (28, 28, 1)
        assert np.bincount(part.labels).min() > 20
        assert not part.images[:, :4].any() and not part.images[:, :, -4:].any()
        assert part.images.max() == 255
    everything = np.concatenate([train.images, test.images]).reshape(1797, -1)
    assert len(np.unique(everything, axis=0)) == 1797


def test_they_stand_in_and_it_is_said_once(tmp_path: Path) -> None:
    """Programs that count on 55,000 digits, by number or by `num_examples`, run on."""
    program = """\
from tensorflow.examples.tutorials.mnist import input_data
mnist = input_data.read_data_sets("MNIST_data/", one_hot=True)
again = input_data.read_data_sets("MNIST_data/")
print(mnist.train.num_examples + mnist.validation.num_examples + mnist.test.num_examples)
for step in range(int(55000 / 1000)):
    images, labels = mnist.train.next_batch(1000)
print(images.shape, labels.shape, mnist.train.epochs_completed, mnist.test.images[:10].shape)
"""
    done = run(tmp_path, program)
    assert done.stdout == "1797\n(1000, 784) (1000, 10) 45 (10, 784)\n", done.stderr
    assert done.stderr.count("1,797 built-in digits stand in") == 1


def test_a_line_between_pixels_learns_them() -> None:
    """The digits can be learnt: softmax regression, as in the beginners' tutorial."""
    data = input_data.read_data_sets("nowhere", one_hot=True, seed=3)
    with tf.Graph().as_default(), tf.Session() as session:
        x, y_ = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.float32, [None, 10])
        y = tf.matmul(x, tf.Variable(tf.zeros([784, 10]))) + tf.Variable(tf.zeros([10]))
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y_, logits=y))
        train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
        session.run(tf.global_variables_initializer())
        for _ in range(150):
            images, labels = data.train.next_batch(100)
            session.run(train, {x: images, y_: labels})
        right = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1)), tf.float32))
        assert session.run(right, {x: data.test.images, y_: data.test.labels}) > 0.85


def test_the_model_of_the_tutorial() -> None:
    from tensorlab.compat.datasets import mnist_model

    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.set_random_seed(1)
        images, labels = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.int32, [None])
        logits = mnist_model.inference(images, 16, 8)
        loss = mnist_model.loss(logits, labels)
        train, right = mnist_model.training(loss, 0.1), mnist_model.evaluation(logits, labels)
        names = [variable.op.name for variable in tf.trainable_variables()]
        assert names == [
            f"{layer}/{part}"
            for layer in ("hidden1", "hidden2", "softmax_linear")
            for part in ("weights", "biases")
        ]
        session.run(tf.global_variables_initializer())
        feed = {images: np.eye(10, 784, dtype=np.float32) * 5, labels: np.arange(10)}
        before = session.run(loss, feed)
        for _ in range(60):
            session.run(train, feed)
        assert session.run(loss, feed) < before / 2
        assert session.run(right, feed) > 5
        assert session.run(graph.get_tensor_by_name("global_step:0")) == 60


# --- tables -------------------------------------------------------------------------------------------------------


def test_iris() -> None:
    iris = learn.datasets.load_dataset("iris")
    assert iris.data.shape == (150, 4) and iris.data.dtype == np.float64
    np.testing.assert_allclose(iris.data.mean(0), [5.843, 3.057, 3.758, 1.199], atol=1e-3)
    assert set(iris.target) == {0, 1, 2}
    assert learn.datasets.DATASETS["iris"]().data.shape == (150, 4)


def test_tables(tmp_path: Path) -> None:
    base = learn.datasets.base
    path = tmp_path / "table.csv"
    path.write_text("2,3,yes,no\n1,2.5,3,0\n4,5,6,1.0\n", encoding="utf-8")
    table = base.load_csv_with_header(str(path), target_dtype=np.int64, features_dtype=np.float32)
    assert table.data.tolist() == [[1, 2.5, 3], [4, 5, 6]] and table.data.dtype == np.float32
    assert table.target.tolist() == [0, 1] and table.target.dtype == np.int64
    first = base.load_csv_with_header(path, np.float64, np.float64, target_column=0)
    assert first.target.tolist() == [1, 4]
    path.write_text("1,a\n2,b\n", encoding="utf-8")
    assert base.load_csv_without_header(path, str, np.float64).target.tolist() == ["a", "b"]
    base.shrink_csv(path, 2)
    assert (tmp_path / "small_table.csv").read_text(encoding="utf-8") == "1,a\n"
    path.write_text("3,1\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="announces 3 x 1 numbers, there are 1 x 1"):
        base.load_csv_with_header(path, np.int64, np.float64)


def test_what_is_not_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The message says where to get it; where Keras has it already, it is taken."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"boston_housing.npz here, or use load_dataset\('iris'\)"):
        learn.datasets.load_dataset("boston")
    with pytest.raises(FileNotFoundError, match="DBpedia"):
        learn.datasets.load_dataset("dbpedia")
    with pytest.raises(FileNotFoundError, match=r"put https://example.org/x.gz here yourself"):
        learn.datasets.base.maybe_download("x.gz", tmp_path, "https://example.org/")
    cache = tmp_path / ".keras" / "datasets"
    cache.mkdir(parents=True)
    np.savez(cache / "boston_housing.npz", x=np.ones([506, 13]), y=np.ones([506]))
    assert learn.datasets.load_boston().data.shape == (506, 13)
    (cache / "x.gz").write_bytes(b"")
    assert learn.datasets.base.maybe_download("x.gz", cache) == str(cache / "x.gz")


# --- words --------------------------------------------------------------------------------------------------------


def test_texts_as_word_numbers(tmp_path: Path) -> None:
    """As a well-known program for classifying sentences uses it."""
    texts = ["the rock is great", "the rock", "it's great great fun"]
    processor = learn.preprocessing.VocabularyProcessor(max(len(text.split()) for text in texts))
    x = np.array(list(processor.fit_transform(texts)))
    assert x.tolist() == [[1, 2, 3, 4], [1, 2, 0, 0], [5, 4, 4, 6]]
    assert x.dtype == np.int64 and len(processor.vocabulary_) == 7
    assert processor.vocabulary_._mapping["great"] == 4
    assert list(processor.reverse(x[:1])) == ["the rock is great"]
    assert [row.tolist() for row in processor.transform(["great unknown rock and more words"])] == [
        [4, 0, 2, 0]
    ]
    processor.save(str(tmp_path / "vocabulary"))
    again = learn.preprocessing.VocabularyProcessor.restore(str(tmp_path / "vocabulary"))
    assert again.vocabulary_._mapping == processor.vocabulary_._mapping


def test_rare_words_are_unknown() -> None:
    """The rest is numbered by how often it comes."""
    processor = learn.preprocessing.VocabularyProcessor(4, min_frequency=1)
    x = list(processor.fit_transform(["b a c", "a b a d"]))
    assert [row.tolist() for row in x] == [[2, 1, 0, 0], [1, 2, 1, 0]]
    assert processor.vocabulary_._mapping == {"<UNK>": 0, "a": 1, "b": 2}
    own = learn.preprocessing.VocabularyProcessor(
        2, tokenizer_fn=lambda texts: (text.split("|") for text in texts)
    )
    assert [row.tolist() for row in own.fit_transform(["a b|c"])] == [[1, 2]]


def test_texts_as_bytes() -> None:
    processor = learn.preprocessing.ByteProcessor(max_document_length=5)
    rows = list(processor.fit_transform(["abc", "zwölf!"]))
    assert rows[0].tolist() == [97, 98, 99, 0, 0] and rows[0].dtype == np.uint8
    assert list(processor.reverse(rows)) == ["abc", "zwöl"]


def test_the_projectors_settings(tmp_path: Path) -> None:
    """As word2vec programs write them; TensorBoard reads protocol buffers as text."""
    from tensorlab.compat import projector

    config = projector.ProjectorConfig()
    embedding = config.embeddings.add()
    embedding.tensor_name = "embedding"
    embedding.metadata_path = 'words "of" the.tsv'
    embedding.sprite.image_path = "sprite.png"
    embedding.sprite.single_image_dim.extend([28, 28])
    config.embeddings.add(tensor_name="other")

    class Writer:
        def get_logdir(self) -> str:
            return str(tmp_path / "logs")

    projector.visualize_embeddings(Writer(), config)
    assert (tmp_path / "logs" / "projector_config.pbtxt").read_text(encoding="utf-8") == (
        'embeddings {\n  tensor_name: "embedding"\n  metadata_path: "words \\"of\\" the.tsv"\n'
        '  sprite {\n    image_path: "sprite.png"\n    single_image_dim: 28\n    single_image_dim: 28\n  }\n}\n'
        'embeddings {\n  tensor_name: "other"\n}\n'
    )
    projector.visualize_embeddings(str(tmp_path), config)
    assert (tmp_path / "projector_config.pbtxt").exists()
    with pytest.raises(AttributeError, match=r"has no field 'tensor_nam'. Did you mean 'tensor_name'"):
        embedding.tensor_nam = "x"

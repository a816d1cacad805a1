"""Let TensorFlow write checkpoints, graphs and a saved model, and keep them in `tests/saving/from_tensorflow/`.

    python -m tests.parity.record_checkpoints

runs under TensorFlow 1.15 and Python 3.7 (`record_contrib.py` says how to install it), the version of the books. What
its values are stands beside it in `values.json`; `tests/saving/test_from_tensorflow.py` reads all of it.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "saving" / "from_tensorflow"
DTYPES = (
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "float16", "float32", "float64", "bool"),
    *("complex64", "complex128"),
)


def main() -> None:
    """Write everything anew."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np
    import tensorflow as tf

    shutil.rmtree(str(FOLDER), ignore_errors=True)
    FOLDER.mkdir(parents=True)
    recorded = {
        "dtypes": every_dtype(tf, np),
        "many": many_names(tf, np),
        "shards": two_devices(tf),
        "pieces": pieces(tf),
        "training": training(tf, np),
        "saved_model": saved_model(tf),
    }
    (FOLDER / "values.json").write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
    (FOLDER / "checkpoint").unlink()


def save(tf: Any, name: str, meta: bool = False, config: Any = None, **settings: Any) -> dict[str, Any]:
    """Initialise and save all variables of the default graph; their values."""
    saver = tf.train.Saver(**settings)
    with tf.Session(config=config) as session:
        session.run(tf.global_variables_initializer())
        saver.save(session, str(FOLDER / name), write_meta_graph=meta)
        return {v.op.name: session.run(v) for v in tf.global_variables()}


def as_json(value: Any) -> Any:
    """An array as its dtype, its shape and its entries as text."""
    entries = [x.decode("latin1") if isinstance(x, bytes) else str(x) for x in value.ravel().tolist()]
    return [value.dtype.name, list(value.shape), entries]


def every_dtype(tf: Any, np: Any) -> Any:
    """A variable of each dtype, one without entries, one without dimensions, and text, short and long."""
    with tf.Graph().as_default():
        for name in DTYPES:
            tf.Variable(np.array([[0, 1, 2], [3, 4, 5]]).astype(name), name=name)
        tf.Variable(np.zeros([0, 4], np.float32), name="empty")
        tf.Variable(np.float32(2.5), name="scope/number")
        tf.Variable([[b"one", b""], [b"\x00\xff", b"long " * 60]], name="text")
        return {name: as_json(np.asarray(value)) for name, value in save(tf, "dtypes").items()}


def many_names(tf: Any, np: Any) -> Any:
    """So many variables that their names are shortened in the table, and a larger array."""
    with tf.Graph().as_default():
        for number in range(60):
            tf.Variable(np.float32(number), name=f"network/layer_{number // 10}/variable_{number % 10}")
        tf.Variable(np.arange(2000, dtype=np.float32).reshape(10, 200), name="network/large")
        save(tf, "many")
    return 60


def two_devices(tf: Any) -> Any:
    """Two data files for one checkpoint."""
    with tf.Graph().as_default():
        for number in range(2):
            with tf.device(f"/cpu:{number}"):
                tf.Variable([float(number), 10.0], name=f"v{number}")
        save(tf, "shards", config=tf.ConfigProto(device_count={"CPU": 2}), sharded=True)
    return sorted(path.name for path in FOLDER.glob("shards.*"))


def pieces(tf: Any) -> Any:
    """A variable in two pieces, and one that is whole."""
    with tf.Graph().as_default():
        ones = tf.ones_initializer()
        tf.get_variable("cut", [4], initializer=ones, partitioner=tf.fixed_size_partitioner(2))
        tf.get_variable("whole", initializer=[5.0])
        save(tf, "pieces")
    return ["cut", "whole"]


def training(tf: Any, np: Any) -> Any:
    """A small training with Adam, its graph in the .meta file, and the losses that come next."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 3], name="x")
        y = tf.placeholder(tf.float32, [None, 1], name="y")
        hidden = tf.layers.dense(x, 5, tf.nn.tanh, kernel_initializer=tf.glorot_uniform_initializer(seed=1))
        guess = tf.layers.dense(hidden, 1, kernel_initializer=tf.glorot_uniform_initializer(seed=2))
        loss = tf.reduce_mean(tf.square(guess - y), name="loss")
        step = tf.train.get_or_create_global_step()
        train = tf.train.AdamOptimizer(0.05).minimize(loss, step, name="train")
        tf.add_to_collection("train_op", train)
        tf.add_to_collection("losses_to_watch", loss)
        numbers = np.random.RandomState(3)
        data = numbers.normal(size=(12, 3)).astype(np.float32)
        feed = {"x:0": data, "y:0": data.sum(1, keepdims=True)}
        saver = tf.train.Saver()
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for _ in range(10):
                session.run(train, feed)
            saver.save(session, str(FOLDER / "training"), global_step=step)
            losses = []
            for _ in range(10):
                session.run(train, feed)
                losses.append(float(session.run(loss, feed)))
        return {"data": data.tolist(), "losses": losses}


def saved_model(tf: Any) -> Any:
    """What simple_save writes."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.Variable([[1.5], [-2.0]], name="w")
        y = tf.matmul(x, w, name="y")
        session.run(tf.global_variables_initializer())
        tf.saved_model.simple_save(session, str(FOLDER / "model"), {"point": x}, {"height": y})
        return session.run(y, {x: [[1.0, 1.0], [2.0, 0.5]]}).tolist()


if __name__ == "__main__":
    main()

"""Saved models: signatures, tags, what is refused, and that a loaded model computes the same."""

import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt


def _model(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.Variable([[1.0], [2.0]], name="w")
    return x, w, tf.matmul(x, w, name="y")


def simple(tf: Any, np: Any) -> None:
    """simple_save, load, and run by the names in the signature."""
    with tempfile.TemporaryDirectory() as outer:
        folder = os.path.join(outer, "model")
        with tf.Graph().as_default(), tf.Session() as session:
            x, w, y = _model(tf)
            session.run(tf.global_variables_initializer())
            session.run(w.assign(w * 10.0))
            print(tf.saved_model.maybe_saved_model_directory(folder))
            tf.saved_model.simple_save(session, folder, inputs={"point": x}, outputs={"height": y})
            attempt(
                tf, lambda: tf.saved_model.simple_save(session, folder, {"a": x}, {"b": y}), "isn't empty"
            )
        print(tf.saved_model.loader.maybe_saved_model_directory(folder))
        print(sorted(os.listdir(folder)), sorted(os.listdir(os.path.join(folder, "variables"))))
        with tf.Graph().as_default(), tf.Session() as session:
            loaded = tf.saved_model.loader.load(session, [tf.saved_model.tag_constants.SERVING], folder)
            signature = loaded.signature_def["serving_default"]
            print(signature.method_name, list(loaded.meta_info_def.tags))
            for name, info in [*signature.inputs.items(), *signature.outputs.items()]:
                print(name, info.name, info.dtype, [size.size for size in info.tensor_shape.dim])
            feed = {signature.inputs["point"].name: [[1.0, 1.0], [0.0, 2.0]]}
            print(session.run(signature.outputs["height"].name, feed))
            print([v.name for v in tf.trainable_variables()])
        with tf.Graph().as_default(), tf.Session() as session:
            tf.saved_model.load(session, ["serve"], folder, import_scope="mine")
            print(session.run("mine/y:0", {"mine/x:0": [[1.0, 1.0]]}))
            attempt(tf, lambda: tf.saved_model.load(session, ["train"], folder), "could not be found")
            attempt(tf, lambda: tf.saved_model.load(session, ["serve"], outer), "does not exist")


def several_graphs(tf: Any, np: Any) -> None:
    """Two graphs, one set of values, files that come along, an operation on loading; as text."""
    with tempfile.TemporaryDirectory() as outer:
        folder = os.path.join(outer, "model")
        words = os.path.join(outer, "words.txt")
        with open(words, "w") as file:
            file.write("one two")
        builder = tf.saved_model.builder.SavedModelBuilder(folder)
        attempt(tf, lambda: builder.add_meta_graph(["a"]), "has not been saved yet")
        with tf.Graph().as_default(), tf.Session() as session:
            _model(tf)
            local = tf.Variable(5.0, collections=["local_variables"], trainable=False, name="local")
            name = tf.constant(words, name="name")
            tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, name)
            kept = tf.Variable("", collections=["local_variables"], trainable=False, name="kept")
            start = tf.group(local.initializer, tf.assign(kept, name))
            session.run(tf.global_variables_initializer())
            assets = tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS)
            builder.add_meta_graph_and_variables(session, ["a", "b"], assets_collection=assets, main_op=start)
            attempt(tf, lambda: builder.add_meta_graph_and_variables(session, ["c"]), "already been saved")
        with tf.Graph().as_default():
            _, _, y = _model(tf)
            tf.identity(y, name="other")
            builder.add_meta_graph(["c"])
        print(os.path.basename(builder.save(as_text=True)))
        print(sorted(os.listdir(folder)), os.listdir(os.path.join(folder, "assets")))
        os.remove(words)
        with tf.Graph().as_default(), tf.Session() as session:
            tf.saved_model.loader.load(session, {"b", "a"}, folder)
            print(session.run(["local:0", "y:0"], {"x:0": [[1.0, 1.0]]}))
            with open(session.run("kept:0")) as file:
                print(file.read())
        with tf.Graph().as_default(), tf.Session() as session:
            tf.saved_model.loader.load(session, ["c"], folder)
            print(session.run("other:0", {"x:0": [[1.0, 1.0]]}))
            attempt(tf, lambda: tf.saved_model.loader.load(session, ["a"], folder), "could not be found")


def without_variables(tf: Any, np: Any) -> None:
    """A model need not have any."""
    with tempfile.TemporaryDirectory() as outer:
        folder = os.path.join(outer, "model")
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.placeholder(tf.float32, name="x")
            tf.saved_model.simple_save(session, folder, {"x": x}, {"y": tf.square(x, name="y")})
        with tf.Graph().as_default(), tf.Session() as session:
            tf.saved_model.load(session, ["serve"], folder)
            print(session.run("y:0", {"x:0": 3.0}))


def signatures(tf: Any, np: Any) -> None:
    """What describes inputs and outputs, and which descriptions are valid."""
    space = tf.saved_model
    x, _, y = _model(tf)
    text, number = tf.placeholder(tf.string, name="text"), tf.constant(1.0, name="number")
    info = space.utils.build_tensor_info(x)
    print(info.name, info.dtype, [size.size for size in info.tensor_shape.dim])
    print(space.utils.get_tensor_from_tensor_info(info) is x)
    sparse = tf.sparse_placeholder(tf.float32, name="s")
    info = space.build_tensor_info(sparse)
    print(info.coo_sparse.values_tensor_name, info.WhichOneof("encoding"), info.tensor_shape.unknown_rank)
    print(space.get_tensor_from_tensor_info(info).values is sparse.values)
    made = {
        "predict": space.predict_signature_def({"a": x}, {"b": y}),
        "regress": space.regression_signature_def(text, number),
        "classify": space.classification_signature_def(text, text, number),
        "classify scores": space.classification_signature_def(text, None, number),
        "mine": space.build_signature_def({"a": info}, {"b": info}, "mine"),
        "empty": space.build_signature_def(method_name="tensorflow/serving/predict"),
        "nothing": None,
    }
    for name, signature in made.items():
        print(name, space.is_valid_signature(signature))
        if signature is not None:
            print("  ", signature.method_name, sorted(signature.inputs), sorted(signature.outputs))
    for call in (
        lambda: space.predict_signature_def({}, {"b": y}),
        lambda: space.predict_signature_def({"a": x}, None),
        lambda: space.regression_signature_def(number, number),
        lambda: space.regression_signature_def(text, None),
        lambda: space.regression_signature_def(None, number),
        lambda: space.classification_signature_def(text, None, None),
        lambda: space.classification_signature_def(text, number, None),
        lambda: space.classification_signature_def(text, None, text),
    ):
        attempt(tf, call)
    names = space.signature_constants
    print(names.DEFAULT_SERVING_SIGNATURE_DEF_KEY, names.PREDICT_METHOD_NAME, names.CLASSIFY_OUTPUT_SCORES)
    print(space.tag_constants.SERVING, space.tag_constants.TRAINING, space.constants.VARIABLES_FILENAME)

"""tensorflow.python.tools.inspect_checkpoint: what stands in a checkpoint, printed.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/python/tools/inspect_checkpoint.py

Read next: `tensorlab/saving/reader.py`.
"""

import re

import numpy as np

from tensorlab.errors import OpError
from tensorlab.saving.reader import CheckpointReader


def print_tensors_in_checkpoint_file(
    file_name: str,
    tensor_name: str | None,
    all_tensors: bool,
    all_tensor_names: bool = False,
    count_exclude_pattern: str = "",
) -> None:
    """Print the names of a checkpoint's variables, with `all_tensors` their values, or one value.

    Args:
        file_name: the checkpoint.
        tensor_name: whose value to print; empty for none.
        all_tensors: print all values.
        all_tensor_names: print all names.
        count_exclude_pattern: a regular expression of names that are not counted.

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0], name="w")
    ...     sess.run(w.initializer)
    ...     path = tf.train.Saver().save(sess, folder + "/model", write_meta_graph=False)
    ...     print_tensors_in_checkpoint_file(path, "", all_tensors=True)
    tensor_name:  w
    [1. 2.]
    # Total number of params: 2
    """
    try:
        reader = CheckpointReader(file_name)
        shapes = reader.get_variable_to_shape_map()
        if all_tensors or all_tensor_names:
            for name in sorted(shapes):
                print("tensor_name: ", name)
                if all_tensors:
                    print(reader.get_tensor(name))
        elif tensor_name:
            print("tensor_name: ", tensor_name)
            print(reader.get_tensor(tensor_name))
        else:
            print(reader.debug_string().decode())
    except OpError as error:  # a tool for the command line prints what is wrong
        print(error)
        return
    if count_exclude_pattern:
        left_out = [name for name in shapes if re.search(count_exclude_pattern, name)]
        count = sum(int(np.prod(shapes.pop(name))) for name in left_out)
        print(
            f"# Excluding {len(left_out)} tensors ({count} params) that match {count_exclude_pattern} when counting."
        )
    print(f"# Total number of params: {sum(int(np.prod(shape)) for shape in shapes.values())}")

"""ConfigProto: fields, nesting, text."""

from typing import Any

from tests.parity.attempt import attempt


def fields(tf: Any, np: Any) -> None:
    """The fields of the seed's document, their defaults and their assignment."""
    config = tf.ConfigProto()
    print(config.allow_soft_placement, config.log_device_placement, config.inter_op_parallelism_threads)
    print(config.intra_op_parallelism_threads, config.operation_timeout_in_ms, dict(config.device_count))
    print(config.gpu_options.allow_growth, config.gpu_options.per_process_gpu_memory_fraction)
    config.allow_soft_placement = True
    config.intra_op_parallelism_threads = 2
    config.inter_op_parallelism_threads = 3
    config.operation_timeout_in_ms = 5000
    config.gpu_options.allow_growth = True
    config.gpu_options.per_process_gpu_memory_fraction = 0.25
    config.device_count["GPU"] = 0
    print(config.allow_soft_placement, config.gpu_options.allow_growth, dict(config.device_count))
    print(config)


def constructor(tf: Any, np: Any) -> None:
    """Fields as arguments."""
    config = tf.ConfigProto(
        allow_soft_placement=True,
        log_device_placement=False,
        device_count={"CPU": 1, "GPU": 0},
        gpu_options=tf.GPUOptions(
            per_process_gpu_memory_fraction=0.5, allow_growth=True, visible_device_list="0"
        ),
    )
    print(config.device_count["CPU"], config.gpu_options.visible_device_list, config.gpu_options.allow_growth)
    attempt(tf, lambda: tf.ConfigProto(no_such_field=True))
    attempt(tf, lambda: setattr(config, "no_such_field", True))
    attempt(tf, lambda: setattr(config, "allow_soft_placement", "yes"))
    attempt(tf, lambda: setattr(config, "gpu_options", tf.GPUOptions()))
    attempt(tf, lambda: tf.ConfigProto(True))


def text(tf: Any, np: Any) -> None:
    """`print(config)` shows what was set."""
    print(repr(str(tf.ConfigProto())))
    print(tf.ConfigProto(allow_soft_placement=True, log_device_placement=True))
    print(tf.ConfigProto(intra_op_parallelism_threads=4))
    print(tf.GPUOptions(per_process_gpu_memory_fraction=0.5))


def copying(tf: Any, np: Any) -> None:
    """`CopyFrom` and equality."""
    one = tf.ConfigProto(allow_soft_placement=True)
    one.gpu_options.allow_growth = True
    two = tf.ConfigProto()
    print(one == two)
    two.CopyFrom(one)
    print(one == two, two.gpu_options.allow_growth)
    two.gpu_options.allow_growth = False
    print(one.gpu_options.allow_growth)


def session_with_config(tf: Any, np: Any) -> None:
    """A session takes a config, and soft placement moves nodes to the CPU."""
    with tf.device("/gpu:0"):
        a = tf.constant([1.0, 2.0])
        b = a * 2.0
    config = tf.ConfigProto(
        allow_soft_placement=True, intra_op_parallelism_threads=1, inter_op_parallelism_threads=1
    )
    with tf.Session(config=config) as session:
        print(session.run(b), a.device)


def no_such_device(tf: Any, np: Any) -> None:
    """Without soft placement a missing GPU is an error that names the node."""
    with tf.device("/gpu:7"):
        a = tf.constant([1.0, 2.0], name="placed") * 2.0
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=False)) as session:
        attempt(tf, lambda: session.run(a))


def run_options(tf: Any, np: Any) -> None:
    """RunOptions and OptimizerOptions."""
    print(tf.RunOptions.NO_TRACE, tf.RunOptions.FULL_TRACE, tf.RunOptions(timeout_in_ms=100).timeout_in_ms)
    config = tf.ConfigProto(
        graph_options=tf.GraphOptions(optimizer_options=tf.OptimizerOptions(opt_level=tf.OptimizerOptions.L0))
    )
    print(config.graph_options.optimizer_options.opt_level, tf.OptimizerOptions.L0)

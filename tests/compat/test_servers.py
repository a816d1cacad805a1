"""tf.train.ClusterSpec, Server, replica_device_setter: programs for several machines, in one process."""

from collections.abc import Iterator
from typing import Any

import pytest

import tensorlab as tf
from tensorlab.devices.colocation import jobs_here

CLUSTER = {"ps": ["ps0:2222", "ps1:2222"], "worker": {0: "w0:2222", 2: "w2:2222"}}


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    before = set(jobs_here)
    with tf.Graph().as_default():
        yield
    jobs_here.clear()
    jobs_here.update(before)


def test_a_cluster_is_data() -> None:
    cluster = tf.train.ClusterSpec(CLUSTER)
    assert cluster.jobs == ["ps", "worker"]
    assert (cluster.num_tasks("ps"), cluster.task_indices("worker")) == (2, [0, 2])
    assert cluster.task_address("worker", 2) == "w2:2222"
    assert cluster.job_tasks("worker") == ["w0:2222", None, "w2:2222"]
    assert cluster.as_dict() == CLUSTER
    assert cluster == tf.train.ClusterSpec(cluster) and cluster != tf.train.ClusterSpec({})
    assert cluster and not tf.train.ClusterSpec({})
    assert repr(tf.train.ClusterSpec({"a": ["b:1"]})) == "ClusterSpec({'a': ['b:1']})"


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: tf.train.ClusterSpec(["a:1"]), TypeError, "dict from job"),
        (lambda: tf.train.ClusterSpec({"a": "b:1"}), TypeError, "must be a list"),
        (lambda: tf.train.ClusterSpec({"a": {"0": "b:1"}}), TypeError, "numbered by integers"),
        (lambda: tf.train.ClusterSpec({"a": [1]}), TypeError, "needs an address"),
        (
            lambda: tf.train.ClusterSpec(CLUSTER).num_tasks("chief"),
            ValueError,
            "No such job in cluster: 'chief'",
        ),
        (lambda: tf.train.ClusterSpec(CLUSTER).task_address("ps", 2), ValueError, "No task with index 2"),
        (lambda: tf.train.Server(CLUSTER), ValueError, "explicit `job_name`"),
        (lambda: tf.train.Server(CLUSTER, "ps"), ValueError, "explicit `task_index`"),
        (lambda: tf.train.Server(CLUSTER, "ps", 7), ValueError, "No task with index 7"),
        (lambda: tf.train.replica_device_setter(1, ps_strategy=3), TypeError, "callable"),  # type: ignore[arg-type]
    ],
)
def test_what_is_refused(call: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        call()


def test_variables_take_turns() -> None:
    """Names as TensorFlow gives them; what a node asks for itself comes first."""
    with tf.device(tf.train.replica_device_setter(cluster=CLUSTER, worker_device="/job:worker/task:2")):
        weights = [tf.Variable(0.0, name=f"w{number}") for number in range(3)]
        total = tf.add_n([weight + 1.0 for weight in weights])
        with tf.device("/cpu:0"):
            pinned = tf.Variable(0.0)
    assert [weight.device for weight in weights] == ["/job:ps/task:0", "/job:ps/task:1", "/job:ps/task:0"]
    assert total.device == "/job:worker/task:2"
    assert pinned.device == "/job:ps/task:1/device:CPU:0"


def test_the_choice_can_be_ones_own() -> None:
    with tf.device(tf.train.replica_device_setter(ps_tasks=3, ps_strategy=lambda operation: 2)):
        assert tf.Variable(0.0).device == "/job:ps/task:2"
    with tf.device(tf.train.replica_device_setter(ps_tasks=1, ps_ops=["Const"])):
        assert tf.constant(0.0).device == "/job:ps/task:0"
    assert tf.train.replica_device_setter() is None
    assert tf.train.replica_device_setter(cluster={"worker": ["w:1"]}) is None


def test_a_program_for_a_cluster_trains(capsys: pytest.CaptureFixture[str]) -> None:
    """Between-graph replication, as TensorFlow's guide has it, with the session of one task."""
    cluster = tf.train.ClusterSpec({"ps": ["localhost:2222"], "worker": ["localhost:2223"]})
    server = tf.train.Server(cluster, job_name="worker", task_index=0)
    assert server.target == "grpc://localhost:2223"
    with tf.device(tf.train.replica_device_setter(worker_device="/job:worker/task:0", cluster=cluster)):
        weight = tf.Variable(2.0)
        step = tf.train.get_or_create_global_step()
        train = tf.train.MomentumOptimizer(0.25, 0.5).minimize(weight * weight, global_step=step)
    with tf.Session(server.target) as session:
        session.run(tf.global_variables_initializer())
        session.run(train)
        assert session.run([weight, step]) == [1.0, 1]
    tf.train.Server(cluster, job_name="ps", task_index=0).join()
    assert "/job:ps/task:0 has nobody to wait for" in capsys.readouterr().err


def test_jobs_of_no_server_are_unknown() -> None:
    """As in TensorFlow."""
    with tf.device("/job:chief/task:0"):
        y = tf.constant(1.0) + 2.0
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match="job:chief"):
        session.run(y)


def test_a_local_server() -> None:
    server = tf.train.Server.create_local_server()
    with tf.Session(server.target) as session:
        assert session.run(tf.constant(3)) == 3

"""tf.train.ClusterSpec, Server and replica_device_setter, for one process: programs for several machines run on one.

A `Server` opens no port. From then on the devices of its cluster's jobs (`/job:ps/task:0`) are this computer's, for
every session of this process; names and round-robin placement are TensorFlow's.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/replica_device_setter

Read next: `tensorlab/devices/colocation.py`, which reads what a node asks for.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Any

from tensorlab.compat.text import as_text
from tensorlab.device_names import DeviceSpec
from tensorlab.devices.colocation import jobs_here
from tensorlab.protos.config import ConfigProto

VARIABLE_OPS = (
    *("AutoReloadVariable", "MutableHashTable", "MutableHashTableOfTensors", "MutableHashTableV2"),
    *(
        "MutableDenseHashTable",
        "MutableDenseHashTableV2",
        "VarHandleOp",
        "BoostedTreesEnsembleResourceHandleOp",
    ),
    *("BoostedTreesQuantileStreamResourceHandleOp", "ResourceConditionalAccumulator", "DecisionTreeResource"),
    *("Variable", "VariableV2"),
)
"""The ops that `replica_device_setter` puts on parameter servers, unless it is told others."""


class ClusterSpec:
    """Which jobs there are, and at which addresses their tasks are.

    Args:
        cluster: job -> list of addresses, or job -> {number: address}, or another ClusterSpec.

    Raises:
        TypeError: for anything else.

    >>> cluster = ClusterSpec({"ps": ["ps0:2222"], "worker": {1: "w1:2222"}})
    >>> cluster.jobs, cluster.num_tasks("ps"), cluster.task_indices("worker"), cluster.task_address("worker", 1)
    (['ps', 'worker'], 1, [1], 'w1:2222')
    """

    def __init__(self, cluster: Any) -> None:
        if isinstance(cluster, ClusterSpec):
            cluster = cluster.as_dict()
        if not isinstance(cluster, Mapping):
            raise TypeError("`cluster` must be a dict from job to addresses, or a `tf.train.ClusterSpec`.")
        self._cluster: dict[str, dict[int, str]] = {}
        for job, tasks in cluster.items():
            if isinstance(tasks, list | tuple):
                tasks = dict(enumerate(tasks))
            elif not isinstance(tasks, Mapping):
                raise TypeError(f"The tasks of job {job!r} must be a list, or a dict from number to address.")
            for number, address in tasks.items():
                if not isinstance(number, int):
                    raise TypeError(f"The tasks of job {job!r} are numbered by integers, not by {number!r}.")
                if not isinstance(address, str | bytes):
                    raise TypeError(f"Task {number} of job {job!r} needs an address, not {address!r}.")
            self._cluster[as_text(job)] = {number: as_text(tasks[number]) for number in sorted(tasks)}
        self._cluster = dict(sorted(self._cluster.items()))

    @property
    def jobs(self) -> list[str]:
        """The names of the jobs."""
        return list(self._cluster)

    def num_tasks(self, job_name: str) -> int:
        """How many tasks a job has."""
        return len(self._tasks(job_name))

    def task_indices(self, job_name: str) -> list[int]:
        """The numbers of a job's tasks."""
        return list(self._tasks(job_name))

    def task_address(self, job_name: str, task_index: int) -> str:
        """The address of one task."""
        tasks = self._tasks(job_name)
        if task_index not in tasks:
            raise ValueError(f"No task with index {task_index!r} in job {job_name!r}")
        return tasks[task_index]

    def job_tasks(self, job_name: str) -> list[str | None]:
        """The addresses of a job's tasks by their numbers; None where a number is left out."""
        tasks = self._tasks(job_name)
        return [tasks.get(number) for number in range(max(tasks, default=-1) + 1)]

    def as_dict(self) -> dict[str, Any]:
        """Job -> list of addresses, or {number: address} where numbers are left out."""
        return {
            job: list(tasks.values()) if list(tasks) == list(range(len(tasks))) else dict(tasks)
            for job, tasks in self._cluster.items()
        }

    def _tasks(self, job_name: str) -> dict[int, str]:
        if job_name not in self._cluster:
            raise ValueError(f"No such job in cluster: {job_name!r}")
        return self._cluster[job_name]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClusterSpec) and self._cluster == other._cluster

    def __hash__(self) -> int:
        return hash(str(self._cluster))

    def __bool__(self) -> bool:
        return bool(self._cluster)

    def __repr__(self) -> str:
        inside = ", ".join(f"{job!r}: {tasks!r}" for job, tasks in self.as_dict().items())
        return f"ClusterSpec({{{inside}}})"


class Server:
    """A task of a cluster, in this process.

    Args:
        server_or_cluster_def: the cluster: a `ClusterSpec`, or a dict as it takes.
        job_name, task_index: which task this is; may be left out where the cluster has only one.
        protocol: accepted; nothing is sent.
        config: what `server_def` tells.
        start: accepted; there is nothing to start.

    Raises:
        ValueError: when it does not say which task this is, or when the cluster does not have it.

    >>> import tensorlab as tf
    >>> server = Server({"local": ["localhost:0"]})
    >>> with tf.Graph().as_default(), tf.device("/job:local/task:0"), tf.Session(server.target) as session:
    ...     print(session.run(tf.constant(1.0) + 2.0))
    3.0
    """

    def __init__(
        self,
        server_or_cluster_def: Any,
        job_name: str | None = None,
        task_index: int | None = None,
        protocol: str | None = None,
        config: ConfigProto | None = None,
        start: bool = True,
    ) -> None:
        cluster = ClusterSpec(server_or_cluster_def)
        if job_name is None:
            if len(cluster.jobs) != 1:
                raise ValueError("Must specify an explicit `job_name` when the cluster has several jobs.")
            job_name = cluster.jobs[0]
        if task_index is None:
            if cluster.num_tasks(job_name) != 1:
                raise ValueError("Must specify an explicit `task_index` when the job has several tasks.")
            task_index = cluster.task_indices(job_name)[0]
        self._address = cluster.task_address(job_name, task_index)
        self.cluster, self.job_name, self.task_index, self.config = cluster, job_name, task_index, config
        self.start()

    def start(self) -> None:
        """Let this computer's devices answer for those of the cluster."""
        jobs_here.update(self.cluster.jobs)

    def join(self) -> None:
        """Return at once: no other process will ask for anything."""
        print(
            f"tensorlab runs in one process: /job:{self.job_name}/task:{self.task_index} has nobody to wait for.",
            file=sys.stderr,
        )

    @property
    def target(self) -> str:
        """What `tf.Session` takes; its session is one of this process."""
        return f"grpc://{self._address}"

    @staticmethod
    def create_local_server(config: ConfigProto | None = None, start: bool = True) -> "Server":
        """A server whose cluster is one task, called `local`."""
        return Server({"local": ["localhost:0"]}, config=config, start=start)


def replica_device_setter(
    ps_tasks: int = 0,
    ps_device: str = "/job:ps",
    worker_device: str = "/job:worker",
    merge_devices: bool = True,
    cluster: Any = None,
    ps_ops: Sequence[str] | None = None,
    ps_strategy: Callable[[Any], int] | None = None,
) -> Callable[[Any], str] | None:
    """A function for `tf.device`: variables go to the parameter servers, one after the other, the rest to the worker.

    Args:
        ps_tasks: how many parameter servers there are; with none, and no cluster, the result is None.
        ps_device: their device.
        worker_device: the device of everything else.
        merge_devices: accepted; what a node asks for itself always comes first.
        cluster: a `ClusterSpec` or dict, which knows the number of parameter servers.
        ps_ops: the types of the ops that go to the parameter servers.
        ps_strategy: a function from an operation to the number of its server; by default they take turns.

    Raises:
        ValueError: when the cluster has no such job.
        TypeError: when `ps_strategy` cannot be called.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.device(replica_device_setter(ps_tasks=2)):
    ...     [tf.Variable(0.0).device for _ in range(3)], tf.constant(1.0).device
    (['/job:ps/task:0', '/job:ps/task:1', '/job:ps/task:0'], '/job:worker')
    """
    if cluster is not None:
        spec = ClusterSpec(cluster)
        job = DeviceSpec.from_string(ps_device).job
        ps_tasks = spec.num_tasks(job) if job in spec.jobs else 0
    if ps_tasks == 0:
        return None
    types = VARIABLE_OPS if ps_ops is None else tuple(ps_ops)
    if ps_strategy is None:
        turns = cycle(range(ps_tasks))

        def ps_strategy(operation: Any) -> int:
            return next(turns)

    elif not callable(ps_strategy):
        raise TypeError("ps_strategy must be callable")
    strategy = ps_strategy

    def choose(operation: Any) -> str:
        asked = DeviceSpec.from_string(operation.device or "")
        if not merge_devices and operation.device:
            return str(operation.device)
        if operation.type in types:
            where = DeviceSpec.from_string(ps_device)
            if where.task is None and (asked.job is None or asked.job == where.job):
                where = where.replace(task=strategy(operation))
        else:
            where = DeviceSpec.from_string(worker_device or "")
        return where.make_merged_spec(asked).to_string()

    return choose

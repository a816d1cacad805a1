"""tf.contrib.training: HParams, and the training operation of a loss. The loops stand in `training_loops.py`.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/training

Read next: `slim.py`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from tensorlab.errors import did_you_mean, unknown_name

tf: Any = import_module("tensorlab")

ASSIGNMENT = re.compile(r"\s*(\w+)(?:\[(\d+)\])?\s*=\s*(\[[^\]]*\]|[^,]*)\s*(?:,|$)")
USE_GLOBAL_STEP = 0


class HParams:
    """Settings by name, as attributes; a text such as `rate=0.1,layers=[64,10]` may change them.

    >>> settings = HParams(rate=0.5, layers=[32, 10], name="small", train=True)
    >>> settings.parse("rate=1e-3,layers=[64,10],train=false").values()
    {'rate': 0.001, 'layers': [64, 10], 'name': 'small', 'train': False}
    >>> settings.rate, "rate" in settings, settings.get("speed", 7)
    (0.001, True, 7)
    """

    _kinds: dict[str, tuple[type, bool]]

    def __init__(self, hparam_def: Any = None, model_structure: Any = None, **kwargs: Any) -> None:
        self.__dict__["_kinds"] = {}
        self.__dict__["_model_structure"] = model_structure
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def add_hparam(self, name: str, value: Any) -> None:
        """A new setting.

        Raises:
            ValueError: when there is one of that name, or for an empty list.
        """
        if name in self or name in dir(self):
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        several = isinstance(value, list | tuple)
        if several and not value:
            raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
        self._kinds[name] = (type(value[0]) if several else type(value), several)
        self.__dict__[name] = list(value) if several else value

    def set_hparam(self, name: str, value: Any) -> None:
        """Change a setting; a list stays a list, and the type stays.

        Raises:
            KeyError: when there is none of that name.
            ValueError: for a value of another type.
        """
        if name not in self:
            raise KeyError(f"There is no hyperparameter {name!r}. {did_you_mean(name, self._kinds)}".rstrip())
        kind, several = self._kinds[name]
        if several != isinstance(value, list | tuple):
            raise ValueError(f"Hyperparameter {name!r} is {'a list' if several else 'no list'}: {value!r}")
        self.__dict__[name] = (
            [_as_kind(name, kind, one) for one in value] if several else _as_kind(name, kind, value)
        )

    __setattr__ = set_hparam

    def del_hparam(self, name: str) -> None:
        """Forget a setting."""
        if name in self:
            del self.__dict__[name], self._kinds[name]

    def parse(self, values: str) -> "HParams":
        """Change settings as a text says: `name=value`, with commas between; lists in brackets, `name[1]=value`.

        Raises:
            ValueError: when it cannot be read, or names no setting.
        """
        changes: dict[str, Any] = {}
        place = 0
        while place < len(values):
            found = ASSIGNMENT.match(values, place)
            if found is None or found.end() == place:
                raise ValueError(f"Malformed hyperparameter value: {values[place:]}")
            place = found.end()
            name, index, text = found.groups()
            if name not in self:
                raise ValueError(f"Unknown hyperparameter {name}. {did_you_mean(name, self._kinds)}".rstrip())
            kind, several = self._kinds[name]
            if index is not None:
                changes.setdefault(name, list(self.__dict__[name]))[int(index)] = _read(name, kind, text)
            elif several or text.startswith("["):
                changes[name] = [_read(name, kind, one) for one in text.strip("[]").split(",") if one.strip()]
            else:
                changes[name] = _read(name, kind, text)
        return self.override_from_dict(changes)

    def override_from_dict(self, values_dict: Mapping[str, Any]) -> "HParams":
        """Change settings by name."""
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def parse_json(self, values_json: str) -> "HParams":
        """Change settings as a JSON object says."""
        return self.override_from_dict(json.loads(values_json))

    def to_json(self, indent: Any = None, separators: Any = None, sort_keys: bool = False) -> str:
        """All settings as a JSON object."""
        plain = {name: value for name, value in self.values().items() if not callable(value)}
        return json.dumps(plain, indent=indent, separators=separators, sort_keys=sort_keys)

    def values(self) -> dict[str, Any]:
        """Name -> value of every setting."""
        return {name: self.__dict__[name] for name in self._kinds}

    def get(self, key: str, default: Any = None) -> Any:
        """A setting, or the default where there is none."""
        return self.__dict__[key] if key in self else default

    def __contains__(self, key: object) -> bool:
        return key in self._kinds

    def __repr__(self) -> str:
        return f"HParams({', '.join(f'{name}={value!r}' for name, value in self.values().items())})"

    __str__ = __repr__


def _as_kind(name: str, kind: type, value: Any) -> Any:
    """A value in the type of a setting; numbers and booleans are never mixed up."""
    if (
        kind is type(None)
        or value is None
        or (isinstance(value, kind) and (kind is not int or value is not True))
    ):
        return value
    if kind is bool or isinstance(value, bool) or isinstance(value, str) != (kind is str):
        raise ValueError(f"Could not cast hparam {name!r} of type {kind.__name__} from value {value!r}")
    if kind is int and int(value) != value:
        raise ValueError(f"Must pass an integer value for hparam {name!r}, not {value!r}")
    return kind(value)


def _read(name: str, kind: type, text: str) -> Any:
    """A value out of a text."""
    word = text.strip()
    if kind is bool:
        known = {"true": True, "1": True, "false": False, "0": False}
        if word.lower() not in known:
            raise ValueError(f"Could not parse hparam {name!r} of type bool with value {word!r}")
        return known[word.lower()]
    try:
        return word if kind is str else kind(word)
    except ValueError:
        raise ValueError(
            f"Could not parse hparam {name!r} of type {kind.__name__} with value {word!r}"
        ) from None


def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = USE_GLOBAL_STEP,
    update_ops: Iterable[Any] | None = None,
    variables_to_train: Any = None,
    transform_grads_fn: Callable[[Any], Any] | None = None,
    summarize_gradients: bool = False,
    gate_gradients: int = 1,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    check_numerics: bool = True,
) -> Any:
    """A tensor that takes one step of training when it is run, and then has the loss before it.

    Args:
        total_loss: the loss.
        optimizer: a `tf.train.Optimizer`.
        global_step: the counter; by default the graph's, which is made where there is none; None for no counter.
        update_ops: what to run before the gradients; by default the collection UPDATE_OPS.
        variables_to_train: by default all trainable ones.
        transform_grads_fn: a function from pairs (gradient, variable) to such pairs.
        summarize_gradients: whether to write histograms and norms of the gradients for TensorBoard.
        gate_gradients, aggregation_method, colocate_gradients_with_ops: as `compute_gradients` takes them.
        check_numerics: refuse a loss that is not finite.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     weight = tf.Variable(2.0)
    ...     train = create_train_op(weight * weight, tf.train.GradientDescentOptimizer(0.25))
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(train), sess.run(weight), sess.run(tf.train.get_global_step()))
    4.0 1.0 1
    """
    if isinstance(global_step, int):
        global_step = tf.train.get_or_create_global_step()
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS) if update_ops is None else list(update_ops)
    if updates:
        with tf.control_dependencies(updates), tf.name_scope("update_barrier"):
            barrier = tf.no_op(name="update_barrier")
        with tf.control_dependencies([barrier]):
            total_loss = tf.identity(total_loss)
    pairs = optimizer.compute_gradients(
        total_loss,
        variables_to_train,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn is not None:
        pairs = transform_grads_fn(pairs)
    if summarize_gradients:
        with tf.name_scope("summarize_grads"):
            add_gradients_summaries(pairs)
    step = optimizer.apply_gradients(pairs, global_step=global_step)
    with tf.name_scope("train_op"):
        if check_numerics:
            total_loss = tf.check_numerics(total_loss, "LossTensor is inf or nan")
        with tf.control_dependencies([step]):
            train = tf.identity(total_loss)
    tf.add_to_collection(tf.GraphKeys.TRAIN_OP, train)
    return train


def add_gradients_summaries(grads_and_vars: Any) -> list[Any]:
    """For every gradient a histogram, and its norm; returns these summaries."""
    return gradients_summaries(grads_and_vars, "_")


def gradients_summaries(grads_and_vars: Any, between: str) -> list[Any]:
    """The same, with a sign between the variable's name and what is told of its gradient."""
    summaries = []
    for gradient, variable in grads_and_vars:
        if gradient is None:
            tf.logging.info("Var %s has no gradient", variable.op.name)
            continue
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        summaries.append(tf.summary.histogram(f"{variable.op.name}{between}gradient", values))
        norm = tf.global_norm([values])
        summaries.append(tf.summary.scalar(f"{variable.op.name}{between}gradient_norm", norm))
    return summaries


def clip_gradient_norms(gradients_to_variables: Any, max_norm: float) -> list[Any]:
    """Pairs (gradient, variable) whose gradients are no longer than `max_norm`, each by itself."""
    clipped = []
    for gradient, variable in gradients_to_variables:
        if gradient is not None:
            if isinstance(gradient, tf.IndexedSlices):
                gradient = tf.IndexedSlices(
                    tf.clip_by_norm(gradient.values, max_norm), gradient.indices, gradient.dense_shape
                )
            else:
                gradient = tf.clip_by_norm(gradient, max_norm)
        clipped.append((gradient, variable))
    return clipped


def clip_gradient_norms_fn(max_norm: float) -> Callable[[Any], list[Any]]:
    """The same as a function for `transform_grads_fn`."""
    return lambda pairs: clip_gradient_norms(pairs, max_norm)


def multiply_gradients(grads_and_vars: Any, gradient_multipliers: Mapping[Any, Any]) -> list[Any]:
    """Pairs (gradient, variable), some of whose gradients are multiplied: by variable, or by its name."""
    if not gradient_multipliers:
        raise ValueError("gradient_multipliers is empty.")
    multiplied = []
    for gradient, variable in grads_and_vars:
        factor = gradient_multipliers.get(variable, gradient_multipliers.get(variable.op.name))
        if factor is not None and gradient is None:
            raise ValueError("Requested multiple of `None` gradient.")
        multiplied.append(
            (gradient if factor is None else gradient * tf.cast(factor, gradient.dtype), variable)
        )
    return multiplied


_unknown = unknown_name("tensorlab.contrib.training", globals())


LOOPS = {
    *(
        "StopAfterNEvalsHook",
        "SummaryAtEndHook",
        "checkpoints_iterator",
        "evaluate_once",
        "evaluate_repeatedly",
    ),
    *("get_or_create_eval_step", "train", "wait_for_new_checkpoint"),
}
"""What stands in `training_loops.py`, which is loaded for it."""


def __getattr__(name: str) -> Any:
    if name in LOOPS:
        return getattr(import_module("tensorlab.compat.contrib.training_loops"), name)
    return _unknown(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *LOOPS})

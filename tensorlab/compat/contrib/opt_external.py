"""Minimizing with somebody else's algorithm: SciPy's, for instance L-BFGS.

These are no optimizers that make a step: `minimize` runs the session again and again until the algorithm is content,
and then writes the variables once. SciPy is needed for it, and is imported only then.

Read next: `tensorlab/optimizers/optimizer.py` (those that make a step).
"""

from importlib import import_module
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from tensorlab.compat import logging
from tensorlab.graph.gradients import gradients
from tensorlab.graph.scopes import get_default_session
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import concat
from tensorlab.ops.fills import zeros_like
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.source import placeholder
from tensorlab.ops.variable_lists import trainable_variables
from tensorlab.ops.variables import Variable


class ExternalOptimizerInterface:
    """The frame for an algorithm from elsewhere: a subclass writes `_minimize`.

    Args:
        loss: a scalar tensor.
        var_list: the variables to change; by default all trainable ones.
        equalities: scalar tensors that must be zero.
        inequalities: scalar tensors that must not be negative.
        var_to_bounds: variable -> (lowest, highest) value, numbers or arrays that stretch to its shape.
        **optimizer_kwargs: what the algorithm takes besides.
    """

    def __init__(
        self, loss: Tensor, var_list: Any = None, equalities: Any = None, inequalities: Any = None,
        var_to_bounds: Any = None, **optimizer_kwargs: Any,
    ) -> None:  # fmt: skip
        self._loss = loss
        self._equalities, self._inequalities = list(equalities or []), list(inequalities or [])
        self._vars: list[Variable] = trainable_variables() if var_list is None else list(var_list)
        self._packed_bounds = self._bounds({} if var_to_bounds is None else var_to_bounds)
        self._update_placeholders = [placeholder(variable.dtype.base_dtype) for variable in self._vars]
        self._var_updates = [
            variable.assign(reshape(fed, variable.shape.as_list()))
            for variable, fed in zip(self._vars, self._update_placeholders, strict=True)
        ]
        self._packed_var = packed(self._vars)
        self._packed_loss_grad = self._slope(loss)
        self._packed_equality_grads = [self._slope(tensor) for tensor in self._equalities]
        self._packed_inequality_grads = [self._slope(tensor) for tensor in self._inequalities]
        self.optimizer_kwargs = optimizer_kwargs
        ends = list(accumulate((v.shape.num_elements() or 0 for v in self._vars), initial=0))
        self._packing_slices = [slice(start, end) for start, end in pairwise(ends)]

    def minimize(
        self, session: Any = None, feed_dict: Any = None, fetches: Any = None, step_callback: Any = None,
        loss_callback: Any = None, **run_kwargs: Any,
    ) -> None:  # fmt: skip
        """Minimize the loss, and write the variables.

        Args:
            session: where; by default the default session.
            feed_dict: what every run is fed.
            fetches: tensors whose values `loss_callback` gets.
            step_callback: called after every step of the algorithm with all variables in one vector.
            loss_callback: called whenever the loss is computed, with the values of `fetches`.
            **run_kwargs: for the run that writes the variables.
        """
        session = session or get_default_session()
        feeds, fetched = dict(feed_dict or {}), list(fetches or [])

        def function(*tensors: Any, callback: Any = None) -> Any:
            def value(x: Any) -> Any:
                parts = (
                    x[place]
                    .reshape(variable.shape.as_list())
                    .astype(variable.dtype.base_dtype.as_numpy_dtype)
                    for variable, place in zip(self._vars, self._packing_slices, strict=True)
                )
                feed = {**dict(zip(self._vars, parts, strict=True)), **feeds}
                values = session.run([*tensors, *fetched], feed_dict=feed)
                if callback is not None:
                    callback(*values[len(tensors) :])
                return values[: len(tensors)]

            return value

        def functions(tensors: Any) -> list[Any]:
            return [function(tensor) for tensor in tensors]

        result = self._minimize(
            initial_val=session.run(self._packed_var),
            loss_grad_func=function(self._loss, self._packed_loss_grad, callback=loss_callback),
            equality_funcs=functions(self._equalities),
            equality_grad_funcs=functions(self._packed_equality_grads),
            inequality_funcs=functions(self._inequalities),
            inequality_grad_funcs=functions(self._packed_inequality_grads),
            packed_bounds=self._packed_bounds,
            step_callback=step_callback or (lambda x: None),
            optimizer_kwargs=self.optimizer_kwargs,
        )
        written = {
            fed: result[place]
            for fed, place in zip(self._update_placeholders, self._packing_slices, strict=True)
        }
        session.run(self._var_updates, feed_dict=written, **run_kwargs)

    def _minimize(self, **what: Any) -> Any:
        """Find the vector for which the loss is least, given the functions and the first vector."""
        raise NotImplementedError(
            "To use ExternalOptimizerInterface, subclass from it and implement the _minimize() method."
        )

    def _slope(self, tensor: Tensor) -> Tensor:
        found = gradients(tensor, self._vars)
        return packed([zeros_like(v) if g is None else g for g, v in zip(found, self._vars, strict=True)])

    def _bounds(self, by_variable: Any) -> list[tuple[Any, Any]] | None:
        if not by_variable:
            return None
        lows, highs = [], []
        for variable in self._vars:
            low, high = by_variable.get(variable, (-np.inf, np.inf))
            shape: Any = variable.shape.as_list()
            lows += list(np.broadcast_to(np.asarray(-np.inf if low is None else low), shape).flat)
            highs += list(np.broadcast_to(np.asarray(np.inf if high is None else high), shape).flat)
        return list(zip(lows, highs, strict=True))


def packed(tensors: list[Any]) -> Tensor:
    """All entries of several tensors in one vector."""
    flat = [reshape(tensor, [-1]) for tensor in tensors]
    return flat[0] if len(flat) == 1 else concat(flat, 0)


class ScipyOptimizerInterface(ExternalOptimizerInterface):
    """Minimize with `scipy.optimize.minimize`; the method is L-BFGS-B unless `method=` says another.

    Args are those of `ExternalOptimizerInterface`; what else is given goes to SciPy, such as
    `options={"maxiter": 100}`.

    Source: Byrd, Lu and Nocedal, "A limited memory algorithm for bound constrained optimization" (1995).
    """

    _DEFAULT_METHOD = "L-BFGS-B"

    def _minimize(self, **what: Any) -> Any:
        options = dict(what["optimizer_kwargs"])
        method = options.pop("method", self._DEFAULT_METHOD)
        constraints = [
            {"type": kind, "fun": lambda x, f=value: f(x)[0], "jac": lambda x, f=slope: f(x)[0]}
            for kind, values, slopes in (
                ("eq", what["equality_funcs"], what["equality_grad_funcs"]),
                ("ineq", what["inequality_funcs"], what["inequality_grad_funcs"]),
            )
            for value, slope in zip(values, slopes, strict=True)
        ]
        fixed = {
            "jac": True,
            "callback": what["step_callback"],
            "method": method,
            "constraints": constraints,
            "bounds": what["packed_bounds"],
        }
        for name in fixed.keys() & options.keys():
            advice = "Bounds must be set using the var_to_bounds argument" if name == "bounds" else ""
            raise ValueError(
                advice
                or f"Optimizer keyword arg {name!r} is set automatically and cannot be injected manually"
            )

        def loss_and_slope(x: Any) -> Any:
            loss, slope = what["loss_grad_func"](x)
            return np.float64(loss), slope.astype(np.float64)

        try:
            minimize = import_module("scipy.optimize").minimize
        except ImportError as error:
            raise ImportError("ScipyOptimizerInterface needs SciPy: pip install scipy") from error
        result = minimize(loss_and_slope, what["initial_val"], **fixed, **options)
        logging.info(
            "Optimization terminated with: %s (objective function value: %f)", result.message, result.fun
        )
        return result.x

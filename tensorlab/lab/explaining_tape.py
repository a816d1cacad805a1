"""What one can ask a tape about: where a number comes from, why a node ran, who wrote a variable.

Read next: `explaining.py`, which finds the answers.
"""

from typing import Any

from tensorlab.lab import explaining
from tensorlab.record.derivation import MOST_LINES
from tensorlab.record.explain import Explanation, Explanations
from tensorlab.record.history import History


class Explaining:
    """The questions that a `Tape` answers; every tape is one of these (so `self` has what a tape has)."""

    def explain(self: Any, thing: Any, run: int = -1) -> Explanations:
        """Everything there is to say of a node in a run: why it ran, who made its value, where its gradient is from.

        Args:
            thing: a tensor, an operation, a variable, a node's name, or your own name for it, such as `"y"`.
            run: the run's number, from 1; negative numbers count from the end.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     noise = tf.random_normal([2], seed=1, name="noise")
        ...     total = sess.run(tf.reduce_sum(noise, name="total"))
        >>> [answer.kind for answer in tape.explain("noise/RandomStandardNormal")]
        ['needed', 'made', 'draws']
        """
        return explaining.explain(self, thing, run)

    def why(self: Any, thing: Any, run: int = -1) -> Explanation:
        """Why a node ran in a run, or why it did not.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     a = tf.constant(2.0, name="a")
        ...     b = tf.square(a, name="b")
        ...     c = tf.negative(b, name="c")
        ...     result = sess.run([c]), sess.run(b)
        >>> tape.why("a", run=1)
        a ran because b needs it, and so on, up to c, which was fetched.
          a → b → c
        >>> tape.why("c", run=2)
        c did not run: nothing that was fetched (b) needs it. It runs in sess.run(c), in run 1.
        """
        return explaining.why(self, thing, run)

    def why_gradient(self: Any, thing: Any, run: int = -1) -> Explanation:
        """Where the gradient of a tensor comes from in a run, contribution by contribution; or why it has none.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     x = tf.constant(3.0, name="x")
        ...     y = tf.multiply(x, tf.square(x, name="a"), name="y")
        ...     slope = sess.run(tf.gradients(y, x))
        >>> tape.why_gradient("x")
        The gradient of x comes from y on 2 paths, and is the sum over them.
          via y: ∂L/∂y·a = 9
          via a: 2·x·∂L/∂a = 18
          y → x
          y → a → x
        """
        return explaining.gradient(self, thing, run)

    def writers(self: Any, thing: Any, run: int = -1) -> Explanation:
        """Who wrote the value that a variable has after a run; of any other tensor, which operation at which line.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     w = tf.Variable(2.0, name="w")
        ...     double = w.assign(w * 2.0, name="double")
        ...     results = sess.run(w.initializer), sess.run(double)
        >>> tape.writers("w", run=2).kind, tape.writers("w", run=1).kind
        ('hand', 'initial')
        """
        return explaining.writers(self, thing, run)

    def history(self: Any, variable: Any) -> History:
        """All versions of a variable, with the run and the operation that wrote each.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     w = tf.Variable(2.0, name="w")
        ...     double = w.assign(w * 2.0, name="double")
        ...     results = sess.run(w.initializer), sess.run(double), sess.run(double)
        >>> [(version.run, version.kind, float(tape.history("w").value(version))) for version in tape.history("w")]
        [(1, 'initial', 2.0), (2, 'hand', 4.0), (3, 'hand', 8.0)]
        """
        return explaining.history(self, variable)

    def derive(
        self: Any,
        tensor: Any,
        index: Any = (),
        run: int = -1,
        gradient: bool = False,
        depth: int | None = None,
        most_lines: int = MOST_LINES,
    ) -> explaining.DerivedNumber:
        """Explain a number: one entry of one tensor, derived back to feeds, weights and constants.

        Args:
            tensor: a tensor, a variable, a name such as `"MatMul:0"`, or your own name for it, such as `"y"`.
            index: the place of the entry, such as `(3, 0)`.
            run: the run's number, from 1; negative numbers count from the end.
            gradient: derive the gradient of the loss with respect to the tensor instead.
            depth: how many steps to go back; None means to the end.
            most_lines: how many equations there are at most.

        Raises:
            IndexError: when there is no such run, or no such entry.
            LookupError: when the run did not compute the tensor.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     x = tf.placeholder(tf.float32, [1, 2], name="x")
        ...     w = tf.constant([[0.5], [-1.0]], name="w")
        ...     y = sess.run(tf.matmul(x, w, name="y"), {x: [[3.0, 4.0]]})
        >>> tape.derive("y:0", (0, 0))
        y[0, 0] in run 1: -2.5
          y[0, 0] = x[0, 0]·w[0, 0] + x[0, 1]·w[1, 0]
                  = 3·0.5 + 4·(-1)
                  = -2.5
        Fed: x[0, 0] = 3, x[0, 1] = 4
        Constants: w[0, 0] = 0.5, w[1, 0] = -1
        >>> page = tape.derive("y:0", (0, 0)).worksheet()  # to be printed; worksheet("y.html") writes it
        """
        return explaining.derive(self, tensor, index, run, gradient, depth, most_lines)

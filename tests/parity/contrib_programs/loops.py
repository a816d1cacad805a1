"""The loops of tf.contrib.training and tf.contrib.slim: train, evaluate a checkpoint, evaluate each as it comes."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt


def _model(tf: Any) -> tuple[Any, Any]:
    """A weight and its loss."""
    w = tf.get_variable("w", initializer=[4.0, -2.0])
    loss = tf.reduce_sum(tf.square(w), name="loss")
    return w, loss


def training_train(tf: Any, np: Any) -> None:
    """Train to a step, go on, refuse."""
    with tempfile.TemporaryDirectory() as folder:
        for last in (2, 5):
            with tf.Graph().as_default():
                _, loss = _model(tf)
                train = tf.contrib.training.create_train_op(loss, tf.train.GradientDescentOptimizer(0.25))
                hooks = [tf.train.StopAtStepHook(last_step=last)]
                print(
                    np.isfinite(
                        tf.contrib.training.train(train, folder, hooks=hooks, save_summaries_steps=None)
                    )
                )
            print(tf.train.load_variable(folder, "w"), os.path.basename(tf.train.latest_checkpoint(folder)))
    attempt(tf, lambda: tf.contrib.training.train(None, None), "logdir cannot be None")
    attempt(
        tf, lambda: tf.contrib.training.train(None, None, save_summaries_steps=None), "save_checkpoint_secs"
    )


def evaluated_once(tf: Any, np: Any) -> None:
    """Metrics over some runs, in every kind of nest."""
    with tempfile.TemporaryDirectory() as folder:
        w, loss = _model(tf)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            path = tf.train.Saver().save(session, os.path.join(folder, "model"))
        training = tf.contrib.training
        step = training.get_or_create_eval_step()
        print(step.name, step is training.get_or_create_eval_step(), step.dtype)
        print(
            [v.name for v in tf.get_collection(tf.GraphKeys.EVAL_STEP)],
            [v.name for v in tf.local_variables()],
        )
        x = tf.placeholder_with_default(2.0, [])
        mean, update = tf.metrics.mean(loss * x)
        for ops in (update, [update, loss], {"update": update}):
            print(
                training.evaluate_once(
                    path,
                    eval_ops=ops,
                    feed_dict={x: 3.0},
                    final_ops={"mean": mean, "step": step},
                    hooks=[training.StopAfterNEvalsHook(3)],
                )["step"]
            )
        print(*training.evaluate_once(path, final_ops=[loss, x * 1.0], final_ops_feed_dict={x: 7.0}))
        print(training.evaluate_once(path, final_ops=w))
    attempt(tf, lambda: tf.contrib.training.SummaryAtEndHook(), "One of log_dir or summary_writer")


def evaluated_repeatedly(tf: Any, np: Any) -> None:
    """Every checkpoint of a folder, until it is enough or nothing comes."""
    with tempfile.TemporaryDirectory() as folder:
        w, loss = _model(tf)
        saver, halve = tf.train.Saver(), w.assign(w / 2.0)
        mean, update = tf.metrics.mean(loss)
        training = tf.contrib.training
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            saver.save(session, os.path.join(folder, "model"), global_step=1)
            asked = []

            def more() -> bool:
                asked.append(1)
                session.run(halve)
                if len(asked) < 3:
                    saver.save(session, os.path.join(folder, "model"), global_step=1 + len(asked))
                return len(asked) == 3

            values = training.evaluate_repeatedly(
                folder,
                eval_ops=update,
                final_ops=mean,
                hooks=[training.StopAfterNEvalsHook(2)],
                eval_interval_secs=0,
                timeout=0.01,
                timeout_fn=more,
            )
        print(len(asked), values)
        print(
            training.wait_for_new_checkpoint(folder, tf.train.latest_checkpoint(folder), 0.01, timeout=0.02)
        )
        print(os.path.basename(training.wait_for_new_checkpoint(folder)))
        print([os.path.basename(p) for p in training.checkpoints_iterator(folder, timeout=0.0)])
        once = training.evaluate_repeatedly(
            folder, final_ops=loss, max_number_of_evaluations=1, eval_interval_secs=0
        )
        print(once)


def slim_train(tf: Any, np: Any) -> None:
    """slim.learning.train: to a number of steps, again, with a step of one's own."""
    slim = tf.contrib.slim
    with tempfile.TemporaryDirectory() as folder:
        for last in (3, 6):
            with tf.Graph().as_default():
                _, loss = _model(tf)
                tf.losses.add_loss(loss)
                total = tf.losses.get_total_loss()
                train = slim.learning.create_train_op(total, tf.train.GradientDescentOptimizer(0.25))
                value = slim.learning.train(train, folder, number_of_steps=last, log_every_n_steps=0)
                print(np.isfinite(value), tf.train.latest_checkpoint(folder).rpartition("-")[2])
            print(tf.train.load_variable(folder, "w"), tf.train.load_variable(folder, "global_step"))
    steps = []

    def own_step(sess: Any, train_op: Any, global_step: Any, kwargs: Any) -> Any:
        loss, stop = slim.learning.train_step(sess, train_op, global_step, kwargs)
        steps.append(int(sess.run(global_step)))
        return loss, stop or len(steps) == 2

    tf.reset_default_graph()
    _, loss = _model(tf)
    train = slim.learning.create_train_op(loss, tf.train.GradientDescentOptimizer(0.25))
    slim.learning.train(train, None, train_step_fn=own_step, number_of_steps=10, log_every_n_steps=0)
    print(steps)
    learn = slim.learning.train
    attempt(tf, lambda: learn(None, None), "train_op cannot be None")
    attempt(tf, lambda: learn(train, None, saver=1), "Cannot provide saver because logdir=None")
    attempt(tf, lambda: learn(train, None, trace_every_n_steps=1), "trace_every_n_steps because logdir=None")
    attempt(tf, lambda: learn(train, "x", number_of_steps=0), "positive number")


def slim_evaluation(tf: Any, np: Any) -> None:
    """slim.evaluation: with variables of one's own choice, and over a folder."""
    slim = tf.contrib.slim
    with tempfile.TemporaryDirectory() as folder:
        w, loss = _model(tf)
        averages = tf.train.ExponentialMovingAverage(0.5)
        update_average = averages.apply([w])
        step = tf.train.get_or_create_global_step()
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            w.load([0.0, 0.0], session)
            session.run(update_average)
            tf.train.Saver().save(session, os.path.join(folder, "model"), global_step=step)
        path = tf.train.latest_checkpoint(folder)
        for averaged in (False, True):
            with tf.Graph().as_default():
                w, loss = _model(tf)
                step = tf.train.get_or_create_global_step()
                mean, update = tf.metrics.mean(loss)
                to_restore = (
                    tf.train.ExponentialMovingAverage(0.5).variables_to_restore() if averaged else [w, step]
                )
                values = slim.evaluation.evaluate_once(
                    "",
                    path,
                    folder,
                    num_evals=2,
                    eval_op=update,
                    final_op=[mean * 1.0],
                    variables_to_restore=to_restore,
                )
                print(*values)
                loop = slim.evaluation.evaluation_loop
                print(
                    *loop(
                        "",
                        folder,
                        folder,
                        eval_op=update,
                        final_op=[mean * 1.0],
                        variables_to_restore=to_restore,
                        eval_interval_secs=0,
                        max_number_of_evaluations=1,
                    )
                )

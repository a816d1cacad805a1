"""Monitored sessions that write: checkpoints, summaries, steps per second, times; and going on from them."""

import glob
import json
import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt
from tests.parity.monitored import logged, model, watcher


def checkpoints(tf: Any, np: Any) -> None:
    """Train, stop, go on where it was; which checkpoints there are, what is logged and called."""

    class Listener(tf.train.CheckpointSaverListener):
        def begin(self) -> None:
            print("begin")

        def before_save(self, session: Any, global_step_value: Any) -> None:
            print("before", global_step_value)

        def after_save(self, session: Any, global_step_value: Any) -> Any:
            print("after", global_step_value)
            return global_step_value == 7

        def end(self, session: Any, global_step_value: Any) -> None:
            print("end", global_step_value)

    with tempfile.TemporaryDirectory() as folder:
        for last in (4, 20):
            with (
                tf.Graph().as_default(),
                logged(tf, "all_hooks", "/sec", "checkpoint listeners", "Saving checkpoints"),
            ):
                _, loss, train = model(tf)
                saver = tf.train.CheckpointSaverHook(
                    folder, save_steps=3, scaffold=(scaffold := tf.train.Scaffold()), listeners=[Listener()]
                )
                hooks = [saver, tf.train.StopAtStepHook(last_step=last)]
                creator = tf.train.ChiefSessionCreator(scaffold, checkpoint_dir=folder)
                with tf.train.MonitoredSession(creator, hooks) as sess:
                    print(sess.run([loss, tf.train.get_global_step()]))
                    while not sess.should_stop():
                        sess.run(train)
            files = sorted(os.path.basename(name) for name in glob.glob(folder + "/*.index"))
            print(
                files,
                os.path.basename(tf.train.latest_checkpoint(folder)),
                os.path.exists(folder + "/graph.pbtxt"),
            )
            print(tf.train.load_variable(folder, "w"), tf.train.load_variable(folder, "global_step"))


def training_sessions(tf: Any, np: Any) -> None:
    """MonitoredTrainingSession: defaults, hooks in their order, what is logged, going on."""
    with tempfile.TemporaryDirectory() as folder:
        for last in (3, 5):
            with (
                tf.Graph().as_default(),
                logged(tf, "all_hooks", "not been increased", "Calling checkpoint listeners"),
            ):
                _, _, train = model(tf)
                hooks = [watcher(tf, "hook"), tf.train.StopAtStepHook(last_step=last)]
                with tf.train.MonitoredTrainingSession(
                    checkpoint_dir=folder,
                    hooks=hooks,
                    chief_only_hooks=[watcher(tf, "chief")],
                    save_checkpoint_steps=2,
                    save_summaries_steps=None,
                    log_step_count_steps=2,
                ) as sess:
                    while not sess.should_stop():
                        sess.run(train)
                keys = tf.get_default_graph().get_all_collection_keys()
                print(sorted(key for key in keys if key[:2] != "__" and key != "cond_context"))
            print(sorted(os.path.basename(name) for name in glob.glob(folder + "/*.index")))
            print(tf.train.load_variable(folder, "w"))


def without_a_folder(tf: Any, np: Any) -> None:
    """MonitoredTrainingSession without a folder saves nothing, and one that is not the chief waits."""
    _, _, train = model(tf)
    with logged(tf), tf.train.MonitoredTrainingSession(hooks=[tf.train.StopAtStepHook(2)]) as sess:
        while not sess.should_stop():
            sess.run(train)
    attempt(tf, lambda: tf.train.MonitoredTrainingSession(is_chief=False, max_wait_secs=0), "not ready")


def checkpoint_hooks_refuse(tf: Any, np: Any) -> None:
    """What the hooks that write files refuse."""
    attempt(
        tf,
        lambda: tf.train.CheckpointSaverHook("a", save_steps=1, saver=1, scaffold=2),
        "both saver and scaffold",
    )
    attempt(tf, lambda: tf.train.CheckpointSaverHook("a"), "Either every_secs or every_steps")
    attempt(tf, lambda: tf.train.CheckpointSaverHook("a", 1, 2), "Can not provide both")
    attempt(tf, lambda: tf.train.StepCounterHook(None, None), "exactly one of")
    attempt(tf, lambda: tf.train.StepCounterHook(1, 1), "exactly one of")
    attempt(tf, lambda: tf.train.SummarySaverHook(1), "Exactly one of scaffold or summary_op")
    attempt(tf, lambda: tf.train.SummarySaverHook(summary_op=1, scaffold=2, save_steps=1), "Exactly one of")
    attempt(tf, lambda: tf.train.SummarySaverHook(summary_op=1), "Either every_secs or every_steps")


def summaries_and_steps(tf: Any, np: Any) -> None:
    """What the event files hold: session logs, summaries, steps per second, at which steps."""
    with tempfile.TemporaryDirectory() as folder:
        for last in (5, 9):
            events = f"{folder}/until {last}"
            with tf.Graph().as_default():
                w, loss, train = model(tf, waits=True)
                tf.summary.scalar("so far", loss)
                tf.summary.histogram("weights", w)
                with tf.train.MonitoredTrainingSession(
                    checkpoint_dir=folder,
                    summary_dir=events,
                    hooks=[tf.train.StopAtStepHook(last_step=last)],
                    save_checkpoint_steps=300,
                    save_summaries_steps=2,
                    log_step_count_steps=2,
                ) as sess:
                    while not sess.should_stop():
                        sess.run(train)
            tf.summary.FileWriterCache.clear()
            (path,) = glob.glob(events + "/events*")
            for event in tf.train.summary_iterator(path):
                kind = event.WhichOneof("what")
                print(event.step, kind, event.session_log.status if kind == "session_log" else "")
                for value in event.summary.value:
                    print("  ", value.tag, value.WhichOneof("value"))
                    if value.tag == "so_far":
                        print("  ", value.simple_value)


def own_summaries(tf: Any, np: Any) -> None:
    """SummarySaverHook and StepCounterHook with a writer and an operation of one's own."""
    with tempfile.TemporaryDirectory() as folder:
        _, loss, train = model(tf, waits=True)
        both = [tf.summary.scalar("loss", loss), tf.summary.scalar("double", 2.0 * loss)]
        writer = tf.summary.FileWriter(folder)
        hooks = [
            tf.train.SummarySaverHook(save_steps=3, summary_writer=writer, summary_op=both),
            tf.train.StepCounterHook(every_n_steps=4, summary_writer=writer),
        ]
        with tf.train.MonitoredSession(hooks=hooks) as sess:
            for _ in range(10):
                sess.run(train)
        writer.close()
        for event in tf.train.summary_iterator(glob.glob(folder + "/events*")[0]):
            if event.WhichOneof("what") == "summary":
                tags = [value.tag for value in event.summary.value]
                print(
                    event.step,
                    tags,
                    [round(v.simple_value, 4) for v in event.summary.value if v.tag[:4] != "glob"],
                )


def profiles(tf: Any, np: Any) -> None:
    """ProfilerHook: a file every so many steps."""
    with tempfile.TemporaryDirectory() as folder:
        _, _, train = model(tf, waits=True)
        hook = tf.train.ProfilerHook(save_steps=3, output_dir=folder)
        with tf.train.SingularMonitoredSession(hooks=[hook]) as sess:
            for _ in range(8):
                sess.run(train)
        tf.summary.FileWriterCache.clear()
        files = sorted(glob.glob(folder + "/timeline-*.json"))
        # How the steps are counted beside the step that counts them is a race in TensorFlow.
        print(len(files), os.path.basename(files[0]))
        for path in files:
            with open(path, encoding="utf-8") as file:
                events = json.load(file)["traceEvents"]
            print(sorted({event["ph"] for event in events if event["ph"] in "MX"}))

"""Where the package `tensorboard` is missing, monitored sessions and supervisors train and save all the same."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
PROGRAM = """
import sys
sys.modules["tensorboard"] = None                # as if it were not installed
import warnings
warnings.simplefilter("ignore")
import tensorlab as tf

folder = sys.argv[1]
for last in (3, 5):
    with tf.Graph().as_default():
        w = tf.Variable(8.0, name="w")
        step = tf.train.get_or_create_global_step()
        train = tf.train.GradientDescentOptimizer(0.25).minimize(w * w, global_step=step)
        hooks = [tf.train.StopAtStepHook(last_step=last)]
        with tf.train.MonitoredTrainingSession(
            checkpoint_dir=folder, hooks=hooks, save_checkpoint_steps=2, log_step_count_steps=1
        ) as session:
            while not session.should_stop():
                session.run(train)
    print(tf.train.load_variable(folder, "w"))
with tf.Graph().as_default():
    w = tf.Variable(8.0, name="w")
    step = tf.train.get_or_create_global_step()
    count = tf.assign_add(step, 1)
    supervisor = tf.train.Supervisor(logdir=folder, save_model_secs=0)
    with supervisor.managed_session() as session:
        print(session.run([w, count]), supervisor.summary_writer)
"""


def test_trains_and_saves(tmp_path: Path) -> None:
    """One line says what is missing; nothing else is."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines() == ["1.0", "0.25", "[np.float32(0.25), np.int64(6)] None"]
    assert done.stderr.count("No event files are written") == 1
    assert not list(tmp_path.glob("events*"))

"""Programs that are killed while they save, and what they leave behind.

    python -m tests.saving.killed_saves FOLDER KILLS SEED

forks as many programs, each of which saves again and again, kills each at a random moment, and after each looks at the
folder. `at_every_step` is the same without chance: it ends a program before each single step of the file system that a
save takes. Run in a process of its own (`test_kills.py` does), since it forks.
"""

import os
import random
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import tensorlab as tf
from tensorlab.saving.checkpoint_files import write_checkpoint

SIZES = ((300, 40), (5000,), ())
STEPS_OF_THE_FILE_SYSTEM = ("replace", "remove", "fsync", "mkdir", "open")


class Program:
    """A graph whose variables all hold the number of the step, with a session and a saver.

    Args:
        folder: where it saves.
        numbered: whether every checkpoint has a name of its own, or each replaces the one before.
    """

    def __init__(self, folder: str, numbered: bool) -> None:
        self.folder, self.numbered = folder, numbered
        self.graph = tf.Graph()
        with self.graph.as_default():
            variables = [tf.Variable(tf.zeros(size), name=f"v{place}") for place, size in enumerate(SIZES)]
            variables.append(tf.Variable(["0"] * 5, name="text"))
            self.value = tf.placeholder(tf.float32, [])
            filled = [v.assign(tf.fill(v.shape, self.value)) for v in variables[:-1]]
            filled.append(variables[-1].assign(tf.fill([5], tf.as_string(tf.cast(self.value, tf.int32)))))
            self.fill = tf.group(*filled)
            self.saver = tf.train.Saver(max_to_keep=2)
        self.session = tf.Session(graph=self.graph)

    def save(self, step: int) -> None:
        """Set all variables to a number, and save them."""
        self.session.run(self.fill, {self.value: float(step)})
        path = os.path.join(self.folder, "model.ckpt")
        self.saver.save(self.session, path, step if self.numbered else None, write_meta_graph=False)

    def go_on(self) -> int:
        """Continue where the folder's list stops, as a program does that was started again; the step it stands at."""
        state = tf.train.get_checkpoint_state(self.folder)
        if state is None:
            return 0
        self.saver.recover_last_checkpoints(list(state.all_model_checkpoint_paths))
        return step_of(state.model_checkpoint_path)


def step_of(path: str) -> int:
    """The number in all variables of a checkpoint.

    Raises:
        AssertionError: when it is not the same in all: the checkpoint is a mixture.
    """
    reader = tf.train.NewCheckpointReader(path)
    arrays = [reader.get_tensor(f"v{place}") for place in range(len(SIZES))]
    texts = reader.get_tensor("text")
    found = {float(x) for array in arrays for x in np.unique(array)} | {float(text) for text in texts}
    assert len(found) == 1, f"{path} mixes the steps {sorted(found)}"
    assert [array.shape for array in arrays] == list(SIZES)
    return int(found.pop())


def look_at(folder: str, finished: int) -> int:
    """The step of the newest checkpoint, after everything that is listed was read whole.

    Args:
        folder: where a program has saved.
        finished: the last step whose save the program saw the end of.

    Raises:
        AssertionError: when something listed is not whole, or older than what was finished.
    """
    state = tf.train.get_checkpoint_state(folder)
    if state is None:
        assert not finished, "the list is gone"
        return 0
    listed = {path: step_of(path) for path in state.all_model_checkpoint_paths}
    newest = tf.train.latest_checkpoint(folder)
    assert newest == state.model_checkpoint_path, f"{newest} is not {state.model_checkpoint_path}"
    assert listed[newest] == max(listed.values())
    assert listed[newest] >= finished, f"step {finished} was saved, {listed[newest]} is there"
    return listed[newest]


# --- at random moments ------------------------------------------------------------------------------------


def killed_at_random(folder: str, kills: int, seed: int) -> str:
    """Kill as many programs at random moments; a sentence about what happened."""
    chance = random.Random(seed)
    saves = 0
    for kill in range(kills):
        numbered = kill % 2 == 0
        place = os.path.join(folder, "numbered" if numbered else "same")
        os.makedirs(place, exist_ok=True)
        program = Program(place, numbered)
        begin = program.go_on()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            for step in range(begin + 1, begin + 1000):
                program.save(step)
                os.write(writing, struct.pack("q", step))
            os._exit(0)
        select.select([reading], [], [], 20)  # the first save is done
        time.sleep(chance.random() * 0.03)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(writing)
        finished = begin
        with os.fdopen(reading, "rb") as file:
            told = file.read()
            finished = struct.unpack("q", told[-8:])[0] if told else begin
        saves += finished - begin
        found = look_at(place, finished)
        assert found - finished <= 1
    return f"{kills} kills in {saves} saves"


# --- before every single step of the file system -----------------------------------------------------------


def at_every_step(folder: str, numbered: bool, saves_before: int) -> int:
    """End a program before the first, the second, ... step of the file system of one save; how many there are."""
    for count in range(1000):
        place = os.path.join(folder, f"{numbered}-{saves_before}-{count}")
        os.makedirs(place)
        program = Program(place, numbered)
        for step in range(1, saves_before + 1):
            program.save(step)
        child = os.fork()
        if child == 0:
            _end_before(count)
            program.save(saves_before + 1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        found = look_at(place, saves_before)
        assert found in (saves_before, saves_before + 1)
        again = Program(place, numbered)  # and the next program goes on as if nothing had happened
        again.go_on()
        again.save(found + 1)
        assert look_at(place, found + 1) == found + 1
        if os.waitstatus_to_exitcode(status) == 0:
            assert found == saves_before + 1
            return count
    raise AssertionError("a save never ended")


def _end_before(count: int) -> None:
    """End this process, without any tidying, before the step of the file system of this number."""
    left = [count]

    def ending(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if left[0] == 0:
                os._exit(9)
            left[0] -= 1
            return real(*arguments, **named)

        return call

    for name in STEPS_OF_THE_FILE_SYSTEM:
        setattr(os, name, ending(getattr(os, name)))
    import builtins

    builtins.open = ending(builtins.open)  # type: ignore[assignment]


# --- several programs at once ------------------------------------------------------------------------------


def several_at_once(folder: str, programs: int, saves: int) -> str:
    """Let several programs save under one name, and read all the while; a sentence about what happened."""
    path = os.path.join(folder, "model")
    write_checkpoint(path, {"w": np.zeros(500)})
    children = []
    for number in range(programs):
        child = os.fork()
        if child == 0:
            for save in range(saves):
                write_checkpoint(path, {"w": np.full(500, 1000.0 * number + save)})
            os._exit(0)
        children.append(child)
    reads = 0
    while children:
        children = [child for child in children if os.waitpid(child, os.WNOHANG)[0] == 0]
        assert len(np.unique(tf.train.load_variable(path, "w"))) == 1
        reads += 1
    assert sorted(os.listdir(folder)) == ["model.data-00000-of-00001", "model.index"]
    return f"{programs * saves} saves, read {reads} times"


if __name__ == "__main__":
    if sys.argv[2] == "together":
        print(several_at_once(sys.argv[1], 3, int(sys.argv[3])))
    elif sys.argv[2] == "steps":
        for numbered in (True, False):
            for before in map(int, sys.argv[3]):
                print(numbered, before, at_every_step(sys.argv[1], numbered, before), "steps")
    else:
        print(killed_at_random(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))

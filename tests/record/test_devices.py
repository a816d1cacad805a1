"""Everything that is done with a record works where a program runs on several devices, and tells of them."""

import gc
import json

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.devices.copies import Copy
from tensorlab.record.words import plain_text
from tests.record.comparing import forgetful, read_entry, replays_exactly, same
from tests.record.device_programs import X, network, recorded
from tests.record.programs import PROGRAMS
from tests.record.test_bundle import check


def bundle_of(tape):
    """The bundle of a tape, and its bytes."""
    return tape._builder(tape.runs[0].plan.order[0].graph).build()


def steps_of(bundle, run):
    return bundle["programs"][bundle["runs"][run]["program"]]["steps"]


def copies_of(bundle, run):
    return [step for step in steps_of(bundle, run) if step["kind"] == "copy"]


def name_of(bundle, number):
    return bundle["devices"][number]["name"]


# --- what is kept -----------------------------------------------------------------------------------------


def test_the_values_are_those_of_one_device():
    program = network()
    tape = recorded(program)
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session, lab.trace() as alone:
        session.run(tf.global_variables_initializer())
        for _ in range(5):
            session.run([program.train, program.loss], program.feeds)
    for one, other in zip(tape.runs[:6], alone.runs, strict=True):
        for tensor in (program.w1, program.w2, program.loss, program.a):
            tensor = getattr(tensor, "_variable", tensor)
            if one.plan.slot_at_end(tensor) is not None:
                assert same(one.value(tensor), other.value(tensor))


def test_everything_that_is_kept_is_on_the_host():
    tape = recorded(network())
    for run in tape.runs:
        assert all(value is None or isinstance(value, (np.ndarray, np.generic)) for value in run.values)
        assert all(
            isinstance(cell, (np.ndarray, type(None))) for cell in run.segment.checkpoint.cells.values()
        )


def test_a_closed_session_leaves_nothing_of_its_variables_on_the_gpu():
    with tf.device("/gpu:0"):
        v = tf.Variable(np.zeros(1000, np.float32), name="v")
        step = v.assign_add(np.ones(1000, np.float32))
    with lab.simulate_gpu() as simulation:
        with tf.Session() as session, lab.trace() as tape:
            session.run(v.initializer)
            for _ in range(3):
                session.run(step)
        gc.collect()
        # The constants of a plan stay with it.
        assert set(simulation.gpus[0].account()) == {"v/initial_value", "AssignAdd/value"}
    assert tape.value(v).sum() == 3000
    replays_exactly(tape)


def test_changes_behind_the_record_are_noticed_on_a_gpu_too():
    with tf.device("/gpu:0"):
        v = tf.Variable([1.0, 2.0], name="v")
        doubled = tf.multiply(v, 2.0, name="doubled")
    with lab.simulate_gpu(), tf.Session() as session, lab.trace(session) as tape:
        session.run(v.initializer)
        session.run(doubled)
        session.run(doubled)
        assert tape.runs[1].segment is tape.runs[2].segment
        tape.stop()
        v.load([5.0, 6.0], session)
        with tape:
            session.run(doubled)
    assert tape.runs[3].segment is not tape.runs[2].segment and tape.runs[3].segment.unseen
    replays_exactly(tape)


def test_old_runs_are_shown_when_the_gpu_is_full():
    program = network()
    tape = forgetful()
    with lab.simulate_gpu(memory=500) as simulation, tf.Session() as session, tape:
        session.run(tf.global_variables_initializer())
        for _ in range(40):
            session.run(program.train, program.feeds)
        gpu = simulation.gpus[0]
        filled = gpu.put(np.zeros((500 - gpu.memory().in_use) // 4, np.float32))
        before = gpu.memory()
        assert tape.value(program.a, 20).shape == (3, 4)
        assert tape.what_if({program.w2: np.zeros([4, 1], np.float32)}, run=20).value(program.y)[0, 0] == 0.5
        replays_exactly(tape)
        assert gpu.memory() == before and before.in_use > 490
    assert filled.nbytes


def test_a_record_takes_none_of_the_gpus_memory():
    program = network()
    with lab.simulate_gpu() as simulation, tf.Session() as session, forgetful() as tape:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(program.train, program.feeds)
        before = simulation.gpus[0].memory().in_use
        for _ in range(100):
            session.run(program.train, program.feeds)
        assert simulation.gpus[0].memory().in_use == before
    assert len(tape.runs) == 104


@pytest.mark.parametrize(
    "optimizer",
    [None, tf.train.AdamOptimizer(0.1), tf.train.MomentumOptimizer(0.1, 0.9)],
    ids=["descent", "adam", "momentum"],
)
def test_every_run_replays_exactly(optimizer):
    program = network(optimizer)
    replays_exactly(recorded(program))
    tape = forgetful()
    recorded(program, 70, tape)
    assert tape.runs[40].values is None
    replays_exactly(tape)


def test_random_numbers_are_replayed_wherever_their_node_stands():
    with tf.device("/gpu:0"):
        draw = tf.random_normal([4], seed=3, name="draw")
        v = tf.Variable(tf.zeros([4]), name="v")
        step = v.assign_add(draw * 2.0)
    with lab.simulate_gpu(), tf.Session() as session, forgetful() as tape:
        session.run(v.initializer)
        for _ in range(10):
            session.run(step)
    replays_exactly(tape)


def test_two_gpus_hand_values_to_each_other():
    with tf.device("/gpu:0"):
        a = tf.constant([1.0, 2.0], name="a") * 2.0
    with tf.device("/gpu:1"):
        b = tf.add(a, 1.0, name="b")
    with lab.simulate_gpu(2), tf.Session() as session, lab.trace() as tape:
        assert session.run(b).tolist() == [3.0, 5.0]
    replays_exactly(tape)
    bundle, _ = bundle_of(tape)
    ways = [
        (name_of(bundle, s["copy"]["from"]), name_of(bundle, s["copy"]["to"])) for s in copies_of(bundle, 0)
    ]
    assert ways == [("GPU:0", "GPU:1"), ("GPU:1", "CPU:0")]
    totals = {name_of(bundle, total["device"]): total for total in bundle["runs"][0]["totals"]}
    assert totals["GPU:1"]["bytes_to"] == totals["GPU:1"]["bytes_from"] == 8


def test_several_cpus_share_their_memory():
    with tf.device("/cpu:1"):
        doubled = tf.constant([1.0, 2.0], name="a") * 2.0
    config = tf.ConfigProto(device_count={"CPU": 2})
    with tf.Session(config=config) as session, lab.trace() as tape:
        session.run(doubled + 1.0)
    replays_exactly(tape)
    bundle, _ = bundle_of(tape)
    assert [device["name"] for device in bundle["devices"]] == ["CPU:0", "CPU:1"]
    assert not copies_of(bundle, 0)
    assert {name_of(bundle, entry["device"]) for entry in bundle["programs"][0]["schedule"]} == {
        "CPU:0",
        "CPU:1",
    }


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_programs_of_every_kind_on_a_gpu(program):
    """What holds of every record holds there too; nodes that ask for nothing run on the GPU."""
    with lab.simulate_gpu():
        tape = program()
    bundle, blob = bundle_of(tape)
    check(bundle, blob)
    builder = tape._builder(tape._graph(None))
    for index, run in enumerate(builder.runs):
        for entry, (_, slot) in enumerate(builder._story(run)[1].entries):
            value, stored = run.values[slot], read_entry(bundle, blob, index, entry)
            assert (value is None) == (stored is None)
        told = tape.sentences(run.number) + tape.sentences(run.number, "zh")
        assert not any("{" in sentence for sentence in told)
        assert len(copies_of(bundle, index)) == sum(isinstance(step[5], Copy) for step in run.plan.steps)
    replays_exactly(tape)
    repr(tape)


# --- the story --------------------------------------------------------------------------------------------


def test_a_copy_is_a_step_before_the_first_that_needs_it():
    program = network()
    bundle, blob = bundle_of(recorded(program))
    steps = steps_of(bundle, 1)
    nodes = bundle["nodes"]
    told = [
        (
            step["phase"],
            step["copy"]["tensor"],
            name_of(bundle, step["copy"]["from"]),
            name_of(bundle, step["copy"]["to"]),
        )
        for step in steps
        if step["kind"] == "copy"
    ]
    assert told == [
        ("forward", "x:0", "CPU:0", "GPU:0"),
        ("forward", "w1/read:0", "CPU:0", "GPU:0"),
        ("forward", "y:0", "GPU:0", "CPU:0"),
        ("backward", "w2/read:0", "GPU:0", "CPU:0"),
        ("backward", "a:0", "GPU:0", "CPU:0"),
        ("update", "gradients/MatMul_1_grad/MatMul_1:0", "CPU:0", "GPU:0"),
    ]
    for number, step in enumerate(steps):
        if step["kind"] == "copy" and step["copy"]["tensor"] == "x:0":
            assert nodes[steps[number + 2]["node"]]["name"] == "MatMul"
            assert same(read_entry(bundle, blob, 1, step["output"]["entry"]), X)
            assert [
                (
                    bundle["boxes"][bundle["edges"][e]["from"]]["title"],
                    bundle["boxes"][bundle["edges"][e]["to"]]["title"],
                )
                for e in step["copy"]["edges"]
            ] == [("x", "MatMul")]
    phases = [step["phase"] for step in steps]
    assert phases == sorted(phases, key=["feed", "forward", "backward", "update"].index)


def test_every_copy_of_a_plan_is_told_once():
    tape = recorded(network(tf.train.AdamOptimizer(0.1)))
    bundle, _ = bundle_of(tape)
    for number, run in enumerate(tape.runs):
        made = [step[5].tensor.name for step in run.plan.steps if isinstance(step[5], Copy)]
        assert sorted(step["copy"]["tensor"] for step in copies_of(bundle, number)) == sorted(made)


def test_a_copy_says_what_it_moves_and_that_its_time_is_modelled():
    tape = recorded(network())
    [english] = [s for s in tape.sentences(2) if "Copy x" in s]
    assert english.endswith("forward: Copy x from CPU:0 to GPU:0: 36 bytes, 10 µs (modelled).")
    [chinese] = [s for s in tape.sentences(2, "zh") if "拷贝到" in s and " x " in s]
    assert chinese.endswith("把 x 从 CPU:0 拷贝到 GPU:0：36 字节，10 µs（推算）。")


def test_a_fetched_value_comes_back_at_the_end_of_its_phase():
    program = network()
    with lab.simulate_gpu(), tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        session.run([program.a, program.w2], program.feeds)
    bundle, _ = bundle_of(tape)
    steps = steps_of(bundle, 1)
    back = [step["copy"]["tensor"] for step in steps[-2:]]
    assert [step["kind"] for step in steps[-2:]] == ["copy", "copy"] and set(back) == {"a:0", "w2:0"}
    assert plain_text(steps[-1]["why"]).startswith("It was fetched")


# --- times, bytes, totals ---------------------------------------------------------------------------------


def test_totals_add_up_what_the_cost_model_says():
    tape = recorded(network())
    bundle, _ = bundle_of(tape)
    gpu = tape.runs[1].session._placer.devices[1]
    [cpu_total, gpu_total] = bundle["runs"][1]["totals"]
    assert not cpu_total["modelled"] and gpu_total["modelled"]
    moved = [step for step in tape.runs[1].plan.steps if isinstance(step[5], Copy)]
    sizes = [tape.runs[1].values[step[2]].nbytes for step in moved]
    assert gpu_total["copies"] == len(moved)
    assert gpu_total["bytes_to"] + gpu_total["bytes_from"] == sum(sizes)
    assert gpu_total["copy_seconds"] == pytest.approx(sum(gpu.copy_seconds(size) for size in sizes))
    product = next(step[5] for step in tape.runs[1].plan.steps if step[5].name == "MatMul")
    spans = {
        span.operation: span
        for span in tape._builder(product.graph).device_part.spans(tape.runs[1], tape.runs[1].values)
    }
    expected = gpu.kernel_seconds(product, [(3, 3), (3, 4)], [(3, 4)])
    assert spans[product].nanoseconds == pytest.approx(expected * 1e9) and spans[product].modelled
    assert cpu_total["kernel_seconds"] == pytest.approx(
        sum(span.nanoseconds for span in spans.values() if not span.modelled) / 1e9
    )


def test_a_run_without_clock_readings_says_whose_it_shows():
    tape = recorded(network(), 8)
    bundle, _ = bundle_of(tape)
    assert tape.runs[1].times and not tape.runs[4].times
    assert "clock" not in bundle["runs"][1] and bundle["runs"][4]["clock"] == 2
    assert (
        bundle["runs"][4]["totals"][0]["kernel_seconds"] == bundle["runs"][1]["totals"][0]["kernel_seconds"]
    )


def test_modelled_times_stand_in_the_bytes_of_every_run():
    tape = recorded(network(), 8)
    bundle, blob = bundle_of(tape)
    for run in (1, 4):
        record = bundle["runs"][run]
        frame = bundle["frames"][record["frame"]]
        program = bundle["programs"][record["program"]]
        start = record["values"][0]
        times = np.frombuffer(blob, "<f4", len(program["steps"]), start + frame["times"])
        spans = np.frombuffer(blob, "<f4", len(program["schedule"]), start + frame["spans"])
        assert np.isfinite(spans).all()
        for number, entry in enumerate(program["schedule"]):
            if bundle["devices"][entry["device"]]["simulated"] and "copy" in entry:
                assert times[entry["step"]] == spans[number] >= 10_000


# --- placements -------------------------------------------------------------------------------------------


def test_a_moved_node_says_why_in_both_languages():
    with tf.device("/gpu:0"):
        three = tf.add(1.0, 2.0, name="three")
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session, lab.trace() as tape:
        session.run(three)
    bundle, _ = bundle_of(tape)
    [node] = [node for node in bundle["nodes"] if node["name"] == "three"]
    placement = node["placement"]
    assert placement["moved"] and placement["requested"] == "GPU:0" and placement["kind"] == "no_such_device"
    kind = node["type"]
    assert plain_text(placement["reason"]) == f"{kind} asked for GPU:0; moved to CPU:0: no GPU here."
    assert plain_text(placement["reason"], "zh") == f"{kind} 要求 GPU:0，改放到 CPU:0：这里没有 GPU。"


def test_missing_kernels_and_references_are_told():
    with tf.device("/cpu:0"):
        v = tf.Variable([1.0, 2.0], name="v")
    with tf.device("/gpu:0"):
        t = tf.tanh(v, name="t")
        update = tf.assign(v, [3.0, 4.0], name="update")
    config = tf.ConfigProto(allow_soft_placement=True)
    with lab.simulate_gpu(missing=["Tanh"]), tf.Session(config=config) as session, lab.trace() as tape:
        session.run([v.initializer])
        session.run([t, update])
    bundle, _ = bundle_of(tape)
    told = {node["name"]: node["placement"] for node in bundle["nodes"]}
    assert told["t"]["kind"] == "no_kernel" and told["t"]["moved"]
    assert told["update"]["kind"] in ("cpu_reference", "requested")
    for placement in told.values():
        if "reason" in placement:
            assert all("{" not in plain_text(placement["reason"], language) for language in ("en", "zh"))


def test_one_device_is_hardly_mentioned():
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.add(1.0, 2.0))
    bundle, _ = bundle_of(tape)
    assert [device["name"] for device in bundle["devices"]] == ["CPU:0"]
    assert not any("placement" in node for node in bundle["nodes"])
    assert "schedule" not in bundle["programs"][0] and "totals" not in bundle["runs"][0]


# --- what is done with a record ---------------------------------------------------------------------------


def test_what_if_and_the_runs_after_it():
    program = network()
    tape = recorded(program)
    before = tape.value(program.w2, 2)
    again = tape.what_if({program.w2: before}, run=3, on=2)
    assert again.losses == [loss for loss in tape.loss if loss[0] in (3, 4, 5)]
    other = tape.what_if({program.w2: np.zeros([4, 1], np.float32), program.a: np.ones([3, 4])}, run=3, on=2)
    assert other.value(program.y).tolist() == [[0.5]] * 3
    for branch in (again, other):
        for run in branch._branch.runs:
            assert all(value is None or isinstance(value, (np.ndarray, np.generic)) for value in run.values)
    tape.keep_branch(other)
    bundle, blob = tape.bundle()
    check(bundle, blob)
    [branch, *_] = bundle["branches"]
    assert bundle["programs"][branch["program"]]["schedule"] and branch["totals"]


def test_a_copy_of_nan_is_no_second_stop():
    with tf.device("/cpu:0"):
        x = tf.placeholder(tf.float32, [None], name="x")
        bad = tf.log(x, name="bad")
    with tf.device("/gpu:0"):
        worse = tf.multiply(bad, 2.0, name="worse")
    with lab.simulate_gpu(), tf.Session() as session, lab.trace() as tape:
        session.run(worse, {x: [-1.0]})
    hits = tape.find(lab.when(nan=True))
    steps = tape._placed(tape.runs[0])[0]._story(tape.runs[0])[1].steps
    assert [steps[step - 1]["title"] for _, step in hits] == ["bad", "worse"]


def test_gradients_are_checked():
    tape = recorded(network())
    bundle, _ = bundle_of(tape)
    verdicts = {check["verdict"] for checks in bundle["checks"].values() for check in checks.values()}
    assert verdicts == {"agrees"}


def test_explanations_derivations_and_orders():
    program = network()
    tape = recorded(program)
    assert "MatMul_1 needs it" in repr(tape.explain(program.a))
    assert "tanh" in repr(tape.derive(program.a, [0, 0]))
    with lab.simulate_gpu(), tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found = lab.orders([program.loss, program.train], session, program.feeds)
        loss, _ = session.run([program.loss, program.train], program.feeds)
        assert [result.values[0] for result in found.results if result.own] == [loss]


def test_two_devices_are_compared_with_one():
    program = network()
    tape = recorded(program)
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session, lab.trace() as alone:
        session.run(tf.global_variables_initializer())
        for _ in range(5):
            session.run([program.train, program.loss], program.feeds)
        session.run(program.y, program.feeds)
    assert lab.compare(tape, alone) is not None
    assert tape.compare(2, 3) is not None


def test_training_view_and_exports(tmp_path):
    tape = recorded(network(), 20)
    assert "w2" in repr(lab.training(tape)) or lab.training(tape) is not None
    for name in ("trace.json", "steps.csv", "values.npz", "graph.dot", "graph.svg", "page.html"):
        assert tape.export(tmp_path / name) is not None or (tmp_path / name).exists()
    events = json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    lanes = {event["args"]["name"] for event in events if event["name"] == "thread_name"}
    assert {"CPU:0", "GPU:0 (modelled)", "copies (modelled)"} <= lanes
    rows = (tmp_path / "steps.csv").read_text("utf-8-sig").splitlines()
    assert {"device", "copied_from", "bytes", "modelled"} <= set(rows[0].split(","))


def test_bundles_keep_to_the_schema():
    bundle, blob = bundle_of(recorded(network()))
    check(bundle, blob)
    devices = len(bundle["devices"])
    for program in bundle["programs"]:
        for step in (one for one in program["steps"] if one["kind"] == "copy"):
            assert step["copy"]["from"] < devices and step["copy"]["to"] < devices
            assert all(edge < len(bundle["edges"]) for edge in step["copy"]["edges"])
        for entry in program["schedule"]:
            assert entry["device"] < devices
            assert entry["step"] is None or entry["step"] < len(program["steps"])


# --- what goes wrong --------------------------------------------------------------------------------------


def test_a_copy_that_finds_no_room_is_the_step_that_failed():
    with tf.device("/cpu:0"):
        x = tf.placeholder(tf.float32, [None], name="x")
        before = tf.add(x, 1.0, name="before")
    with tf.device("/gpu:0"):
        y = tf.multiply(before, 2.0, name="y")
    with lab.simulate_gpu(memory=1000), tf.Session() as session, lab.trace() as tape:
        session.run(y, {x: np.ones(10)})
        with pytest.raises(tf.errors.ResourceExhaustedError, match="OOM when allocating"):
            session.run(y, {x: np.ones(1000)})
        session.run(y, {x: np.ones(10)})
    replays_exactly(tape)
    bundle, _ = bundle_of(tape)
    error = bundle["runs"][1]["error"]
    steps = steps_of(bundle, 1)
    assert steps[error["step"]]["kind"] == "copy" and error["step"] in error["missed"]
    done = [steps[number]["title"] for number in range(len(steps)) if number not in error["missed"]]
    assert "before" in done
    assert "GPU:0" in plain_text(error["what"])


def test_a_kernel_that_finds_no_room_names_who_holds_it():
    with tf.device("/gpu:0"):
        x = tf.placeholder(tf.float32, [None], name="x")
        y = tf.multiply(x, 2.0, name="y")
        z = tf.add(y, 1.0, name="z")
    refused = pytest.raises(tf.errors.ResourceExhaustedError, match="Who holds them")
    with lab.simulate_gpu(memory=10_000), tf.Session() as session, lab.trace() as tape, refused:
        session.run(z, {x: np.ones(1000)})
    error = bundle_of(tape)[0]["runs"][0]["error"]
    steps = steps_of(bundle_of(tape)[0], 0)
    assert steps[error["step"]]["title"] == "z"
    assert "GPU:0" in plain_text(error["what"]) and "4,000" in plain_text(error["what"])


def test_a_failed_run_holds_nothing_on_the_gpu():
    with tf.device("/gpu:0"):
        x = tf.placeholder(tf.float32, [None], name="x")
        y = tf.multiply(x, 2.0, name="y")
    with lab.simulate_gpu(memory=10_000) as simulation, tf.Session() as session, lab.trace() as tape:
        session.run(y, {x: np.ones(1)})
        before = simulation.gpus[0].memory().in_use
        with pytest.raises(tf.errors.ResourceExhaustedError):
            session.run(y, {x: np.ones(2000)})
        del session
        gc.collect()
        assert simulation.gpus[0].memory().in_use == before
    assert type(tape.runs[1].error) is tf.errors.ResourceExhaustedError
    assert "OOM when allocating" in str(tape.runs[1].error) and tape.runs[1].error.op is y.op


def test_a_refused_placement_leaves_the_record_as_it_was():
    with tf.device("/gpu:7"):
        there = tf.add(1.0, 2.0)
    with tf.device("/cpu:0"):
        here = tf.add(1.0, 3.0)
    refused = pytest.raises(tf.errors.InvalidArgumentError, match="GPU:7")
    with lab.simulate_gpu(), tf.Session() as session, lab.trace() as tape, refused:
        session.run(there)
    assert not tape.runs
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session, tape:
        session.run([here, there])
    assert len(tape.runs) == 1

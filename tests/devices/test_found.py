"""Which devices a session has, and what programs are told about them."""

import re
import subprocess
import sys

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.compat import device_lib
from tensorlab.devices import cupy_gpu, found
from tensorlab.devices.device import Memory
from tensorlab.devices.found import devices_for


def shorts(**settings):
    return [device.short for device in devices_for(tf.ConfigProto(**settings))]


def gpu_options(**settings):
    return tf.ConfigProto(gpu_options=tf.GPUOptions(**settings))


class Card(cupy_gpu.CupyGpu):
    """What `find` returns for a real GPU, without one."""

    def __init__(self, number=0, card=None):
        self.card = number if card is None else card
        self.asked = None
        super(cupy_gpu.CupyGpu, self).__init__("GPU", number, f"card {self.card}")

    @property
    def compute_capability(self):
        return (9, 0)

    def limit_memory(self, fraction=0.0, growth=False):
        self.asked = (fraction, growth)

    def memory(self):
        return Memory(0, 0, 0, 1000)


@pytest.fixture
def three_cards(monkeypatch):
    cards = [Card(number) for number in range(3)]
    monkeypatch.setattr(cupy_gpu, "find", lambda: list(cards))
    return cards


@pytest.fixture
def no_cards(monkeypatch):
    monkeypatch.setattr(cupy_gpu, "find", list)


def test_one_cpu_unless_more_are_asked_for(no_cards):
    assert shorts() == ["CPU:0"]
    assert shorts(device_count={"CPU": 3}) == ["CPU:0", "CPU:1", "CPU:2"]
    assert shorts(device_count={"cpu": 3, "TPU": 2}) == ["CPU:0"]


@pytest.mark.parametrize("count", [0, -1])
def test_a_session_needs_a_cpu(count):
    with pytest.raises(tf.errors.NotFoundError, match="No CPU devices are available in this process"):
        devices_for(tf.ConfigProto(device_count={"CPU": count}))


def test_gpus_are_found_and_hidden(three_cards):
    assert shorts() == ["CPU:0", "GPU:0", "GPU:1", "GPU:2"]
    assert shorts(device_count={"GPU": 2}) == ["CPU:0", "GPU:0", "GPU:1"]
    assert shorts(device_count={"GPU": 0}) == ["CPU:0"]
    assert shorts(device_count={"GPU": 9, "CPU": 2}) == ["CPU:0", "CPU:1", "GPU:0", "GPU:1", "GPU:2"]


def test_a_simulation_hides_the_real_ones(three_cards):
    with lab.simulate_gpu(2):
        devices = devices_for(tf.ConfigProto())
        assert [device.short for device in devices] == ["CPU:0", "GPU:0", "GPU:1"]
        assert [device.simulated for device in devices] == [False, True, True]
        assert shorts(device_count={"GPU": 1}) == ["CPU:0", "GPU:0"]
    assert len(devices_for(tf.ConfigProto())) == 4


def test_visible_devices_are_picked_and_ordered(three_cards):
    devices = devices_for(gpu_options(visible_device_list="2,0"))[1:]
    assert [(device.short, device.card) for device in devices] == [("GPU:0", 2), ("GPU:1", 0)]
    config = gpu_options(visible_device_list="1,2")
    config.device_count["GPU"] = 1
    assert [device.card for device in devices_for(config)[1:]] == [1]


def test_visible_simulated_devices_share_the_memory_of_their_card():
    with lab.simulate_gpu(2) as simulation:
        _, first, second = devices_for(gpu_options(visible_device_list="1,0"))
        assert (first.short, second.short) == ("GPU:0", "GPU:1")
        value = first.put(np.ones(5))
        assert [gpu.memory().in_use for gpu in simulation.gpus] == [0, 40]
        del value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", "Could not parse entry in 'visible_device_list': 'a'. visible_device_list = a"),
        ("0,", "Could not parse entry in 'visible_device_list': ''"),
        ("3", "'visible_device_list' listed an invalid GPU id '3' but visible device count is 3"),
        ("-1", "'visible_device_list' listed an invalid GPU id '-1'"),
        ("0,1,0", "visible_device_list contained a duplicate entry: 0,1,0"),
    ],
)
def test_wrong_lists_of_visible_devices(three_cards, text, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=re.escape(words)):
        devices_for(gpu_options(visible_device_list=text))


@pytest.mark.parametrize("text", ["a", "7", "0,0"])
def test_without_gpus_nobody_looks_at_their_options(no_cards, text):
    """TensorFlow does not either: recorded from it, where these three make a session with one CPU."""
    config = gpu_options(visible_device_list=text, per_process_gpu_memory_fraction=7.0)
    assert [device.short for device in devices_for(config)] == ["CPU:0"]


@pytest.mark.parametrize("fraction", [-0.1, 1.5])
def test_wrong_fractions(three_cards, fraction):
    with pytest.raises(tf.errors.InvalidArgumentError, match="must lie between 0 and 1"):
        devices_for(gpu_options(per_process_gpu_memory_fraction=fraction))


def test_memory_options_reach_the_devices(three_cards):
    devices = devices_for(gpu_options(per_process_gpu_memory_fraction=0.25, allow_growth=True))
    assert [device.asked for device in devices[1:]] == [(0.25, True)] * 3
    assert [device.asked for device in devices_for(tf.ConfigProto())[1:]] == [(0.0, False)] * 3


def test_a_fraction_limits_a_simulated_gpu():
    with lab.simulate_gpu(memory="1 MB"):
        config = gpu_options(per_process_gpu_memory_fraction=0.25)
        assert devices_for(config)[1].memory().limit == 250_000
        with tf.Graph().as_default(), tf.Session(config=config) as sess, tf.device("/gpu:0"):
            small, large = tf.fill([10], 1.0), tf.fill([200_000], 1.0)
            assert sess.run(small).sum() == 10.0
            with pytest.raises(tf.errors.ResourceExhaustedError):
                sess.run(large + 1.0)


@pytest.mark.parametrize(("growth", "reserved"), [(False, 500_000), (True, 0)])
def test_growth_reserves_nothing_on_a_simulated_gpu(growth, reserved):
    with lab.simulate_gpu(memory="1 MB"):
        config = gpu_options(per_process_gpu_memory_fraction=0.5, allow_growth=growth)
        assert devices_for(config)[1].memory().reserved == reserved


def test_sessions_list_their_devices():
    with lab.simulate_gpu(memory="1 MB"), tf.Graph().as_default():
        with tf.Session(config=tf.ConfigProto(device_count={"CPU": 2})) as sess:
            devices = sess.list_devices()
        assert [(device.name, device.device_type) for device in devices] == [
            ("/job:localhost/replica:0/task:0/device:CPU:0", "CPU"),
            ("/job:localhost/replica:0/task:0/device:CPU:1", "CPU"),
            ("/job:localhost/replica:0/task:0/device:GPU:0", "GPU"),
        ]
        assert [device.memory_limit_bytes for device in devices] == [1 << 28, 1 << 28, 1_000_000]
        assert len({device.incarnation for device in devices}) == 3
        first = devices[0]
        assert (
            repr(first)
            == str(first)
            == f"_DeviceAttributes({first.name}, CPU, 268435456, {first.incarnation})"
        )


def test_local_devices_are_printed_as_in_tensorflow(no_cards):
    """What TensorFlow 2.21 prints, but for the number and for its field `xla_global_id`, which 1.15 has not."""
    (cpu,) = device_lib.list_local_devices()
    assert repr([cpu]) == (
        '[name: "/device:CPU:0"\ndevice_type: "CPU"\nmemory_limit: 268435456\nlocality {\n}\n'
        f"incarnation: {cpu.incarnation}\n]"
    )
    config = tf.ConfigProto(device_count={"CPU": 3})
    assert [device.name for device in device_lib.list_local_devices(config)] == [
        "/device:CPU:0", "/device:CPU:1", "/device:CPU:2"]  # fmt: skip


def test_the_usual_way_to_look_for_gpus():
    def gpus():
        return [x.name for x in device_lib.list_local_devices() if x.device_type == "GPU"]

    with lab.simulate_gpu(2):
        assert gpus() == ["/device:GPU:0", "/device:GPU:1"]
        described = device_lib.list_local_devices()[1]
        assert described.physical_device_desc.startswith("device: 0, name: simulated GPU")
        assert 'physical_device_desc: "device: 0, name: simulated GPU' in repr(described)


def test_questions_about_gpus(monkeypatch):
    def answers():
        return tf.test.is_gpu_available(), tf.test.gpu_device_name(), tf.test.is_built_with_cuda()

    monkeypatch.setattr(cupy_gpu, "find", list)
    assert answers() == (False, "", False)
    with lab.simulate_gpu():
        assert answers() == (True, "/device:GPU:0", False)
        assert not tf.test.is_gpu_available(cuda_only=True)
    monkeypatch.setattr(cupy_gpu, "find", lambda: [Card(0)])
    assert answers() == (True, "/device:GPU:0", True)
    capable = [tf.test.is_gpu_available(True, least) for least in (None, (7, 0), (9, 0), (9, 1), (10, 0))]
    assert capable == [True, True, True, False, False]


def test_physical_devices(monkeypatch):
    monkeypatch.setattr(cupy_gpu, "find", list)
    listed = tf.config.list_physical_devices
    (cpu,) = listed()
    assert (cpu.name, cpu.device_type, listed("GPU"), listed("gpu")) == (
        "/physical_device:CPU:0",
        "CPU",
        [],
        [],
    )
    with pytest.raises(ValueError, match="Cannot set memory growth on non-GPU"):
        tf.config.experimental.set_memory_growth(cpu, True)
    with lab.simulate_gpu(2, memory="1 MB"):
        first, second = tf.config.experimental.list_physical_devices("GPU")
        tf.config.experimental.set_memory_growth(second, True)
        try:
            assert [device.memory().reserved for device in devices_for(tf.ConfigProto())[1:]] == [
                1_000_000,
                0,
            ]
            assert [tf.config.experimental.get_memory_growth(gpu) for gpu in (first, second)] == [False, True]
        finally:
            tf.config.experimental.set_memory_growth(second, False)


def test_why_there_is_no_gpu(monkeypatch, three_cards):
    assert found.why_no_gpu() == ""
    monkeypatch.setattr(cupy_gpu, "find", list)
    monkeypatch.setattr(cupy_gpu, "why_none", lambda: "no driver")
    assert found.why_no_gpu() == "no driver"


def test_nothing_is_looked_for_before_a_session_is_made():
    program = (
        "import sys, tensorlab as tf\nwith tf.Graph().as_default(), tf.device('/gpu:0'): tf.constant(1.)\n"
        "assert 'cupy' not in sys.modules and 'tensorlab.devices.cupy_gpu' not in sys.modules\n"
        "tf.Session(config=tf.ConfigProto(device_count={'GPU': 0}))\n"
        "assert 'tensorlab.devices.cupy_gpu' not in sys.modules\ntf.Session()\nprint('quiet')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr, done.returncode) == ("quiet\n", "", 0)

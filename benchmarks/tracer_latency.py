"""How long a key takes until its step is painted: `python -m benchmarks.tracer_latency [--chrome /path]`.

Networks of about 50, 200 and 1,000 nodes, and chains of 10,000, are recorded and exported as pages. A real browser
opens each, a key is pressed a hundred times, and the time from the key's own time stamp to the first frame after
it is taken. Meanwhile another process computes, as a busy kernel would. Printed are the median, the ninetieth
percentile, how many steps a second can be played, and how long the page took to its first picture.

Read next: `tensorlab/show/static/graph_states.js` (what a step writes).
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import tensorlab as tf
from tensorlab import lab

PRESSES = 100
LIMIT = 30  # milliseconds
BUSY = "while True: sum(range(10_000))"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
LISTEN = """() => {
  window.painted = [];
  document.addEventListener("keydown", (event) => {
    const pressed = event.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.painted.push(performance.now() - pressed);
      channel.port2.postMessage(null);
    });
  }, true);
}"""
PLAYED = """() => new Promise((resolve) => {
  let steps = 0;
  const begin = performance.now();
  const next = () => {
    const spent = performance.now() - begin;
    if (spent > 2000) return resolve((1000 * steps) / spent);
    tracer.goStep(1);
    steps += 1;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})"""


def network(layers: int, scopes: bool = True) -> Any:
    """Record five training steps of a network with nine boxes to a layer."""
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        target = tf.placeholder(tf.float32, [None, 1], name="target")
        h = x
        for layer in range(layers):
            prefix = f"layer{layer}/" if scopes else ""
            with tf.name_scope(prefix or None):
                w = tf.Variable(np.eye(4, dtype=np.float32) * 0.9, name="w")
                b = tf.Variable(np.zeros(4, np.float32), name="b")
                z = tf.add(tf.matmul(h, w), b)
                h = tf.add(tf.multiply(tf.tanh(z), tf.sigmoid(z)), z) if layer else z
        loss = tf.reduce_mean(tf.square(tf.reduce_sum(h, axis=1, keepdims=True) - target), name="loss")
        train = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
        sess.run(tf.global_variables_initializer())
        random = np.random.RandomState(0)
        with lab.trace(sess) as tape:
            for _ in range(5):
                batch = random.rand(8, 4).astype(np.float32)
                sess.run(train, {x: batch, target: batch.sum(axis=1, keepdims=True)})
    return tape


def chain(length: int, scopes: bool) -> Any:
    """Record one run of a long chain, in scopes of scopes or in none."""
    with tf.Graph().as_default(), tf.Session() as sess:
        h = tf.placeholder(tf.float32, [None, 4], name="x")
        x = h
        for place in range(length):
            with tf.name_scope(f"block{place // 100}/layer{place % 100 // 10}/" if scopes else None):
                h = tf.tanh(h)
        with lab.trace(sess) as tape:
            sess.run(h, {x: np.full((2, 4), 0.5, np.float32)})
    return tape


def measured(browser: Any, path: Path) -> dict[str, float]:
    """Open a page, press keys, and return what it took."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_selector(".tl-box")
    first = page.evaluate(
        "() => Math.max(...performance.getEntriesByType('paint').map((entry) => entry.startTime))"
    )
    nodes = page.evaluate("() => tracer.bundle.nodes.length")
    seen = page.evaluate("() => tracer.graph.drawings.length")
    page.evaluate(LISTEN)
    for pressed in range(1, PRESSES + 1):
        page.keyboard.press("ArrowRight")
        # A key before the last one's step is painted would measure how keys queue.
        page.wait_for_function("(count) => window.painted.length >= count", arg=pressed)
        page.wait_for_timeout(12)
    times = sorted(page.evaluate("() => window.painted"))
    played = page.evaluate(PLAYED)
    page.close()
    return {
        "nodes": nodes,
        "seen": seen,
        "median": statistics.median(times),
        "ninety": times[int(0.9 * len(times))],
        "played": played,
        "first": first,
    }


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description="How long a key takes until its step is painted.")
    parser.add_argument("--chrome", default=shutil.which("chromium") or shutil.which("google-chrome"))
    options = parser.parse_args()
    cases = {
        "network of 3 layers": lambda: network(3),
        "network of 14 layers": lambda: network(14),
        "network of 14 layers, no scopes": lambda: network(14, scopes=False),
        "network of 70 layers": lambda: network(70),
        "network of 70 layers, no scopes": lambda: network(70, scopes=False),
        "chain of 10,000 in scopes": lambda: chain(10_000, scopes=True),
        "chain of 10,000, flat": lambda: chain(10_000, scopes=False),
    }
    print(f"{'':32}  nodes  boxes  median     90%  steps/s  first picture")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=options.chrome, args=ARGUMENTS)
        for name, make in cases.items():
            path = make().to_html(Path(folder) / "page.html")
            busy = subprocess.Popen([sys.executable, "-c", BUSY])
            try:
                found = measured(browser, path)
            finally:
                busy.kill()
                busy.wait()
            over = "  (too slow)" if found["median"] > LIMIT else ""
            print(
                f"{name:32}  {found['nodes']:5.0f}  {found['seen']:5.0f}  {found['median']:3.0f} ms"
                f"  {found['ninety']:3.0f} ms  {found['played']:7.0f}  {found['first']:10.0f} ms{over}",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()

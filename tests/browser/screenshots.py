"""Take a picture of every view, light and dark, on a desktop, a projector and a phone: `python3 lab.py screenshots`.

The pictures go into `screenshots/`, which git ignores; look at them before you call a change of the Tracer done.
With `--readme` the README's picture is taken anew, too. Read next: `VIEWS`, the list of what is seen.
"""

import argparse
import contextlib
import io
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import tensorlab as tf
from tensorlab import lab
from tests.browser.conftest import ARGUMENTS

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "screenshots"
README_PICTURE = REPOSITORY / "docs" / "tracer.png"
SIZES = {"desktop": (1440, 900), "projector": (1280, 720), "cell": (1000, 680), "phone": (390, 844)}
SETTLED = 450  # milliseconds


class View(NamedTuple):
    """What is photographed: which page, where in it, and what is pressed or done before."""

    name: str
    page: str
    place: str = ""
    script: str = ""


VIEWS = [
    View("forward", "seed", "run=242&event=7"),
    View("backward", "seed", "run=242&event=35"),
    View("sum", "seed", "run=242&event=33"),
    View("update", "seed", "run=242&event=39"),
    View("source", "seed", "run=242&event=12&tab=source"),
    View("values", "seed", "run=242&event=33&tab=values"),
    View("chinese", "seed", "run=242&event=33&language=zh"),
    View("menu", "seed", "run=242&event=33", "tracer.commands.run('menu')"),
    View("help", "seed", "run=242&event=33", "tracer.commands.run('help')"),
    View("presenter", "seed", "run=242&event=33", "tracer.commands.run('present')"),
    View("array", "seed", "run=242&event=6", "tracer.commands.run('values.open')"),
    View("predict-shape", "seed", "run=242&event=5", "tracer.commands.run('predict')"),
    View("predict-session", "seed", "run=242&event=5", "tracer.commands.run('predict.session')"),
    View("training", "seed", "run=242&event=33", "tracer.views.choose('training')"),
    View("training-classifier", "classifier", "run=40", "tracer.views.choose('training')"),
    View("many-boxes", "deep", "run=2&event=30"),
    View("error", "failing"),
    View("orders", "orders"),
    View("compare", "compared", "run=20&event=20", "tracer.commands.run('compare.open')"),
]
PANELS = ("search", "stops", "watch", "explain", "history", "derive", "export", "what_if")


def main(arguments: list[str] | None = None) -> int:
    """Make the pages, take the pictures, say where they are."""
    parser = argparse.ArgumentParser(
        prog="lab.py screenshots", description=__doc__.partition("\n")[0] if __doc__ else ""
    )
    parser.add_argument("only", nargs="*", help="views to take; by default all")
    parser.add_argument("--sizes", nargs="*", default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--readme", action="store_true", help="also take the picture of the README")
    options = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    from tests.conftest import find_browser

    views = [
        *VIEWS,
        *(View(name, "seed", "run=242&event=33", f"tracer.drawer.open('{name}')") for name in PANELS),
    ]
    wanted = [view for view in views if not options.only or view.name in options.only]
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        pages = {
            name: make(FOLDER / f"{name}.html") for name, make in makers() if name in {v.page for v in wanted}
        }
        for view in wanted:
            for size in options.sizes:
                for theme in ("light", "dark"):
                    target = FOLDER / f"{view.name}-{size}-{theme}.png"
                    take(browser, pages[view.page], view, SIZES[size], theme, target)
        if options.readme:
            seed = pages.get("seed") or dict(makers())["seed"](FOLDER / "seed.html")
            README_PICTURE.parent.mkdir(exist_ok=True)
            take(
                browser,
                seed,
                View("readme", "seed", "run=97&event=33"),
                SIZES["desktop"],
                "light",
                README_PICTURE,
            )
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")
    return 0


def take(browser: Any, page: Path, view: View, size: tuple[int, int], theme: str, target: Path) -> None:
    """Open a page at a place, do what the view asks for, and take its picture."""
    opened = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce"
    )
    opened.on("pageerror", lambda error: print(f"{target.name}: {error}", file=sys.stderr))
    opened.goto(f"{page.as_uri()}#{view.place}")
    opened.wait_for_selector(".tl-tracer")
    opened.wait_for_timeout(SETTLED)
    if view.script:
        opened.evaluate(f"() => {{ {view.script}; }}")
        opened.wait_for_timeout(SETTLED)
    opened.screenshot(path=str(target))
    opened.close()


# --- the pages ----------------------------------------------------------------------------------------------


def makers() -> Iterator[tuple[str, Any]]:
    """The pages by name, each with the function that writes it."""
    yield "seed", seed_page
    yield "classifier", classifier_page
    yield "deep", deep_page
    yield "failing", failing_page
    yield "orders", orders_page
    yield "compared", compared_page


def seed_tape(runs: int | None = None) -> Any:
    """The book's complete program, recorded."""
    program = REPOSITORY / "tests" / "seed" / "seed5_training.py"
    with lab.trace() as tape, contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(str(program), run_name="__main__")
    return tape


def seed_page(path: Path) -> Path:
    """The book's complete program."""
    return Path(seed_tape().to_html(path))


def classifier_page(path: Path) -> Path:
    """A network that tells two half-moons apart: two inputs, so the training view draws its boundary."""
    random = np.random.RandomState(0)
    angle = np.pi * random.rand(60)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    points = np.concatenate([upper, lower]) + 0.12 * random.randn(120, 2)
    labels = np.repeat([[0.0], [1.0]], 60, axis=0)
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(3)
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        y_ = tf.placeholder(tf.float32, [None, 1], name="y_")
        w1 = tf.Variable(tf.random_normal([2, 8], seed=1), name="w1")
        w2 = tf.Variable(tf.random_normal([8, 1], seed=2), name="w2")
        y = tf.sigmoid(tf.matmul(tf.tanh(tf.matmul(x, w1)), w2), name="y")
        loss = tf.reduce_mean(tf.square(y - y_), name="loss")
        step = tf.train.AdamOptimizer(0.05).minimize(loss)
        sess.run(tf.global_variables_initializer())
        with lab.trace(sess, title="moons.py") as tape:
            for _ in range(120):
                sess.run(step, {x: points, y_: labels})
    return Path(tape.to_html(path))


def deep_page(path: Path) -> Path:
    """Forty layers in scopes: more boxes than can be read at once."""
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        y = x
        for number in range(40):
            with tf.variable_scope(f"layer{number + 1}"):
                w = tf.get_variable(
                    "w", [4, 4], initializer=tf.random_normal_initializer(0.0, 0.5, seed=number)
                )
                b = tf.get_variable("b", [4], initializer=tf.zeros_initializer())
                y = tf.tanh(tf.add(tf.matmul(y, w), b)) + y
        loss = tf.reduce_mean(tf.square(y), name="loss")
        step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
        with lab.trace(sess, title="deep.py") as tape:
            sess.run(tf.global_variables_initializer())
            for _ in range(3):
                sess.run(step, {x: np.ones((2, 4))})
    return Path(tape.to_html(path))


def failing_page(path: Path) -> Path:
    """A run that fails: shapes that do not fit."""
    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess, title="failing.py") as tape:
        x = tf.placeholder(tf.float32, [None, None], name="x")
        w = tf.Variable([[1.0], [2.0]], name="w")
        y = tf.matmul(x, w, name="y")
        sess.run(tf.global_variables_initializer())
        sess.run(y, {x: [[1.0, 2.0]]})
        with contextlib.suppress(tf.errors.InvalidArgumentError):
            sess.run(tf.nn.relu(y), {x: [[1.0, 2.0, 3.0]]})
    return Path(tape.to_html(path))


def orders_page(path: Path) -> Path:
    """Two assignments that both read before either writes: a lost update."""
    with tf.Graph().as_default(), tf.Session() as sess:
        v = tf.Variable(0.0, name="v")
        first = tf.assign(v, v + 1.0, name="first")
        second = tf.assign(v, v + 1.0, name="second")
        both = tf.group(first, second, name="both")
        sess.run(tf.global_variables_initializer())
        return Path(lab.orders(both, session=sess).to_html(path))


def compared_page(path: Path) -> Path:
    """The same training from two seeds."""
    tapes = []
    for seed in (1, 2):
        with tf.Graph().as_default(), tf.Session() as sess:
            x = tf.constant([[0.5, -1.0], [1.5, 2.0]], name="x")
            w = tf.Variable(tf.random_normal([2, 1], seed=seed), name="w")
            loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.0), name="loss")
            step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
            with lab.trace(sess, title=f"seed {seed}") as tape:
                sess.run(tf.global_variables_initializer())
                for _ in range(30):
                    sess.run(step)
        tapes.append(tape)
    return Path(lab.compare(*tapes).to_html(path))


if __name__ == "__main__":
    sys.exit(main())

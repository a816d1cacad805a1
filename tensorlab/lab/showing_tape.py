"""How a tape is shown: as a widget, as a page, as a picture, as a file for another tool.

Read next: `tensorlab/show/widget.py` and `tensorlab/show/page.py`.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tensorlab.graph.graph import Graph
from tensorlab.lab import scanning
from tensorlab.lab.desk import Desk
from tensorlab.record.branches import add_branches
from tensorlab.record.bundle import DEFAULT_BLOB_BUDGET, BundleBuilder
from tensorlab.record.failures import link_lessons
from tensorlab.show.embed import EmbeddedPage
from tensorlab.show.predicting import names_in, settings
from tensorlab.show.tracer import add_layouts


@contextmanager
def garbage_left_alone() -> Iterator[None]:
    """Put off the collection of garbage.

    A bundle is a million small objects, none of them garbage: looking through them again and again as they are made
    takes longer than making them.

    >>> import gc
    >>> with garbage_left_alone():
    ...     gc.isenabled()
    False
    """
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


class Showing:
    """How a `Tape` is shown; every tape is one of these (so `self` has what a tape has)."""

    def show(
        self: Any,
        run: int | None = None,
        step: int | None = None,
        graph: Graph | None = None,
        theme: str = "auto",
        budget: int = DEFAULT_BLOB_BUDGET,
        language: str = "auto",
        stops: Iterable[Any] | None = None,
        predict: str | Mapping[str, str] | None = None,
    ) -> Any:
        """The Tracer, as a widget for a notebook.

        Args:
            run: the number of the run to begin with; by default the last if it failed, else the first that has
                gradients.
            step: the step of that run to begin with, from 1; by default the first, or the one that failed.
            graph: which graph to show when several were run; by default that with the most runs, or that of
                the last run if it failed.
            theme: "light", "dark" or "auto".
            budget: how many bytes of values to send at once; the kernel sends other runs when they are
                looked at.
            language: "en", "zh", or "auto" for the notebook's, else the browser's.
            stops: where playing stops: nodes, or conditions made by `lab.when`; by default `tape.stops`.
            predict: what the reader is asked before it is shown: "shape", "value", "next" (which node runs next) or
                "session" (she picks every node); or a dict from a node's name, or what the program calls it, to
                one of the first three. The widget's `answers` and `score` tell what came of it.
        """
        if stops is not None:
            self.stops = list(stops)
        with garbage_left_alone():
            builder = self._builder(self._graph_to_show(graph, run))
            bundle, blob = self._built(builder, budget)

            def page() -> str:
                return str(self._page(builder, run, step, language=language, predict=predict, theme=theme))

            asked = settings(predict, names_in(bundle))
            return self._widget(
                builder, bundle, blob, run, step, theme, language=language, predict=asked, page=page
            )

    def _built(
        self: Any, builder: BundleBuilder, budget: int = DEFAULT_BLOB_BUDGET
    ) -> tuple[dict[str, Any], bytes]:
        """The bundle with its branches and layouts."""
        bundle, blob = builder.build(budget)
        blob += add_branches(
            bundle, builder, {n: one._branch for n, one in self._branches.items()}, len(blob)
        )
        add_layouts(bundle)
        if self._stops:
            bundle["stops"] = scanning.stops_for_view(builder, self._stops)
        return bundle, blob

    def _widget(
        self: Any,
        builder: BundleBuilder,
        bundle: dict[str, Any],
        blob: bytes,
        run: int | None = None,
        step: int | None = None,
        theme: str = "auto",
        text: str = "",
        language: str = "auto",
        predict: dict[str, Any] | None = None,
        page: Callable[[], str] | None = None,
    ) -> Any:
        from tensorlab.show.widget import TracerWidget

        first = self._first_run(builder, run)
        link_lessons(bundle, Path.cwd())
        return TracerWidget(
            bundle=bundle,
            blob=blob,
            run=first,
            step=_first_step(bundle, first) if step is None else step - 1,
            theme=theme,
            language=language,
            predict=predict or {},
            page=page,
            fetch_run=lambda index: _run_message(builder, index),
            answer=Desk(builder, self).answer,
            text=text or repr(self),
        )

    def at(self: Any, run: int, event: int = 1, **options: Any) -> Any:
        """The Tracer at one moment: what "link to this moment" copies in a notebook.

        Args:
            run: the run's number, from 1; negative numbers count from the end.
            event: the step of that run, from 1.
            options: as for `show`.
        """
        return self.show(run=run, step=event, **options)

    def to_html(
        self: Any,
        path: str | Path,
        title: str = "",
        run: int | None = None,
        graph: Graph | None = None,
        budget: int = DEFAULT_BLOB_BUDGET,
        language: str = "auto",
        predict: str | Mapping[str, str] | None = None,
    ) -> Path:
        """Write the Tracer as one HTML file that needs no kernel and no network.

        Args:
            path: the file to write.
            title: the page's title; by default the program's file name.
            run, graph: as in `show`.
            budget: how many bytes of values to put into it; runs beyond that are left out, evenly spread.
            language: "en", "zh", or "auto" for the reader's browser's.
            predict: as in `show`.
        """
        from tensorlab.lab.exporting import write

        builder = self._builder(self._graph_to_show(graph, run))
        target = Path(path)
        page = self._page(builder, run, None, title, budget, language, predict, beside=target.parent)
        return write(target, page.encode())

    def _page(
        self: Any,
        builder: BundleBuilder,
        run: int | None = None,
        step: int | None = None,
        title: str = "",
        budget: int = DEFAULT_BLOB_BUDGET,
        language: str = "auto",
        predict: str | Mapping[str, str] | None = None,
        theme: str = "auto",
        beside: Path | None = None,
    ) -> str:
        """The Tracer as the text of a page; `beside` is the folder in which lessons are looked for."""
        from tensorlab.lab.training_view import add_training
        from tensorlab.show.page import to_page

        bundle, blob = self._built(builder, budget)
        if title:
            bundle["title"] = title
        add_training(bundle, builder, self)
        first = self._first_run(builder, run)
        link_lessons(bundle, beside or Path.cwd())
        begin = _first_step(bundle, first) if step is None else step - 1
        asked = settings(predict, names_in(bundle))
        return to_page(bundle, blob, first, begin, theme, language=language, predict=asked)

    def embed(
        self: Any,
        height: int = 680,
        run: int | None = None,
        step: int | None = None,
        graph: Graph | None = None,
        **options: Any,
    ) -> EmbeddedPage:
        """The Tracer as a frame that works without a kernel: for notebooks that become web pages.

        Args:
            height: of the frame, in pixels.
            run, step, graph: as for `show`; so are `theme`, `language`, `predict` and `budget`.
        """
        builder = self._builder(self._graph_to_show(graph, run))
        return EmbeddedPage(self._page(builder, run, step, **options), repr(self), height)

    def export(
        self: Any, path: str | Path, graph: Graph | None = None, theme: str = "light", language: str = "en"
    ) -> Path:
        """Write the tape for another tool; the end of the file's name says for which.

        `.json`: a timeline that Perfetto (https://ui.perfetto.dev) opens; `.csv`: a table of all steps; `.npz`: the
        values; `.dot`: the graph for Graphviz; `.svg`, `.png`, `.pdf`: its picture; `.html`: the same as `to_html`.

        Args:
            path: the file to write.
            graph: as in `show`.
            theme: of a picture, "light" or "dark".
            language: of the sentences, "en" or "zh".

        Raises:
            ValueError: another kind of file; the message lists those there are.
            ImportError: for `.png` and `.pdf`, when the package that draws them is not installed.
        """
        from tensorlab.lab.exporting import exported, write

        target = Path(path)
        kind = target.suffix.lower().lstrip(".")
        if kind == "html":
            return self.to_html(target, graph=graph)
        return write(target, exported(self._builder(self._graph(graph)), kind, theme, language))

    def bundle(
        self: Any, graph: Graph | None = None, budget: int = DEFAULT_BLOB_BUDGET
    ) -> tuple[dict[str, Any], bytes]:
        """The bundle behind every view, and its bytes (`tensorlab/record/bundle.schema.json`)."""
        return self._built(self._builder(self._graph(graph)), budget)

    def plot_loss(self: Any, **options: Any) -> Any:
        """The loss over the runs as a matplotlib figure."""
        from tensorlab.lab.plotting import plot_loss

        return plot_loss(self, **options)

    def _ipython_display_(self: Any) -> None:
        from IPython.display import display

        display(self.show() if self.runs else repr(self))

    # --- where to begin -----------------------------------------------------------------------------------

    def _graph_to_show(self: Any, graph: Graph | None, run: int | None) -> Graph:
        """The graph asked for; else that of the run asked for, or of a last run that failed."""
        if graph is None and self.runs and (run is not None or self.runs[-1].error is not None):
            return self.runs[-1 if run is None else self._index(run)].session.graph  # type: ignore[no-any-return]
        return self._graph(graph)

    def _first_run(self: Any, builder: BundleBuilder, run: int | None) -> int:
        if run is not None:
            return builder.runs.index(self.runs[self._index(run)])
        if builder.runs[-1].error is not None:
            return len(builder.runs) - 1
        shown = [index for index, recorded in enumerate(builder.runs) if recorded.can_be_shown]
        for index in shown:
            if any(step["phase"] == "backward" for step in builder._story(builder.runs[index])[1].steps):
                return index
        return shown[-1]


def _first_step(bundle: Mapping[str, Any], run: int) -> int:
    """Where to open a run: at its first step, or where it failed."""
    error = bundle["runs"][run]["error"]
    return 0 if error is None else error["step"] or 0


def _run_message(builder: BundleBuilder, index: int) -> tuple[dict[str, Any], bytes]:
    """One run for the live Tracer: its fields, all frames known by now, and its bytes.

    Of a run that the tape has let go there are no bytes; `error` then says why.
    """
    fields, data = builder.run(index)
    if data is not None:
        return {"fields": fields, "frames": builder.frames.listed, "error": None}, data
    try:
        builder.replayer.values(index)
    except LookupError as error:
        return {"fields": fields, "frames": None, "error": str(error)}, b""
    raise AssertionError("A run that can be replayed has bytes.")

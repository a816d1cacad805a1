/* Threads and queues: a panel with a lane for each thread that ran the session, on the axis of the clock, and under the
   lanes a curve for each queue: how full it was. A click on a bar goes to its run, and with the lanes in focus the arrow
   keys go from bar to bar. Next: `thread_lanes.js`, which draws them. */

import { element } from "./dom.js";
import { durationText, grouped } from "./numbers.js";
import { ThreadLanes } from "./thread_lanes.js";

export class Threads {
  constructor(tracer) {
    this.tracer = tracer;
    this.words = tracer.words;
    this.root = element("div", { class: "tl-threads", tabindex: -1 });
    this.lanes = null;
    const some = Boolean(tracer.bundle.threads);
    tracer.commands.add([
      {
        id: "threads.show", group: "explain", keys: ["Shift+T"], icon: "threads", run: () => tracer.drawer.toggle("threads"),
        enabled: () => some || "threads.none", checked: () => tracer.drawer.current === "threads",
      },
    ]);
    tracer.drawer.add({ name: "threads", title: "threads.title", root: this.root, show: (moment) => this.fill(moment), opened: () => this.opened() });
  }

  /* The focus goes to the panel as a whole, so that the arrow keys go on making steps. */
  opened() {
    this.fill(this.tracer.moment, true);
    this.root.focus({ preventScroll: true });
  }

  fill(moment, anew = false) {
    const { tracer } = this;
    if (!tracer.bundle.threads) {
      this.root.replaceChildren(element("p", {}, this.words.say("threads.none")));
      return;
    }
    const width = Math.max(220, (tracer.drawer.body.clientWidth || 360) - 40);
    const key = `${tracer.bundle.runs.length},${width}`;
    if (anew || key !== this.filled) {
      this.filled = key;
      this.stages = null;
      this.lanes ||= new ThreadLanes(tracer);
      this.lanes.draw(width);
      const hasFocus = this.root.contains(document.activeElement) && document.activeElement;
      this.root.replaceChildren(
        element("div", { class: "tl-lanes-place" }, this.lanes.svg),
        element("p", { class: "tl-devices-note" }, this.words.say("threads.how")),
        element("h3", {}, this.words.say("threads.totals")),
        this.totals(),
        (this.pipeline = element("div", {})),
      );
      if (hasFocus && this.root.contains(hasFocus)) hasFocus.focus({ preventScroll: true });
    }
    this.lanes.show(moment.run);
    this.fillPipeline(moment);
  }

  /* Where each stage of a tf.data pipeline stood after this run. */
  fillPipeline({ record }) {
    const stages = (record && record.pipeline) || [];
    if (this.stages === stages) return;
    this.stages = stages;
    const { words } = this;
    const head = ["stage", "stands"].map((name) => element("th", { scope: "col" }, words.say(`threads.column_${name}`)));
    const rows = stages.map(([node, told]) => element("tr", {}, element("th", { scope: "row" }, element("code", {}, node)), element("td", {}, told ? words.plainText(told) : "–")));
    this.pipeline.replaceChildren(...(stages.length ? [
      element("h3", {}, words.say("threads.pipeline")),
      element("table", { class: "tl-pipeline" }, element("caption", { class: "tl-unseen" }, words.say("threads.pipeline")), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)),
    ] : []));
  }

  /* How many runs each thread made, and how long they took: waiting counts, too. */
  totals() {
    const { words, lanes } = this;
    const head = ["thread", "runs", "busy", "share"].map((name) => element("th", { scope: "col" }, words.say(`threads.column_${name}`)));
    const rows = lanes.byThread().map(({ name, runs }) => {
      const busy = runs.reduce((sum, run) => sum + run.took[1] - run.took[0], 0);
      return element(
        "tr", {}, element("th", { scope: "row" }, element("code", {}, name)),
        element("td", {}, grouped(runs.length)), element("td", {}, durationText(busy)), element("td", {}, `${Math.round((100 * busy) / lanes.whole)} %`),
      );
    });
    return element("table", { class: "tl-devices-totals" }, element("caption", { class: "tl-unseen" }, words.say("threads.totals")), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  }
}

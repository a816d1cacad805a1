/* What a step changes in the graph: only the boxes and edges between the last moment and this one are written, so
   a step takes as long in a large graph as in a small one. Read `graph_view.js` first. */

import { fateOf, lastTaken } from "./failure_view.js";
import { QueueSizes } from "./queue_sizes.js";

const MOST_STEPS = 400; // further away, everything is written

export class GraphStates {
  constructor(graph) {
    this.graph = graph;
    this.sizes = new QueueSizes(graph.bundle);
    this.tallies = new Map(); // per timeline: what is known of groups and joined edges
    this.forget();
  }

  /* The next moment writes everything. */
  forget() {
    this.last = null;
    this.tallies.clear();
    for (const drawing of this.graph.drawings) drawing.state = "";
  }

  show(moment) {
    const { timeline, step, arrays, run, failed } = moment;
    const reached = lastTaken(moment);
    const here = arrays.has(run);
    const now = fateOf(moment) === "missed" ? new Set() : this.nowEdges(step);
    const senders = new Set(step.phase !== "backward" ? [] : step.kind === "sum" ? (step.contributions || []).map((part) => part.via) : [step.from_box]);
    const known = { timeline, run, here, reached, step, now, senders, failed, arrays: arrays.get(run, 0) };
    const { last } = this;
    const near = last && last.timeline === timeline && last.run === run && last.here === here && last.failed === failed && Math.abs(last.reached - reached) <= MOST_STEPS;
    const boxes = near ? this.boxesBetween(last, known) : null;
    const edges = near ? this.edgesBetween(last, known) : null;
    this.last = known;
    this.showBoxes(moment, known, boxes);
    this.showEdges(known, edges, near);
    this.graph.minimap.stepped(step.box);
    this.graph.tracer.nesting.showCounts(moment);
  }

  /* Nothing was run: every box as it will look when it has its value. */
  showPlain(selected) {
    this.last = null;
    for (const drawing of this.graph.drawings) {
      const current = drawing === this.graph.boxes[selected];
      if (drawing.state !== "plain") {
        drawing.state = "plain";
        if (drawing.number === undefined) drawing.show(undefined, undefined, null);
        else drawing.show({ done: 0, total: 0 }, { done: 0, total: 0 });
      }
      drawing.setState(`tl-box tl-done${drawing.number === undefined ? "" : " tl-group"}${current ? " tl-current" : ""}`, current);
    }
    for (const edge of this.graph.joined) edge.show("done", "waiting", false);
    this.graph.showRing(selected);
    this.graph.minimap.stepped(selected);
  }

  nowEdges(step) {
    const now = new Set(step.edges || []);
    if (step.kind === "sum") {
      const vias = new Set((step.contributions || []).map((part) => part.via));
      for (const edge of this.leaving(step.box)) if (vias.has(this.graph.bundle.edges[edge].to)) now.add(edge);
    }
    return now;
  }

  leaving(box) {
    if (!this.leavers) {
      this.leavers = this.graph.bundle.boxes.map(() => []);
      this.graph.bundle.edges.forEach((edge, number) => this.leavers[edge.from].push(number));
    }
    return this.leavers[box];
  }

  boxesBetween(last, known) {
    const touched = new Set([last.step.box, known.step.box, ...last.senders, ...known.senders]);
    const [from, to] = [Math.min(last.reached, known.reached), Math.max(last.reached, known.reached)];
    for (let number = from + 1; number <= to; number++) touched.add(known.timeline.steps[number].box);
    const { bundle } = this.graph;
    if ((bundle.runs[known.run] || {}).filled) bundle.boxes.forEach(({ node }, box) => bundle.queues.some((queue) => queue.node === node) && touched.add(box));
    touched.delete(null);
    touched.delete(undefined);
    return touched;
  }

  edgesBetween(last, known) {
    const touched = new Set([...last.now, ...known.now]);
    const [from, to] = [Math.min(last.reached, known.reached), Math.max(last.reached, known.reached)];
    for (let number = from + 1; number <= to; number++) for (const edge of known.timeline.steps[number].edges || []) touched.add(edge);
    return touched;
  }

  showBoxes(moment, known, boxes) {
    const { graph } = this;
    const { items } = graph.picture.view;
    const groups = new Set();
    const visit = (drawing, item) => {
      if (drawing.number === undefined) this.showBox(drawing, item.box, moment, known);
      else groups.add(drawing);
    };
    if (boxes === null) graph.drawings.forEach((drawing, place) => visit(drawing, items[place]));
    else for (const box of boxes) visit(graph.boxes[box], { box: graph.boxes[box].loop ? graph.boxes[box].loop.box : box });
    for (const drawing of groups) this.showGroup(drawing, known);
  }

  showBox(drawing, box, { timeline, step, arrays, run, stepNumber, failed, program }, { here, reached, senders }) {
    const value = timeline.valueAfter(box, reached);
    const slot = timeline.slotAfter(box, reached);
    const writes = timeline.writesUntil(box, reached);
    const holds = value === undefined ? null : this.sizes.held(this.graph.bundle.boxes[box].node, run, reached);
    const key = `${run},${program},${here},${value},${slot},${writes.length},${holds}`;
    if (key !== drawing.state) {
      drawing.state = key;
      const versions = this.graph.bundle.runs[run].versions || {};
      drawing.show(
        value === undefined ? undefined : arrays.get(run, value),
        slot === undefined ? undefined : arrays.get(run, slot),
        versionAfter(versions[box] ?? (value === undefined ? null : 0), writes, timeline),
        holds,
      );
      drawing.setOverridden(Boolean(timeline.overridden[box]));
    }
    const current = step.box === box || (drawing.loop !== undefined && this.graph.boxes[step.box] === drawing);
    const words = ["tl-box"];
    if (value !== undefined) words.push("tl-done");
    else if (!timeline.touches(box)) words.push("tl-idle");
    if (slot !== undefined) words.push("tl-has-gradient");
    if (current) words.push("tl-current");
    if (senders.has(box)) words.push("tl-sending");
    if (current && step.phase === "backward") words.push("tl-receiving");
    if (timeline.overridden[box]) words.push("tl-overridden");
    if (failed === stepNumber && current) words.push("tl-failed");
    drawing.setState(words.join(" "), current);
  }

  showGroup(drawing, { timeline, reached, step, senders }) {
    const tally = this.tallyOf(timeline, drawing.number);
    const values = { done: countUntil(tally.values, reached), total: tally.values.length };
    const slots = { done: countUntil(tally.slots, reached), total: tally.slots.length };
    const key = `${values.done},${slots.done},${values.total},${slots.total}`;
    if (key !== drawing.state) {
      drawing.state = key;
      drawing.show(values, slots);
    }
    const current = this.graph.boxes[step.box] === drawing;
    const words = ["tl-box tl-group"];
    if (values.total && values.done === values.total) words.push("tl-done");
    else if (values.done) words.push("tl-begun");
    else if (!values.total) words.push("tl-idle");
    if (slots.done) words.push("tl-has-gradient");
    if (current) words.push("tl-current");
    if ([...senders].some((box) => this.graph.boxes[box] === drawing)) words.push("tl-sending");
    if (current && step.phase === "backward") words.push("tl-receiving");
    drawing.setState(words.join(" "), current);
  }

  /* When the boxes inside a group get their first values and gradients, in order. */
  tallyOf(timeline, group) {
    if (!this.tallies.has(timeline)) this.tallies.set(timeline, { groups: new Map(), edges: null });
    const { groups } = this.tallies.get(timeline);
    if (!groups.has(group)) {
      const inside = this.graph.folding.boxesIn(group);
      const firsts = (list) => inside.flatMap((box) => (list[box].length ? [list[box][0].step] : [])).sort((one, other) => one - other);
      groups.set(group, { values: firsts(timeline.values), slots: firsts(timeline.slots) });
    }
    return groups.get(group);
  }

  /* Of joined edges the first step that carries a value, or a gradient, and whether the program uses any of them. */
  edgeTallies(timeline) {
    if (!this.tallies.has(timeline)) this.tallies.set(timeline, { groups: new Map(), edges: null });
    const tally = this.tallies.get(timeline);
    if (!tally.edges) {
      const { edges } = this.graph.bundle;
      tally.edges = this.graph.joined.map(({ edge }) => ({
        reached: Math.min(...edge.edges.map((one) => timeline.reached[one])),
        returned: Math.min(...edge.edges.map((one) => timeline.returned[one])),
        idle: !edge.edges.some((one) => timeline.touches(edges[one].from) && timeline.touches(edges[one].to)),
      }));
    }
    return tally.edges;
  }

  showEdges({ timeline, reached, step, now }, edges) {
    const { graph } = this;
    const shownAs = graph.picture.view.edgeShownAs;
    const tallies = this.edgeTallies(timeline);
    const back = step.phase === "backward";
    const active = new Set();
    for (const edge of now) if (shownAs[edge] >= 0) active.add(shownAs[edge]);
    const state = (when, isNow) => (isNow ? "now" : when <= reached ? "done" : "waiting");
    const write = (place) => {
      const tally = tallies[place];
      graph.joined[place].show(state(tally.reached, active.has(place) && !back), state(tally.returned, active.has(place) && back), tally.idle);
    };
    if (edges === null) for (let place = 0; place < graph.joined.length; place++) write(place);
    else for (const edge of edges) if (shownAs[edge] >= 0) write(shownAs[edge]);
  }
}

function countUntil(steps, reached) {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= reached) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* A variable's version: its number of writes; giving it its initial value makes it version 0 again. Null before it is
   known to have a value at all. */
function versionAfter(before, writes, timeline) {
  return writes.reduce((version, write) => ((timeline.steps[write].version || {}).initial ? 0 : version + 1), before);
}

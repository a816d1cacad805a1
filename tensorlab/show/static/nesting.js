/* Frames inside a run: the iterations of a loop, and the branch that was taken. Folded, a loop is one box and one step;
   entered, the steps of one iteration stand behind it (`nested_steps.js`), and the cursor goes on from iteration to
   iteration. While a frame is open, the run's record points to steps and values of its own, so all that asks for the
   steps of a run finds those inside, too. Next: `nesting_bar.js` (what is seen), `loop_table.js`. */

import { composed, keyOfPath } from "./nested_steps.js";
import { grouped } from "./numbers.js";
import { NestingBar } from "./nesting_bar.js";
import { Timeline } from "./timeline.js";

const SHORT_BRANCHES = { true: "nesting.short_true", false: "nesting.short_false" };
const REMEMBERED = 24; // opened frames whose steps are kept

export class Nesting {
  constructor(tracer) {
    this.tracer = tracer;
    tracer.nesting = this;
    this.run = null; // the run with open frames
    this.path = [];
    this.made = new Map(); // per run and path: what `composed` gave
    this.adopt();
    this.holders = this.findHolders();
    const here = () => Boolean(this.enterable()) || this.path.length > 0 || (this.any() ? "nesting.not_here" : "nesting.none");
    const inside = () => this.path.length > 0 || (this.any() ? "nesting.not_inside" : "nesting.none");
    tracer.commands.add([
      { id: "frame.enter", group: "move", keys: ["Enter"], icon: "enterFrame", run: () => this.enterHere(), enabled: here },
      { id: "frame.leave", group: "move", keys: ["Backspace"], icon: "leaveFrame", run: () => this.leave(), enabled: inside },
      { id: "iteration.next", group: "move", keys: ["PageDown"], icon: "higher", run: () => this.turn(1), enabled: inside },
      { id: "iteration.previous", group: "move", keys: ["PageUp"], icon: "lower", run: () => this.turn(-1), enabled: inside },
    ]);
    this.bar = this.any() ? new NestingBar(this) : null;
    tracer.app.dataset.frames = String(this.any());
  }

  /* In another language the Tracer is made anew, and what is open stays so. */
  adopt() {
    const { opened } = this.tracer.bundle;
    if (!opened) return;
    [this.run, this.path, this.now] = [opened.run, opened.path, opened.now];
    this.tracer.known.set(this.now.key, this.now.timeline);
  }

  /* Whether any program has frames inside. */
  any() {
    return this.holders.size > 0;
  }

  /* Per box: the steps [program, step] of the outermost programs behind which it is touched. */
  findHolders() {
    const { programs } = this.tracer.bundle;
    const holders = new Map();
    const walk = (steps, above) => steps.forEach((step, number) => {
      for (const inner of step.nested ? step.nested.programs : []) {
        const way = [...above, number];
        for (const { box } of programs[inner].steps) {
          if (box === null || box === undefined) continue;
          if (!holders.has(box)) holders.set(box, []);
          holders.get(box).push({ way, program: inner });
        }
        walk(programs[inner].steps, way);
      }
    });
    programs.forEach((program) => { if (!program.inside) walk(program.steps, []); });
    return holders;
  }

  /* --- what is open ------------------------------------------------------------------------------------- */

  /* The frames that can be entered at the cursor: { group, step, path }, or null. */
  enterable(step = this.tracer.stepNumber) {
    const { record } = this.tracer.moment || {};
    if (!record || !record.visits || !record.visits.length) return null;
    const found = this.groups().get(step);
    return found && found.group.kept.length ? found : null;
  }

  groups() {
    const made = this.open(this.tracer.run, this.run === this.tracer.run ? this.path : []);
    return made ? made.groups : new Map();
  }

  /* The steps of a run with these frames open; null where its values are not here. */
  open(run, path) {
    const { bundle } = this.tracer;
    const record = bundle.runs[run];
    if (!record || !record.visits) return null;
    const { program, frame } = record.base || record;
    if (frame === null || frame === undefined) return null;
    const key = `${run}/${keyOfPath(path)}`;
    const known = this.made.get(key);
    if (known && known.visits === record.visits && known.from === frame) return known;
    const made = Object.assign(composed(bundle, program, bundle.frames[frame], record.visits, path), { visits: record.visits, from: frame, key });
    this.made.set(key, made);
    if (this.made.size > REMEMBERED) this.made.delete(this.made.keys().next().value);
    return made;
  }

  /* Have the record point to the steps and values with these frames open; whether that could be done. */
  point(run, path) {
    const { bundle, arrays, known } = this.tracer;
    if (this.run === run && path.length && keyOfPath(path) === keyOfPath(this.path)) return true;
    const made = path.length ? this.open(run, path) : null;
    if (this.run !== null && bundle.runs[this.run] && bundle.runs[this.run].base) this.restore();
    if (!made || !made.inner) return path.length === 0;
    const record = bundle.runs[run];
    record.base = { program: record.program, frame: record.frame };
    const frame = bundle.frames[record.frame];
    const program = bundle.programs[record.program];
    const schedule = (program.schedule || []).map((entry) => ({ ...entry, step: entry.step === null ? null : made.outer[entry.step] }));
    bundle.programs[made.key] = { ...program, steps: made.steps, schedule };
    arrays.forget(run);
    if (!made.timeline) made.timeline = new Timeline(bundle, made.key);
    known.set(made.key, made.timeline);
    [record.program, record.frame] = [made.key, made.key];
    [this.run, this.path, this.now] = [run, path, made];
    bundle.opened = { run, path, now: made, frame: { ...frame, entries: made.entries, timesAt: made.times } };
    return true;
  }

  restore() {
    const { bundle, arrays, known } = this.tracer;
    const record = bundle.runs[this.run];
    if (typeof record.program === "string") {
      known.delete(record.program);
      delete bundle.programs[record.program];
      [record.program, record.frame] = [record.base.program, record.base.frame];
    }
    delete record.base;
    delete bundle.opened;
    arrays.forget(this.run);
    [this.run, this.path, this.now] = [null, [], null];
  }

  /* The number that a step of an opened run has in the record; null inside a frame. */
  recorded(run, step) {
    if (this.run !== run) return step;
    const place = this.now.outer.indexOf(step);
    return place < 0 ? null : place;
  }

  /* Of a run that failed the step at which it did, and those that it missed; in a loop that is open, of its last
     iteration. */
  fates(run, last) {
    const { error } = this.tracer.bundle.runs[run];
    const failed = error.step ?? last;
    if (this.run !== run) return { failed, missed: error.missed || null };
    const { outer, steps, entries, inner } = this.now;
    const missed = (error.missed || []).map((step) => outer[step]);
    if (outer[failed] !== steps.indexOf(inner.frame.step)) return { failed: outer[failed], missed };
    const lost = [];
    for (let step = inner.begin; step < inner.end; step++) {
      const { output } = steps[step];
      if (output && output.entry !== null && entries[output.entry].encoding === "none") lost.push(step);
    }
    return lost.length ? { failed: lost[0], missed: [...lost, ...missed.filter((step) => step > inner.end)] } : { failed: outer[failed], missed };
  }

  /* Whether an entry is one of the run itself: the kernel knows no others by number. */
  isRecorded(run, entry) {
    const record = this.tracer.bundle.runs[run];
    return !record.base || entry < this.tracer.bundle.frames[record.base.frame].entries.length;
  }

  /* The first hit of `test(array, step)` in frames that are not open, but can be entered at a step. Returns
     { inside: path, step, ...hit }, or null. */
  lookInto(run, step, forward, test) {
    const here = this.open(run, this.run === run ? this.path : []);
    const found = here && here.groups.get(step);
    if (!found || (this.run === run && this.isOpen(found))) return null;
    return this.lookIn(run, found.path, found.group.kept, forward, test);
  }

  /* At the end (or the beginning) of an open iteration the same in those that come after (or before) it. */
  lookOn(run, step, forward, test) {
    const here = this.run === run ? this.now : null;
    if (!here || step !== (forward ? here.inner.end - 1 : here.inner.begin)) return null;
    const { group, number } = here.inner.frame;
    const place = group.kept.findIndex(([one]) => one === number);
    return this.lookIn(run, this.path.slice(0, -1), forward ? group.kept.slice(place + 1) : group.kept.slice(0, place), forward, test);
  }

  lookIn(run, path, kept, forward, test) {
    const { arrays } = this.tracer;
    for (const [number] of forward ? kept : [...kept].reverse()) {
      const within = [...path, number];
      const made = this.open(run, within);
      if (!made || !made.inner) continue;
      const { begin, end } = made.inner;
      for (let step = forward ? begin : end - 1; step >= begin && step < end; step += forward ? 1 : -1) {
        const told = made.steps[step];
        const entry = told.output ? made.entries[told.output.entry] : null;
        const hit = test(entry && entry.encoding !== "none" ? arrays.decode(run, entry, told.output.entry) : null, told);
        if (hit) return { inside: within, step, ...hit };
        const deeper = made.groups.get(step);
        const inner = deeper && this.lookIn(run, deeper.path, deeper.group.kept, forward, test);
        if (inner) return inner;
      }
    }
    return null;
  }

  /* Go to a step inside a frame, as `look` found it. */
  goInside(run, path, step) {
    if (!this.point(run, path)) return;
    this.tracer.go(run, step);
    this.shown();
  }

  /* Which step of its frame the cursor is at. */
  placeInside() {
    const { frame } = this.now.steps[this.tracer.stepNumber];
    const { begin, end } = this.now.frames.find((range) => range.frame === frame);
    return { number: this.tracer.stepNumber - begin + 1, last: end - begin };
  }

  /* --- moving --------------------------------------------------------------------------------------------- */

  /* Enter at the cursor; inside, where nothing deeper can be entered, leave. */
  enterHere() {
    const found = this.enterable();
    if (found && !this.isOpen(found)) this.enter(found, found.group.kept[0][0]);
    else if (this.path.length) this.leave();
  }

  isOpen(found) {
    return this.run === this.tracer.run && found.path.every((one, place) => this.path[place] === one) && this.path.length > found.path.length;
  }

  enter(found, number, place = 0) {
    const { run } = this.tracer;
    if (!this.point(run, [...found.path, number])) return;
    this.tracer.go(run, this.now.inner.begin + Math.min(place, this.now.inner.end - this.now.inner.begin - 1));
    this.shown();
  }

  /* Out of the innermost open frame: to the step of the loop, which is one again. */
  leave() {
    const { run } = this;
    const path = this.path.slice(0, -2);
    const step = this.now.steps.indexOf(this.now.inner.frame.step);
    this.point(run, path);
    this.tracer.go(run, step);
    this.shown();
  }

  /* To another iteration that was kept, at the same step in it. */
  turn(change) {
    const { group, number } = this.now.inner.frame;
    const place = group.kept.findIndex(([one]) => one === number) + change;
    if (group.kept[place]) this.turnTo(group.kept[place][0], Math.max(0, this.tracer.stepNumber - this.now.inner.begin));
    else this.tracer.notice(this.tracer.words.say(change > 0 ? "nesting.last" : "nesting.first"));
  }

  turnTo(number, place = 0) {
    const path = [...this.path.slice(0, -1), number];
    const { run } = this;
    if (!this.point(run, path)) return;
    const { begin, end } = this.now.inner;
    this.tracer.go(run, Math.max(begin, Math.min(begin + place, end - 1)));
  }

  /* A single step beyond the end of an iteration leads to the next one, and out of the last. True where that was so. */
  stepped(change) {
    if (!this.path.length || this.run !== this.tracer.run) return false;
    const { begin, end, frame } = this.now.inner;
    const wanted = this.tracer.stepNumber + change;
    if ((wanted >= begin && wanted < end) || this.tracer.stepNumber < begin || this.tracer.stepNumber >= end) return false;
    const kept = frame.group.kept.map(([number]) => number);
    const next = kept[kept.indexOf(frame.number) + change];
    if (next !== undefined) {
      this.turnTo(next, change > 0 ? 0 : Infinity);
      return true;
    }
    const { run } = this;
    const outside = this.now.steps.indexOf(frame.step);
    this.point(run, this.path.slice(0, -2));
    this.tracer.go(run, outside + (change > 0 ? 1 : 0));
    this.shown();
    return true;
  }

  /* A move to a place outside: in another run the same frames are opened there, if it has them. Returns the step that
     is meant in what is then open. */
  arrive(run, step) {
    if (this.run === null || this.run === run) return step;
    const { path, now } = this;
    const same = step === this.tracer.stepNumber && this.tracer.run === this.run;
    const record = this.tracer.bundle.runs[run];
    const before = this.tracer.bundle.runs[this.run].base.program;
    const origin = outerStep(now, step);
    this.restore();
    if (!same || !record) return step;
    if (record.program === before && this.point(run, path)) return step;
    return record.program === before ? origin : step;
  }

  /* Values of the run have come: its record is new. */
  received(run) {
    if (this.run !== run) return;
    const { path } = this;
    this.made.clear();
    const record = this.tracer.bundle.runs[run];
    if (typeof record.program !== "string") {
      delete record.base;
      delete this.tracer.bundle.opened;
      [this.run, this.path, this.now] = [null, [], null];
      this.point(run, path);
    }
  }

  /* Where a box inside a frame that is not open gets its value: enters there. False where it is nowhere. */
  goToBox(box, wantsGradient) {
    const { run } = this.tracer;
    for (const { way } of this.holders.get(box) || []) {
      const path = this.pathAlong(way, run);
      if (!path || !this.point(run, path)) continue;
      const step = this.now.timeline.stepOf(box, wantsGradient);
      if (step === null) continue;
      this.tracer.go(run, step);
      this.shown();
      return true;
    }
    return false;
  }

  /* The first kept iteration of every loop on a way inwards. */
  pathAlong(way, run) {
    let visits = (this.tracer.bundle.runs[run] || {}).visits || [];
    const path = [];
    let before = 0;
    for (const [depth, step] of way.entries()) {
      const group = visits.find((one) => one.step === step);
      if (!group || !group.kept.length) return null;
      const [number, parts] = group.kept[0];
      path.push(step + before, number);
      if (depth + 1 === way.length) return path;
      // The parts of an iteration count their steps on.
      before = 0;
      visits = [];
      for (const [program, , , inside] of parts) {
        if ((inside || []).some((one) => one.step === way[depth + 1])) {
          visits = inside;
          break;
        }
        before += this.tracer.bundle.programs[program].steps.length;
      }
    }
    return null;
  }

  /* --- showing -------------------------------------------------------------------------------------------- */

  /* The boxes inside are seen while one is inside, and fold when one leaves. */
  shown() {
    const { graph, moment } = this.tracer;
    if (!graph.picture) return;
    const { folding, scopes } = graph;
    const entered = new Set(this.path.length ? this.now.frames.map(({ frame }) => frame.step.nested.mirrors ?? frame.step.box) : []);
    const inside = (group) => folding.around(group).some((one) => entered.has(folding.groups[one].loop));
    for (const group of [...scopes.open]) if (folding.groups[group].loop !== undefined && !inside(group)) scopes.close(group);
    const { step } = moment;
    if (this.path.length && step && step.box !== null && step.box !== undefined) scopes.reveal(step.box);
  }

  show(moment) {
    if (this.bar) this.bar.show(moment);
  }

  /* How often each folded loop ran; asked for whenever the graph was drawn, or a step made. */
  showCounts(moment) {
    const { graph } = this.tracer;
    if (!this.any()) return;
    const loops = graph.picture ? graph.drawings.filter((drawing) => drawing.loop) : [];
    if (!loops.length || !moment.record) return;
    const ran = new Map([...this.groups().values()].filter(({ step }) => step.phase !== "backward").map(({ group, step }) => [step.box, group]));
    for (const drawing of loops) drawing.showCount(this.countText(drawing.loop, ran.get(drawing.loop.box)));
  }

  countText({ kind }, group) {
    if (!group) return "";
    return kind === "loop" ? `${grouped(group.count)}×` : this.tracer.words.say(SHORT_BRANCHES[group.taken] || "nesting.short_other", { branch: group.taken });
  }
}

/* The step of the run itself that a step with open frames belongs to. */
function outerStep(now, step) {
  return Math.max(0, now.outer.filter((number) => number <= step).length - 1);
}

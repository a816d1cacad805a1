/* What a bundle says about devices, made ready to be shown: which are in use, what each step runs on, what a run cost
   and when. Whatever is modelled says so. Next: `devices.js` (the panel), `device_lanes.js`, `device_parcels.js`. */

import { bytesText, durationText } from "./numbers.js";

/* The hue of a device, by its place among the devices in use; each also has a name and a dash of its own. */
const DEVICE_HUES = ["fwd", "feed", "var", "sun", "line2"];

function shortDevice(name) {
  return (/(\w+:\d+)$/.exec(name || "") || ["", ""])[1];
}

export class DeviceFacts {
  constructor(bundle, words) {
    this.bundle = bundle;
    this.words = words;
    this.devices = bundle.devices || [];
    this.programs = new Map(); // per program: { entries, byStep }
    this.runs = new Map();
    const names = bundle.nodes.map((node) => shortDevice(node.device)).filter(Boolean);
    const used = new Set(names);
    this.used = [...this.devices.map((device) => device.name).filter((name) => used.has(name)), ...[...used].filter((name) => !this.devices.some((device) => device.name === name))];
  }

  /* Whether the graph uses more than one. */
  get several() {
    return this.used.length > 1;
  }

  named(name) {
    return this.devices.find((device) => device.name === name) || null;
  }

  /* How a device is drawn: { name, text, type, simulated, hue }. */
  sign(name) {
    const known = this.named(name);
    const simulated = Boolean(known && known.simulated);
    return {
      name, simulated, type: name.split(":")[0],
      text: simulated ? this.words.say("devices.simulated_short", { device: name }) : name,
      hue: DEVICE_HUES[Math.max(0, this.used.indexOf(name)) % DEVICE_HUES.length],
    };
  }

  /* Per box its sign, where several devices are in use; else null. */
  signs() {
    const made = new Map(this.used.map((name) => [name, this.sign(name)]));
    return this.bundle.boxes.map((box) => (this.several ? made.get(shortDevice(this.bundle.nodes[box.node].device)) || null : null));
  }

  /* --- programs and runs ---------------------------------------------------------------------------------- */

  /* The kernels and copies of a program in the order in which they run, and by step the first of its own. */
  program(number) {
    if (!this.programs.has(number)) {
      const { schedule = [], steps } = this.bundle.programs[number];
      const byStep = new Map();
      schedule.forEach((entry, place) => {
        if (entry.step === null || byStep.has(entry.step)) return;
        const step = steps[entry.step];
        if (entry.copy ? step.copy : step.node === entry.node) byStep.set(entry.step, place);
      });
      this.programs.set(number, { schedule, byStep });
    }
    return this.programs.get(number);
  }

  isModelled(entry) {
    return (entry.copy || [entry.device]).some((device) => this.devices[device] && this.devices[device].simulated);
  }

  /* Where the kernel of a step runs, such as "GPU:0"; of a copy both ends; "" where that is not known. */
  placeOf(program, stepNumber) {
    const { schedule, byStep } = this.program(program);
    const entry = schedule[byStep.get(stepNumber)];
    if (!entry) return "";
    const name = (number) => this.devices[number].name;
    return entry.copy ? entry.copy.map(name).join(" → ") : name(entry.device);
  }

  /* Whether the time of a step is modelled. */
  modelledStep(program, stepNumber) {
    const { schedule, byStep } = this.program(program);
    const entry = schedule[byStep.get(stepNumber)];
    return Boolean(entry && this.isModelled(entry));
  }

  /* The spans of a run: [{ entry, place, begin, time, modelled }] in nanoseconds, one after the other; null where
     they are not here. Where nobody looked at the clock a span has no length, and its time is null. */
  spans(run, arrays) {
    const frame = arrays.has(run) ? arrays.frame(run) : null;
    if (!frame || frame.spans === undefined) return null;
    const part = arrays.part(run);
    const known = this.runs.get(run);
    if (known && known.part === part) return known.spans;
    const { schedule } = this.program(frame.program);
    const spent = new Float32Array(part.buffer, part.byteOffset + frame.spans, schedule.length);
    let begin = 0;
    const spans = schedule.map((entry, place) => {
      const time = Number.isFinite(spent[place]) ? spent[place] : null;
      const span = { entry, place, begin, time, modelled: this.isModelled(entry) };
      begin += time || 0;
      return span;
    });
    this.runs.clear(); // one at a time: a reader looks at one run
    this.runs.set(run, { part, spans });
    return spans;
  }

  /* The bytes that a copy of a step moves in a run; null where its value is not known. */
  bytesOf(step, run, arrays) {
    return step.output ? entryBytes(step.output.entry, arrays.frame(run)) : null;
  }

  /* --- words ------------------------------------------------------------------------------------------------ */

  /* What a span is, to be read out: "MatMul on GPU:0, 6.7 µs (modelled)". */
  spanText({ entry, time, modelled }) {
    const { words, devices, bundle } = this;
    const spent = time === null ? "" : words.say(modelled ? "devices.took_modelled" : "devices.took", { time: durationText(time) });
    if (entry.copy) return words.say("devices.span_copy", { tensor: entry.tensor, source: devices[entry.copy[0]].name, target: devices[entry.copy[1]].name, time: spent });
    return words.say("devices.span", { name: entry.node === null ? "" : bundle.nodes[entry.node].name, device: devices[entry.device].name, time: spent });
  }

  /* Why a node runs where it does; "" where nobody knows. */
  reason(node) {
    const { placement, device, type } = this.bundle.nodes[node];
    if (!placement) return "";
    if (placement.reason) return placement.reason;
    const why = { say: `devices.because_${placement.kind}`, with: { type: ["c", type] } };
    return { say: "devices.runs_on", with: { device: ["c", shortDevice(device)], why: ["s", why] } };
  }
}

function entryBytes(entry, frame) {
  const known = frame && entry !== null && entry !== undefined ? frame.entries[entry] : null;
  if (!known || known.encoding === "none" || known.dtype === "string") return null;
  const width = known.dtype === "bool" ? 1 : Math.ceil((Number((/(\d+)$/.exec(known.dtype) || [])[1]) || 8) / 8);
  return known.shape.reduce((product, size) => product * size, 1) * width;
}

/* The bytes or the time in a sentence about a copy: ["bytes", entry], ["time", step, modelled]. */
export function figureText(figure, moment, words) {
  const [kind, what, modelled] = figure;
  if (kind === "bytes") {
    const count = moment ? entryBytes(what, moment.arrays.frame(moment.run)) : null;
    return count === null ? words.say("value.unknown") : count < 1024 ? words.say("devices.bytes", { count }) : bytesText(count);
  }
  const time = moment && moment.timeline ? moment.arrays.time(moment.run, what, moment.timeline.steps.length) : null;
  return time === null ? "" : words.say(modelled ? "devices.took_modelled" : "devices.took", { time: durationText(time) });
}

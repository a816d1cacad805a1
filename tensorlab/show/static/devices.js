/* Devices: a panel with what each device did in this run and why every node runs where it does; and colours by
   device. Where only one device is in use, the panel says so and nothing else is shown.
   Read `device_facts.js` first; next `device_lanes.js` and `device_parcels.js`. */

import { DeviceLanes, totalText } from "./device_lanes.js";
import { DeviceParcels } from "./device_parcels.js";
import { element, setAttribute } from "./dom.js";
import { bytesText, grouped } from "./numbers.js";

const MOST_ROWS = 120;

export class Devices {
  constructor(tracer) {
    this.tracer = tracer;
    this.words = tracer.words;
    this.facts = tracer.graph.facts;
    this.parcels = this.facts.several ? new DeviceParcels(tracer, this.facts) : null;
    this.lanes = null;
    this.onlyMoved = false;
    this.root = element("div", { class: "tl-devices", tabindex: -1 });
    tracer.commands.add([
      { id: "devices.show", group: "explain", keys: ["Shift+D"], icon: "devices", run: () => tracer.drawer.toggle("devices"), checked: () => tracer.drawer.current === "devices" },
      { id: "devices.colour", group: "view", keys: ["Shift+C"], icon: "palette", run: () => this.switchColour(), enabled: () => this.facts.several || "devices.one_colour", checked: () => tracer.app.dataset.colour === "device" },
    ]);
    tracer.drawer.add({ name: "devices", title: "devices.title", root: this.root, show: (moment) => this.fill(moment), opened: () => this.opened() });
  }

  /* The focus goes to the panel as a whole, so that the arrow keys go on making steps; the lanes take them when it is
     their turn. */
  opened() {
    this.fill(this.tracer.moment, true);
    this.root.focus({ preventScroll: true });
  }

  /* Boxes and their gradients keep their shapes, dashes and names; only the hue is the device's. */
  switchColour() {
    const { app } = this.tracer;
    if (app.dataset.colour) delete app.dataset.colour;
    else app.dataset.colour = "device";
    this.tracer.notice(this.words.say(app.dataset.colour ? "devices.colour_on" : "devices.colour_off"));
  }

  show(moment) {
    if (this.parcels) this.parcels.show(moment);
  }

  destroy() {
    if (this.parcels) this.parcels.destroy();
  }

  /* --- the panel ------------------------------------------------------------------------------------------ */

  fill(moment, anew = false) {
    const { tracer } = this;
    const spans = this.facts.several || this.facts.devices.length > 1 ? this.facts.spans(moment.run, moment.arrays) : null;
    const width = Math.max(220, (tracer.drawer.body.clientWidth || 360) - 40);
    const key = `${moment.run},${width}`;
    if (anew || key !== this.filled || spans !== this.spans) {
      [this.filled, this.spans] = [key, spans];
      if (spans) {
        this.lanes ||= new DeviceLanes(tracer, this.facts);
        this.lanes.draw(spans, width);
      }
      const hasFocus = this.root.contains(document.activeElement) && document.activeElement;
      this.root.replaceChildren(...this.parts(moment, spans));
      if (hasFocus && this.root.contains(hasFocus)) hasFocus.focus({ preventScroll: true });
    }
    if (spans) this.lanes.show(moment.stepNumber);
    this.markRow(moment);
  }

  parts(moment, spans) {
    const { words, facts } = this;
    const parts = [this.inUse()];
    if (spans) parts.push(...this.runParts(moment));
    else if (facts.several && moment.record) parts.push(element("p", {}, words.say("devices.no_times")));
    const placed = this.tracer.bundle.nodes.some((node) => node.placement);
    if (placed) parts.push(this.heading("devices.placement"), ...this.placement(moment));
    return parts.filter(Boolean);
  }

  heading(key) {
    return element("h3", {}, this.words.say(key));
  }

  /* Which devices there are; of one alone, that there is nothing more to say. */
  inUse() {
    const { facts, words } = this;
    if (!facts.several) {
      const [name] = facts.used;
      return element("p", { class: "tl-devices-one" }, name ? words.say("devices.one", { device: name }) : words.say("devices.none"));
    }
    const items = facts.used.map((name) => {
      const device = facts.named(name);
      const limit = device && device.memory.limit && device.type !== "CPU" ? words.say("devices.memory", { used: bytesText(device.memory.peak), limit: bytesText(device.memory.limit) }) : "";
      return element("li", {}, this.chip(name), element("span", { class: "tl-devices-what" }, ...(device ? words.rich(device.description, null) : []), limit ? element("small", {}, limit) : null));
    });
    return element("ul", { class: "tl-devices-list" }, ...items);
  }

  chip(name) {
    const sign = this.facts.sign(name);
    return element("span", { class: "tl-device-chip", "data-hue": sign.hue, "data-simulated": String(sign.simulated), "data-type": sign.type }, sign.text);
  }

  runParts(moment) {
    const { words, facts } = this;
    const { clock, totals = [], number } = moment.record;
    const modelled = totals.some((total) => total.modelled);
    const parts = [this.heading("devices.this_run"), element("div", { class: "tl-lanes-place" }, this.lanes.svg)];
    const notes = [modelled ? words.say("devices.modelled_note") : "", clock ? words.say("devices.clock_note", { number: grouped(number), clock: grouped(clock) }) : ""];
    parts.push(this.totals(totals));
    parts.push(...notes.filter(Boolean).map((note) => element("p", { class: "tl-devices-note" }, note)));
    return facts.devices.length ? parts : [];
  }

  /* What the run cost on each device. */
  totals(totals) {
    const { words, facts } = this;
    const head = ["device", "kernels", "copies", "bytes"].map((name) => element("th", { scope: "col" }, words.say(`devices.column_${name}`)));
    const rows = totals.map((total) => {
      const cell = (...children) => element("td", {}, ...children);
      const small = (text) => element("small", {}, text);
      const copies = total.copies
        ? [grouped(total.copies), small(totalText(total.copy_seconds, words, total.modelled))]
        : ["–"];
      const bytes = total.copies ? [element("span", {}, words.say("devices.bytes_to", { bytes: bytesText(total.bytes_to) })), small(words.say("devices.bytes_from", { bytes: bytesText(total.bytes_from) }))] : ["–"];
      return element(
        "tr", {}, element("th", { scope: "row" }, this.chip(facts.devices[total.device].name)),
        cell(grouped(total.kernels), small(totalText(total.kernel_seconds, words, total.modelled))), cell(...copies), cell(...bytes),
      );
    });
    return element("table", { class: "tl-devices-totals" }, element("caption", { class: "tl-unseen" }, words.say("devices.totals")), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  }

  /* --- placement ------------------------------------------------------------------------------------------ */

  placement(moment) {
    const { words } = this;
    const { nodes } = this.tracer.bundle;
    const ran = moment.program === null ? null : new Set(this.tracer.bundle.programs[moment.program].evaluated);
    const all = nodes.map((node, number) => ({ node, number })).filter(({ node, number }) => node.placement && (!ran || ran.has(number)));
    const moved = all.filter(({ node }) => node.placement.moved);
    const rows = this.onlyMoved ? moved : [...moved, ...all.filter(({ node }) => !node.placement.moved)];
    const parts = [];
    const count = words.say("devices.placed", { count: grouped(all.length), moved: grouped(moved.length) });
    const summary = element("p", { class: "tl-devices-count" }, count);
    if (moved.length) {
      const box = element("input", { type: "checkbox" });
      box.checked = this.onlyMoved;
      box.addEventListener("change", () => {
        this.onlyMoved = box.checked;
        this.fill(this.tracer.moment, true);
        this.root.querySelector("input[type=checkbox]").focus({ preventScroll: true });
      });
      parts.push(element("label", { class: "tl-devices-filter" }, box, element("span", {}, words.say("devices.only_moved"))));
    }
    const head = ["node", "asked", "device"].map((name) => element("th", { scope: "col" }, words.say(`placement.${name}`)));
    const body = rows.slice(0, MOST_ROWS).map(({ node, number }) => this.row(node, number, moment));
    const more = rows.length > MOST_ROWS ? element("p", { class: "tl-devices-note" }, words.say("devices.more_rows", { count: grouped(rows.length - MOST_ROWS) })) : null;
    return [summary, ...parts, element("table", { class: "tl-devices-placement" }, element("caption", { class: "tl-unseen" }, words.say("devices.placement")), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)), more];
  }

  row(node, number, moment) {
    const { words } = this;
    const step = moment.timeline ? moment.timeline.steps.findIndex((one) => one.node === number) : -1;
    const name = step >= 0 ? element("button", { type: "button", class: "tl-devices-go", title: words.say("devices.go", { name: node.name }) }, node.name) : element("span", {}, node.name);
    if (step >= 0) name.addEventListener("click", () => this.tracer.go(this.tracer.run, step));
    // What it asked for and where it is stand beside it: only the reason is missing.
    const reason = node.placement.reason ? element("small", {}, ...words.rich(node.placement.reason.with.why[1], moment)) : null;
    const made = element(
      "tr", { "data-node": number, "data-moved": String(node.placement.moved) },
      element("th", { scope: "row" }, name, reason),
      element("td", {}, node.placement.requested || "–"),
      element("td", {}, this.chip((/(\w+:\d+)$/.exec(node.device) || ["", node.device])[1])),
    );
    return made;
  }

  markRow(moment) {
    const node = moment.step ? moment.step.node : null;
    for (const row of this.root.querySelectorAll("tr[data-node]")) setAttribute(row, "aria-current", String(node) === row.dataset.node ? "step" : null);
  }
}

/* A training that is going on: how far it is, how fast, its loss, and buttons to pause and to stop it. anywidget calls
   `render`; the kernel's half is `tensorlab/show/live.py`. */

import { Scale, asNumbers } from "./chart_scales.js";
import { button, drawn, element, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { grouped, plain } from "./numbers.js";
import { Theme } from "./theme.js";
import { Words } from "./words.js";

const LIVE_HEIGHT = 120;
const LIVE_LEFT = 56;
const KEPT_POINTS = 1200;
const ANSWER_WITHIN = 4000; // milliseconds, after which we say that the kernel does not hear

class LiveTraining {
  constructor(model, host) {
    this.model = model;
    this.words = new Words(model.get("language"));
    const say = (key, holes) => this.words.say(key, holes);
    this.order = Date.now() % 1e9; // a message may come twice, and a second view begins anew
    this.points = [];
    this.bar = element("div", { class: "tl-live-bar" });
    this.progress = element("div", { class: "tl-live-progress", role: "progressbar", "aria-label": say("live.progress") }, this.bar);
    this.count = element("b", {});
    this.speed = element("span", {});
    this.left = element("span", {});
    this.loss = element("span", { class: "tl-live-loss" });
    this.pause = button({ class: "tl-button tl-live-pause" }, say("live.pause"));
    this.stop = button({ class: "tl-button" }, say("live.stop"), say("live.stop"));
    this.line = drawn("path", { class: "tl-chart-line tl-line-loss" });
    this.ticks = drawn("g", {});
    this.curve = drawn("svg", { class: "tl-live-curve", role: "img" }, this.ticks, this.line);
    this.state = element("p", { class: "tl-live-state", role: "status", "aria-live": "polite" });
    this.root = element(
      "div", { class: "tl-tracer tl-live", "data-lm-suppress-shortcuts": "true", role: "group", "aria-label": say("live.title") },
      element("div", { class: "tl-live-top" }, this.count, this.speed, this.left, this.loss, element("span", { class: "tl-live-buttons" }, this.pause, this.stop)),
      this.progress, this.curve, this.state,
    );
    host.append(this.root);
    this.theme = new Theme(() => { if (this.root) this.root.dataset.theme = this.theme.current(); });
    this.theme.choose("");
    this.pause.addEventListener("click", () => this.send(this.paused() ? "resume" : "pause"));
    this.stop.addEventListener("click", () => this.send("stop"));
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.root);
    this.take({ ...model.get("told"), whole: true });
    if (this.running()) this.send("hello");
  }

  running() {
    return ["running", "paused"].includes(this.told.state);
  }

  paused() {
    return this.told.state === "paused";
  }

  send(type) {
    this.model.send({ type, order: ++this.order });
    if (type === "hello") return;
    this.asked = type;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => setText(this.state, this.words.say("live.silent")), ANSWER_WITHIN);
    this.show();
  }

  take(told) {
    this.told = told;
    this.points = told.whole ? told.points : [...this.points, ...told.points];
    if (this.points.length > KEPT_POINTS) this.points = this.points.filter((_, index) => index % 2 === 0 || index === this.points.length - 1);
    const answered = { pause: "paused", resume: "running", stop: "stopped" }[this.asked];
    if (this.asked && (answered === told.state || !this.running())) {
      clearTimeout(this.timer);
      this.asked = null;
    }
    this.show();
    this.draw();
  }

  show() {
    const { trained, total, rate, seconds, state } = this.told;
    const say = (key, holes) => this.words.say(key, holes);
    this.root.dataset.state = state;
    setText(this.count, total ? say("live.of", { trained: grouped(trained), total: grouped(total) }) : say("live.runs", { count: ["b", trained], number: grouped(trained) }));
    setText(this.speed, rate ? say("live.rate", { rate: rate >= 1000 ? grouped(Math.round(rate / 10) * 10) : plain(Number(rate.toPrecision(3))) }) : "");
    const remaining = total && rate && this.running() ? (total - trained) / rate : null;
    setText(this.left, remaining !== null && remaining > 1 ? say("live.left", { time: clock(remaining) }) : state !== "running" && seconds ? say("live.took", { time: seconds < 10 ? plain(Number(seconds.toPrecision(2))) + " s" : clock(seconds) }) : "");
    const share = total ? Math.min(1, trained / total) : this.running() ? null : 1;
    this.bar.style.width = share === null ? "100%" : `${(100 * share).toFixed(1)}%`;
    this.progress.classList.toggle("tl-live-unknown", share === null);
    setAttribute(this.progress, "aria-valuenow", share === null ? null : Math.round(100 * share));
    setAttribute(this.progress, "aria-valuemin", 0);
    setAttribute(this.progress, "aria-valuemax", 100);
    for (const one of [this.pause, this.stop]) one.hidden = !this.running();
    const label = say(this.paused() ? "live.resume" : "live.pause");
    if (this.pause.textContent !== label) this.pause.replaceChildren(icon(this.paused() ? "play" : "pause"), label);
    setAttribute(this.pause, "aria-label", label);
    const waiting = this.asked ? { pause: "live.pausing", resume: "live.resuming", stop: "live.stopping" }[this.asked] : { paused: "live.paused", stopped: "live.was_stopped", failed: "live.failed" }[state];
    if (!this.asked || this.state.textContent !== say("live.silent")) setText(this.state, waiting ? say(waiting) : "");
  }

  draw() {
    const width = this.root.clientWidth - 32;
    const known = this.points.map(([run, value]) => [run, asNumbers([value])[0]]).filter(([, value]) => Number.isFinite(value));
    this.curve.style.display = known.length ? "" : "none";
    if (width < 60 || !known.length) return;
    const last = known[known.length - 1];
    setText(this.loss, this.words.say("live.loss", { value: plain(Number(last[1].toPrecision(4))) }));
    this.curve.setAttribute("viewBox", `0 0 ${width} ${LIVE_HEIGHT}`);
    this.curve.setAttribute("aria-label", this.words.say("live.curve", { from: plain(Number(known[0][1].toPrecision(4))), to: plain(Number(last[1].toPrecision(4))) }));
    const values = known.map(([, value]) => value);
    const up = new Scale(Math.min(...values), Math.max(...values), LIVE_HEIGHT - 8, 8);
    const first = known[0][0];
    const end = Math.max(last[0], this.told.total && this.running() ? first + this.told.total - 1 : 0, first + 1);
    const x = (run) => LIVE_LEFT + ((width - LIVE_LEFT - 4) * (run - first)) / (end - first);
    this.line.setAttribute("d", `M${known.map(([run, value]) => `${x(run).toFixed(1)} ${up.at(value).toFixed(1)}`).join("L")}`);
    this.ticks.replaceChildren(...up.ticks(3).flatMap(({ value, text }) => [
      drawn("path", { class: "tl-chart-grid", d: `M${LIVE_LEFT} ${up.at(value).toFixed(1)}H${width}` }),
      drawn("text", { class: "tl-live-tick", x: LIVE_LEFT - 8, y: up.at(value) + 4, "text-anchor": "end" }, text),
    ]));
  }

  destroy() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.theme.destroy();
    this.root.remove();
  }
}

function clock(seconds) {
  const whole = Math.round(seconds);
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function render({ model, el }) {
  const view = new LiveTraining(model, el);
  const heard = (message) => { if (message.type === "told") view.take(message); };
  const ended = () => view.take({ ...model.get("told"), whole: true });
  model.on("msg:custom", heard);
  model.on("change:told", ended);
  return () => {
    model.off("msg:custom", heard);
    model.off("change:told", ended);
    view.destroy();
  };
}

export default { render };

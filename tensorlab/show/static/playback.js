/* Playing: the Tracer goes on by itself, by steps, nodes, phases or runs, at a chosen pace, halts at stops, and says
   each step aloud if asked to. Every step is shown: when pictures cannot follow the pace, it slows down. */

import { button, element, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { UNITS } from "./stepping.js";

const PACES = [0.5, 1, 1.5, 2, 4, 8, 15, 30]; // a second
const USUAL = 2; // index of the pace to begin with
const FOLLOWED = 1.5; // a second: what is read out faster than this is not understood
const FIRST_WAIT = 400; // milliseconds, at most, from pressing play to the first step
const VALUES_WAIT = 4000; // how long to wait for values from the kernel
const LONGEST_SPEECH = 20000;

export class Playback {
  constructor(tracer) {
    this.tracer = tracer;
    tracer.playback = this;
    const { words, commands } = tracer;
    this.pace = USUAL;
    this.unit = "step";
    this.aloud = false;
    this.frame = 0;
    this.speaking = 0; // the number of the sentence that is being said
    this.turn = 0;
    commands.add([
      { id: "play.slower", group: "move", keys: ["Alt+ArrowDown"], icon: "zoomOut", run: () => this.setPace(this.pace - 1) },
      { id: "play.faster", group: "move", keys: ["Alt+ArrowUp"], icon: "zoomIn", run: () => this.setPace(this.pace + 1) },
      { id: "play.unit", group: "move", keys: ["u"], run: () => this.setUnit(UNITS[(UNITS.indexOf(this.unit) + 1) % UNITS.length], true) },
      { id: "play.aloud", group: "move", run: () => this.setAloud(!this.aloud), checked: () => this.aloud },
    ]);
    this.opener = element("button", { type: "button", class: "tl-pace-open", "aria-haspopup": "dialog", "aria-expanded": "false" });
    this.opener.addEventListener("click", () => this.toggleSettings());
    this.root = element(
      "div", { class: "tl-pace", role: "group", "aria-label": words.say("play.settings") },
      commands.button("play.slower", { className: "tl-tool tl-pace-change" }), this.opener, commands.button("play.faster", { className: "tl-tool tl-pace-change" }),
    );
    this.settings = this.makeSettings();
    tracer.dock.transport.append(this.root, this.settings);
    this.closer = (event) => {
      if (!this.settings.hidden && !this.settings.contains(event.target) && !this.opener.contains(event.target)) this.closeSettings(false);
    };
    tracer.root.addEventListener("pointerdown", this.closer);
    this.showPace();
  }

  /* --- settings ----------------------------------------------------------------------------------------- */

  makeSettings() {
    const { words } = this.tracer;
    this.slider = element("input", { type: "range", min: 0, max: PACES.length - 1, step: 1, "aria-label": words.say("play.speed") });
    this.slider.addEventListener("input", () => this.setPace(Number(this.slider.value)));
    this.radios = UNITS.map((unit) => {
      const radio = element("input", { type: "radio", name: "tl-play-unit", value: unit });
      radio.addEventListener("change", () => this.setUnit(unit));
      return radio;
    });
    const choices = UNITS.map((unit, index) => element("label", {}, this.radios[index], words.say(`play.unit.${unit}`)));
    this.voice = element("input", { type: "checkbox" });
    this.voice.addEventListener("change", () => this.setAloud(this.voice.checked));
    this.spokenPace = element("output", { class: "tl-pace-now" });
    const closer = button({ class: "tl-tool" }, words.say("drawer.close"), icon("close"));
    closer.addEventListener("click", () => this.closeSettings(true));
    const made = element(
      "div", { class: "tl-play-settings", role: "dialog", "aria-label": words.say("play.settings"), hidden: true },
      element("header", {}, element("strong", {}, words.say("play.settings")), closer),
      element("label", { class: "tl-play-row" }, element("span", {}, words.say("play.speed")), this.slider, this.spokenPace),
      element("fieldset", {}, element("legend", {}, words.say("play.unit")), ...choices),
      element("label", { class: "tl-play-row" }, this.voice, element("span", {}, words.say("play.aloud"))),
    );
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.closeSettings(true);
    });
    return made;
  }

  toggleSettings() {
    if (!this.settings.hidden) return this.closeSettings(true);
    this.settings.hidden = false;
    setAttribute(this.opener, "aria-expanded", "true");
    return this.slider.focus();
  }

  closeSettings(back) {
    this.settings.hidden = true;
    setAttribute(this.opener, "aria-expanded", "false");
    if (back) this.opener.focus();
  }

  setPace(index) {
    this.pace = Math.max(0, Math.min(PACES.length - 1, index));
    this.due = Math.min(this.due || 0, performance.now() + this.period());
    this.showPace();
    this.hush();
  }

  setUnit(unit, say = false) {
    this.unit = unit;
    this.showPace();
    if (say) this.tracer.notice(this.paceText());
  }

  setAloud(aloud) {
    const { words } = this.tracer;
    this.aloud = aloud && Boolean(window.speechSynthesis);
    if (aloud && !this.aloud) this.tracer.notice(words.say("play.no_voice"));
    if (!aloud) this.silence();
    this.showPace();
  }

  paceText() {
    return this.tracer.words.say(`play.pace.${this.unit}`, { count: PACES[this.pace] });
  }

  showPace() {
    const text = this.paceText();
    setText(this.opener, text);
    setAttribute(this.opener, "aria-label", `${text}: ${this.tracer.words.say("play.settings")}`);
    setText(this.spokenPace, text);
    this.slider.value = String(this.pace);
    setAttribute(this.slider, "aria-valuetext", text);
    for (const radio of this.radios) radio.checked = radio.value === this.unit;
    this.voice.checked = this.aloud;
  }

  /* --- playing ------------------------------------------------------------------------------------------ */

  period() {
    return 1000 / PACES[this.pace];
  }

  toggle() {
    if (this.tracer.playing) this.pause();
    else this.play();
  }

  play() {
    const { tracer } = this;
    if (!this.next()) {
      tracer.notice(tracer.words.say("play.end"));
      return;
    }
    tracer.playing = 1;
    this.due = performance.now() + Math.min(FIRST_WAIT, this.period());
    this.held = 0;
    this.hush();
    tracer.dock.showPlaying(true);
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    const { tracer } = this;
    tracer.playing = 0;
    cancelAnimationFrame(this.frame);
    this.silence();
    this.hush();
    tracer.dock.showPlaying(false);
    tracer.commands.refresh();
  }

  next() {
    return this.tracer.stepping.placeAfter(this.unit, 1);
  }

  tick(now) {
    const { tracer } = this;
    if (!tracer.playing) return;
    this.frame = requestAnimationFrame((then) => this.tick(then));
    if (now < this.due || this.speaking || this.waits(now)) return;
    // Beats keep their distance, so that a late picture does not slow the pace; but missed ones are not made up for.
    this.due = Math.max(this.due + this.period(), now - this.period());
    this.advance();
  }

  /* Whether the values of the current run are still on their way. */
  waits(now) {
    const { arrays, run } = this.tracer;
    if (arrays.has(run) || !arrays.fetchRun || arrays.lost.has(run)) {
      this.held = 0;
      return false;
    }
    this.held ||= now;
    if (now - this.held > VALUES_WAIT) return false;
    arrays.missing(run);
    return true;
  }

  advance() {
    const { tracer } = this;
    const place = this.next();
    const hit = place && tracer.stops.between([tracer.run, tracer.stepNumber], place);
    if (hit) {
      this.pause();
      tracer.stops.halt(hit);
      return;
    }
    if (place && !(this.unit === "step" && tracer.nesting.stepped(1))) tracer.go(...place);
    if (this.aloud) this.speak(tracer.header.live.textContent);
    const after = this.next();
    if (!after) this.pause();
    else if (after[0] !== tracer.run && tracer.arrays.fetchRun && !tracer.arrays.has(after[0])) tracer.arrays.missing(after[0]);
  }

  /* Steps that pass faster than anybody can listen are not read out. */
  hush() {
    const fast = this.tracer.playing && (PACES[this.pace] > FOLLOWED || this.aloud);
    setAttribute(this.tracer.header.live, "aria-live", fast ? "off" : "polite");
  }

  /* --- the voice ---------------------------------------------------------------------------------------- */

  speak(text) {
    const said = new SpeechSynthesisUtterance(text);
    said.lang = this.tracer.words.language === "zh" ? "zh-CN" : "en";
    const turn = ++this.turn;
    this.speaking = turn;
    const done = () => { if (this.speaking === turn) this.speaking = 0; };
    said.addEventListener("end", done);
    said.addEventListener("error", done);
    setTimeout(done, LONGEST_SPEECH);
    window.speechSynthesis.speak(said);
  }

  silence() {
    this.speaking = 0;
    if (window.speechSynthesis) window.speechSynthesis.cancel();
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.tracer.root.removeEventListener("pointerdown", this.closer);
    if (this.aloud) this.silence();
  }
}

/* Sharing a moment: a link to it, and the presenter's mode (large type, a blank screen, one key for what comes
   next). */

import { element } from "./dom.js";

const NEXT = new Set(["PageDown", "Enter"]);

export class Sharing {
  constructor(tracer) {
    this.tracer = tracer;
    this.curtain = element("div", { class: "tl-curtain", hidden: true, role: "status" }, tracer.words.say("present.blank"));
    this.flag = element("p", { class: "tl-frozen", hidden: true }, tracer.words.say("present.frozen"));
    tracer.app.append(this.curtain, this.flag);
    tracer.commands.add([
      { id: "link", group: "share", keys: ["l"], icon: "link", run: () => this.copyLink() },
      { id: "present", group: "share", keys: ["f"], icon: "present", run: () => this.present(!this.presenting()), checked: () => this.presenting() },
      { id: "present.blank", group: "share", keys: ["Shift+B"], run: () => this.blank(this.curtain.hidden), enabled: () => this.presenting() || "present.only", checked: () => !this.curtain.hidden },
      { id: "present.freeze", group: "share", keys: ["Shift+Z"], run: () => this.freeze(!this.frozen()), enabled: () => this.presenting() || "present.only", checked: () => this.frozen() },
    ]);
    // A presenter's remote control sends PageDown and PageUp.
    this.remote = (event) => {
      if (!this.presenting() || event.target.closest("input, select, textarea, dialog, [role=slider], button") || event.ctrlKey || event.metaKey || event.altKey) return;
      const back = event.key === "PageUp" || (event.key === "Enter" && event.shiftKey);
      if (!back && !NEXT.has(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!this.curtain.hidden) this.blank(false);
      else if (!this.frozen()) tracer.goStep(back ? -1 : 1);
    };
    tracer.root.addEventListener("keydown", this.remote, true);
    this.curtain.addEventListener("click", () => this.blank(false));
    if (tracer.options.presenting) this.present(true);
  }

  presenting() {
    return this.tracer.app.dataset.present === "true";
  }

  frozen() {
    return !this.flag.hidden;
  }

  present(on) {
    this.tracer.options.presenting = on;
    if (on) this.tracer.app.dataset.present = "true";
    else delete this.tracer.app.dataset.present;
    if (!on) {
      this.blank(false);
      this.freeze(false);
    }
    this.tracer.notice(this.tracer.words.say(on ? "present.on" : "present.off"));
    if (this.tracer.moment) this.tracer.resize();
  }

  /* Nothing to look at, so that the class listens. */
  blank(on) {
    this.curtain.hidden = !on;
    this.tracer.commands.refresh();
  }

  /* The class sees the step where it stands, while the presenter looks at other things in the kernel or in a panel:
     moves are not made until it is let go. */
  freeze(on) {
    this.flag.hidden = !on;
    this.tracer.frozen = on;
    this.tracer.commands.refresh();
  }

  /* In a page the address; in a notebook the line that shows this very moment. */
  async copyLink() {
    const { tracer } = this;
    const { record, stepNumber } = tracer.moment;
    if (!record) return tracer.notice(tracer.words.say("tracer.not_now"));
    const [run, event] = [record.number, stepNumber + 1];
    const inNotebook = Boolean(tracer.options.model) || location.protocol === "about:";
    const address = new URL(location.href);
    const { nesting } = tracer;
    const inside = nesting.run === tracer.run && nesting.path.length ? `&inside=${nesting.path.join(".")}` : "";
    address.hash = `run=${run}&event=${event}${inside}`;
    const outside = inside ? nesting.now.outer.filter((step) => step <= stepNumber).length : event;
    const text = inNotebook ? `tape.at(run=${run}, event=${outside})` : address.href;
    if (!inNotebook) history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(text);
      return tracer.notice(tracer.words.say("link.copied", { text }));
    } catch {
      return tracer.notice(text); // without the right to the clipboard it can be read off
    }
  }

  destroy() {
    this.tracer.root.removeEventListener("keydown", this.remote, true);
  }
}

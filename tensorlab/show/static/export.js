/* Export: the picture as it stands here, and the trace for other tools. The picture is made in the browser; what
   the kernel writes (the same as `tape.export`) needs one. Next: `snapshot.js`, which draws the picture. */

import { element } from "./dom.js";
import { pngOf, printSvg, save, svgOf } from "./snapshot.js";

const PICTURES = ["svg", "png", "pdf"];
const FILES = [["json", "application/json"], ["csv", "text/csv"], ["npz", "application/zip"], ["dot", "text/vnd.graphviz"]];

export class Export {
  constructor(tracer) {
    this.tracer = tracer;
    tracer.commands.add([{ id: "export", group: "share", keys: ["Shift+E"], icon: "export", run: () => tracer.drawer.toggle("export"), checked: () => tracer.drawer.current === "export" }]);
    tracer.drawer.add({ name: "export", title: "export.title", root: this.panel() });
  }

  panel() {
    const { words } = this.tracer;
    const row = (kind, run) => {
      const made = element("button", { type: "button", class: "tl-button", "data-kind": kind }, words.say(`export.${kind}`));
      made.addEventListener("click", async () => {
        try {
          await run(kind);
        } catch (error) {
          this.tracer.notice(error.message);
        }
      });
      return element("li", {}, made, element("p", {}, words.say(`export.${kind}_for`)));
    };
    const files = FILES.map(([kind, type]) => row(kind, () => this.file(kind, type)));
    if (!this.tracer.hasKernel) for (const item of files) item.querySelector("button").setAttribute("aria-disabled", "true");
    return element(
      "div", { class: "tl-export" },
      element("h3", {}, words.say("export.picture")), element("p", {}, words.say("export.picture_for")),
      element("ul", {}, ...PICTURES.map((kind) => row(kind, () => this.picture(kind)))),
      element("h3", {}, words.say("export.trace")), this.tracer.hasKernel ? null : element("p", { class: "tl-export-off" }, words.say("export.no_kernel")),
      element("ul", {}, ...files),
    );
  }

  name(kind) {
    const { bundle, moment } = this.tracer;
    const plain = String(bundle.title).replace(/\.py$/, "").replace(/[^\p{L}\p{N}_-]+/gu, "-").slice(0, 60) || "trace";
    const place = PICTURES.includes(kind) && moment.record ? `-run-${moment.record.number}-step-${moment.stepNumber + 1}` : "";
    return `${plain}${place}.${kind}`;
  }

  async picture(kind) {
    const svg = svgOf(this.tracer);
    if (kind === "svg") save(new Blob([svg.text], { type: "image/svg+xml" }), this.name(kind));
    else if (kind === "png") save(await pngOf(svg), this.name(kind));
    else if (!this.tracer.hasKernel) printSvg(svg);
    else {
      try {
        const { buffers } = await this.tracer.ask("export", { kind, svg: svg.text });
        save(new Blob(buffers, { type: "application/pdf" }), this.name(kind));
      } catch (error) {
        // The kernel may lack the package that draws it; the browser's own printing makes a PDF too.
        this.tracer.notice(error.message);
        printSvg(svg);
      }
    }
  }

  async file(kind, type) {
    const { buffers } = await this.tracer.ask("export", { kind, language: this.tracer.words.language });
    save(new Blob(buffers, { type }), this.name(kind));
  }
}

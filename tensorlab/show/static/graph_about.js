/* A graph that nobody has run: the box one looks at says what it is. Left and Right go from box to box in the order of
   the program, Up and Down to an input or a consumer. */

import { element } from "./dom.js";
import { shapeText } from "./numbers.js";

export class GraphAbout {
  constructor(graph) {
    this.graph = graph;
    this.root = element("div", { class: "tl-about", role: "status", "aria-live": "polite", hidden: true });
    graph.pane.append(this.root);
    graph.tracer.root.addEventListener("keydown", (event) => this.key(event), true);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, dialog, [role=menu], .tl-minimap")) return;
    const next = this.next(event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.graph.reveal(next);
    this.graph.select(next);
    if (this.graph.pane.contains(document.activeElement)) this.graph.boxes[next].group.focus({ preventScroll: true });
  }

  next(key) {
    const { bundle, selected } = this.graph;
    const last = bundle.boxes.length - 1;
    if (last < 0) return null;
    const here = selected ?? -1;
    if (key === "ArrowRight") return Math.min(last, here + 1);
    if (key === "ArrowLeft") return Math.max(0, here - 1);
    if (key === "Home") return 0;
    if (key === "End") return last;
    const ways = { ArrowUp: ["to", "from"], ArrowDown: ["from", "to"] };
    if (!ways[key] || selected === undefined) return null;
    const found = bundle.edges.find((edge) => edge[ways[key][0]] === selected);
    return found ? found[ways[key][1]] : selected;
  }

  show(number) {
    const { bundle, words } = this.graph;
    const box = bundle.boxes[number];
    const node = bundle.nodes[box.node];
    const output = node.outputs[0];
    const place = node.source && bundle.sources[node.source[0]];
    const parts = [
      node.type && node.type !== node.name ? node.type : "",
      box.symbol || "",
      output ? `${output.dtype} ${shapeText(output.shape)}` : "",
      place ? words.say("graph.made_at", { place: `${place.name}:${node.source[1]}` }) : "",
    ].filter(Boolean);
    this.root.hidden = false;
    this.root.replaceChildren(
      element("h2", {}, node.name || box.title), parts.join(" · "),
      element("p", {}, node.summary || ""),
    );
  }
}

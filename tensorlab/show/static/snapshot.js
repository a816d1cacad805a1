/* The graph as it stands in the Tracer, as a picture that stands alone: what the style sheet says is written onto
   the elements, as attributes, so that any program draws it alike. */

import { drawn } from "./dom.js";

const WRITTEN = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "paint-order",
];
const DROPPED = ["class", "role", "tabindex", "aria-label", "aria-current", "aria-hidden", "data-style", "data-state", "data-kind", "data-idle", "style"];
const MARGIN = 24;
const SHARP = 2; // pixels of a PNG to one of the picture
const LARGEST = 16000; // pixels; wider canvases come out empty in some browsers

/* { text, width, height }: the whole graph at its own size, whatever part of it is seen. */
export function svgOf(tracer) {
  const { world } = tracer.graph;
  const [width, height] = tracer.graph.camera.size.map((length) => Math.ceil(length + 2 * MARGIN));
  const copy = world.cloneNode(true);
  settle(world, copy);
  copy.setAttribute("transform", `translate(${MARGIN} ${MARGIN})`);
  const ground = getComputedStyle(tracer.graph.pane).backgroundColor;
  const root = drawn(
    "svg", { width, height, viewBox: `0 0 ${width} ${height}`, fill: "none" },
    drawn("title", {}, String(tracer.bundle.title)), drawn("rect", { width, height, fill: ground }), copy,
  );
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

function settle(original, copy) {
  const style = getComputedStyle(original);
  if (style.display === "none" || style.visibility === "hidden") {
    copy.remove();
    return;
  }
  const children = [...original.children].map((child, index) => [child, copy.children[index]]);
  if (original.localName !== "title") {
    for (const name of WRITTEN) {
      const value = style.getPropertyValue(name);
      if (value) copy.setAttribute(name, value);
    }
    for (const name of DROPPED) copy.removeAttribute(name);
  }
  for (const [child, twin] of children) settle(child, twin);
}

export async function pngOf({ text, width, height }) {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(SHARP, LARGEST / width, LARGEST / height);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/* The browser's print dialog for the picture alone: "save as PDF" keeps its lines as lines. */
export function printSvg({ text }) {
  const frame = document.createElement("iframe");
  frame.setAttribute("aria-hidden", "true");
  frame.className = "tl-unseen";
  document.body.append(frame);
  const { contentDocument, contentWindow } = frame;
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  contentDocument.body.append(contentDocument.importNode(parsed.documentElement, true));
  contentWindow.addEventListener("afterprint", () => frame.remove());
  contentWindow.focus();
  contentWindow.print();
}

/* Hand a file to the reader. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

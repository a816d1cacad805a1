/* A small picture for every kind of layer: what it does, at a glance. `tensorlab/show/layers.py` says which scope holds
   which. All pictures fit into 40 by 34; lines are drawn in the colour of the text, what is made in that of values. */

import { drawn } from "./dom.js";

const dots = (places, radius = 2.2) => places.map(([x, y]) => `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`).join("");
const grid = (x, y, size, count) => Array.from({ length: count + 1 }, (_, line) => `M${x} ${y + (line * size) / count}h${size}M${x + (line * size) / count} ${y}v${size}`).join("");

const INPUTS = [6, 13.500, 21, 28.500].map((y) => [6, y]);
const OUTPUTS = [9.500, 17, 24.500].map((y) => [34, y]);

/* Per kind: thin lines, strong lines, and filled shapes. */
const SHAPES = {
  dense: {
    thin: INPUTS.flatMap(([x, y]) => OUTPUTS.map(([right, other]) => `M${x} ${y}L${right} ${other}`)).join(""),
    fill: dots([...INPUTS, ...OUTPUTS]),
  },
  convolution: { thin: grid(2, 5, 24, 6) + "M14 5L33 13M14 17L33 21", strong: "M2 5h12v12H2z", fill: "M33 13h6v8h-6z" },
  pooling: { thin: grid(2, 7, 20, 4) + "M12 7v20M2 17h20", strong: "M25 17h5M28 14.500l2.500 2.500-2.500 2.500", fill: "M32 11h3.500v3.500H32zM36 11h3.500v3.500H36zM32 15h3.500v3.500H32zM36 15h3.500v3.500H36z" },
  recurrent: { thin: "M2 21h9M29 21h9M35 18l3 3-3 3", strong: "M14 15h12v12H14zM26 15c6-11-18-11-12 0M11.500 11.500L14 15l3-3", fill: "" },
  lstm: { thin: "M5 5h30v24H5z", strong: "M1 11h38M36 8.500l2.500 2.500-2.500 2.500M12 23V11M20 23V11M30 23V11", fill: dots([[12, 23], [20, 23], [30, 23]], 3) },
  gru: { thin: "M5 5h30v24H5z", strong: "M1 11h38M36 8.500l2.500 2.500-2.500 2.500M14 23V11M26 23c0-6-2-8-6-12", fill: dots([[14, 23], [26, 23]], 3) },
  normalization: { thin: "M3 28h34M20 28V5", strong: "M4 27c10 0 9-18 16-18s6 18 16 18", fill: "" },
  dropout: { thin: "M16 5l6 6M22 5l-6 6M4 22l6 6M10 22l-6 6M28 14l6 6M34 14l-6 6", strong: "", fill: dots([[7, 8], [31, 8], [7, 17], [19, 17], [19, 26], [31, 26]], 2.6) },
};

export const PICTURE = { width: 40, height: 34 };

/* The picture of a kind of layer, to be put into the graph's drawing, or with `own` as a picture by itself. */
export function layerPicture(kind, x, y, scale = 1) {
  const shape = SHAPES[kind];
  if (!shape) return null;
  return drawn(
    "g", { class: "tl-layer-picture", "data-layer": kind, transform: `translate(${x} ${y}) scale(${scale})`, "aria-hidden": "true" },
    drawn("path", { class: "tl-layer-thin", d: shape.thin }),
    drawn("path", { class: "tl-layer-strong", d: shape.strong || "" }),
    drawn("path", { class: "tl-layer-fill", d: shape.fill }),
  );
}

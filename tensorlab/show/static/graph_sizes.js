/* How large a box is drawn; the same estimates as in `tensorlab/show/boxes.py`, for layouts made here. */

export const VALUE_PART = 50;
export const SLOT = 28;
export const SLANT = 10;
const FEED_HEIGHT = 48;
const LOW = 52;
const ADVANCES = {
  250: "'ijl!,.:;I|", 390: "\"()/[]\\frt{} ", 470: "-_1^`", 550: "*?JLksxz", 610: "27EFaceghnopquvy",
  650: "#$&+0345689<=>BPRSTZbd~", 700: "ADKVXY", 760: "CGHNU", 800: "OQ", 870: "%w", 930: "Mm", 1000: "@W",
};
const ADVANCE = new Map(Object.entries(ADVANCES).flatMap(([width, characters]) => Array.from(characters, (one) => [one, Number(width)])));
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

export function hasSlot(box) {
  return box.slot === undefined || box.slot === null ? !["feed", "queue", "file"].includes(box.style) : Boolean(box.slot);
}

export function estimatedWidth(text, size) {
  let total = 0;
  for (const character of text) total += ADVANCE.get(character) || (WIDE.test(character) ? 1000 : 640);
  return (total * size) / 1000;
}

const even = (length) => Math.ceil(length / 2) * 2;

/* `box` has title, symbol, label, style, slot, and shape: the text of its tensor's shape. */
export function boxSize(box, direction) {
  const slot = hasSlot(box);
  const slanted = box.style === "feed" && !slot;
  const inset = slanted ? 28 : 18;
  const title = estimatedWidth(box.title || "", 16) + (box.extra || 0);
  const shape = (box.shape || "").length * 0.602 * 13.5;
  if (direction === "TB") {
    const wanted = Math.max(98, title + inset, shape + inset + 32);
    return [even(Math.min(wanted, 170)) + (slot ? SLOT : 0), LOW];
  }
  const symbol = estimatedWidth(box.symbol || box.label || "", box.extra ? 13 : 15.5) + (box.extra || 0);
  const wanted = Math.max(102, title + inset, symbol + shape + (symbol && shape ? 10 : 0) + inset);
  return [even(Math.min(wanted, 192)), slot ? VALUE_PART + SLOT : slanted ? FEED_HEIGHT : VALUE_PART];
}

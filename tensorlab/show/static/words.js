/* Words: every text that is shown, in the reader's language. MESSAGES is the catalogue, the folder
   `tensorlab/messages/`, which is put before this script; `tensorlab/record/words.py` does the same in Python and
   says what a message is. Next: `value_text.js`. */

import { element } from "./dom.js";
import { figureText } from "./device_facts.js";
import { shapeText } from "./numbers.js";
import { briefValue, valueInWords } from "./value_text.js";

const HOLE = /\{(\w+)\}/;
export const LANGUAGES = ["en", "zh"];

/* "en", "zh", or anything else for: the page's own language, else the browser's. */
export function languageFor(wanted) {
  if (LANGUAGES.includes(wanted)) return wanted;
  const spoken = [document.documentElement.lang, navigator.language || ""];
  return spoken.some((code) => code.toLowerCase().startsWith("zh")) ? "zh" : "en";
}

export class Words {
  constructor(language) {
    this.language = languageFor(language);
    this.split = new Map();
  }

  /* A message of the catalogue as a string. */
  say(key, holes = {}) {
    return this.parts(key, holes).join("");
  }

  /* The same as a list of strings, and of whatever nodes were given for its holes. */
  parts(key, holes = {}) {
    return this.pieces({ say: key, with: holes }, (kind, content) => (kind === "v" ? "" : String(content)));
  }

  /* A text of the bundle, for the page: names bold, code and values set as code. */
  rich(text, moment) {
    return this.pieces(text, (kind, content) => this.richPart(kind, content, moment));
  }

  /* A text of the bundle, to be read out, or for a tip. */
  plainText(text, moment) {
    return this.pieces(text, (kind, content) => this.plainPart(kind, content, moment)).join("");
  }

  pieces(text, part) {
    if (text === null || text === undefined) return [];
    if (typeof text !== "object") return [String(text)];
    const holes = text.with || {};
    return this.template(text.say, holes.count).flatMap((piece, place) => {
      if (place % 2) return this.filled(holes[piece], part);
      return piece ? [piece] : [];
    });
  }

  /* A message cut at its holes: text, hole, text, hole ... */
  template(key, count) {
    const texts = MESSAGES[key];
    if (!texts) return [key]; // a bundle from a newer tensorlab may say more than this page knows
    const chosen = texts[this.language] ?? texts.en;
    const number = Array.isArray(count) ? count[1] : count;
    const template = typeof chosen === "string" ? chosen : chosen[Number(number) === 1 ? "one" : "other"];
    if (!this.split.has(template)) this.split.set(template, template.split(HOLE));
    return this.split.get(template);
  }

  filled(content, part) {
    if (content === null || content === undefined) return [];
    if (content instanceof Node) return [content];
    if (!Array.isArray(content)) return typeof content === "object" ? this.pieces(content, part) : [String(content)];
    const [kind, inner] = content;
    if (kind === "s") return this.pieces(inner, part);
    if (kind === "list") return this.listed(inner, part);
    return [part(kind, inner)];
  }

  /* x, y and z */
  listed(items, part) {
    const texts = items.map((item) => this.filled(item, part));
    if (texts.length < 2) return texts.flat();
    const [comma] = this.template("words.comma");
    const head = texts.slice(0, -1).flatMap((text, index) => (index ? [comma, ...text] : text));
    return this.template("words.and").flatMap((piece, place) => {
      if (place % 2) return piece === "first" ? head : texts[texts.length - 1];
      return piece ? [piece] : [];
    });
  }

  richPart(kind, content, moment) {
    if (kind === "b") return element("b", {}, String(content));
    if (kind === "failed") return element("strong", { class: "tl-failed-word" }, String(content));
    if (kind === "c") return element("code", {}, String(content));
    if (kind !== "v") return String(content);
    if (Array.isArray(content)) return figureText(content, moment, this);
    const array = moment && moment.arrays.get(moment.run, content);
    if (array) return element("code", { title: valueInWords(array, this) }, briefValue(array));
    const shape = shapeOf(content, moment);
    return shape ? element("code", {}, shape) : this.say("value.unknown");
  }

  plainPart(kind, content, moment) {
    if (kind !== "v") return String(content);
    if (Array.isArray(content)) return figureText(content, moment, this);
    const array = moment && moment.arrays.get(moment.run, content);
    return array ? valueInWords(array, this) : shapeOf(content, moment) || this.say("value.unknown");
  }
}

/* What can be said about a value that is not here: its shape, or nothing. */
function shapeOf(entry, moment) {
  const frame = moment && moment.arrays.frame(moment.run);
  const known = frame && entry !== null && frame.entries[entry];
  return known && known.encoding !== "none" ? shapeText(known.shape) : "";
}

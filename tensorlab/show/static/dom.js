/* Making elements. Every text goes in as text, never as markup, so a name can hold any character.
   Read `tracer.js` first; it is the entry. */

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/* An HTML element: `element("p", { class: "tl-why" }, "text", other)`. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/* An SVG element. */
export function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

/* A button with an icon, or a text, and a name that is read out and shown as a tip. */
export function button(attributes, label, ...children) {
  return element("button", { type: "button", "aria-label": label, title: label, ...attributes }, ...children);
}

/* Set an attribute only where it changes: writing the same value again costs a style calculation. */
export function setAttribute(target, name, value) {
  if (value === null) {
    if (target.hasAttribute(name)) target.removeAttribute(name);
  } else if (target.getAttribute(name) !== String(value)) target.setAttribute(name, value);
}

export function setText(target, text) {
  if (target.textContent === text) return;
  const { firstChild, lastChild } = target;
  if (firstChild && firstChild === lastChild && firstChild.nodeType === Node.TEXT_NODE) firstChild.data = text;
  else target.textContent = text;
}

/* Make these nodes the children of an element. Those that stand there already are not taken out and put in again. */
export function setChildren(target, children) {
  const kept = new Set(children);
  for (const child of [...target.childNodes]) if (!kept.has(child)) child.remove();
  let place = target.firstChild;
  for (const child of children) {
    if (child === place) place = place.nextSibling;
    else target.insertBefore(child, place);
  }
}

/* Make the children of an element look like these nodes and texts: what is alike stays, what differs is written.
   Only for parts without listeners of their own: those of a new node are lost where an old one stays. */
export function rewrite(target, children) {
  const old = [...target.childNodes];
  children.forEach((child, place) => {
    const wanted = typeof child === "string" ? document.createTextNode(child) : child;
    if (!old[place]) target.append(wanted);
    else if (!rewritten(old[place], wanted)) old[place].replaceWith(wanted);
  });
  for (const left of old.slice(children.length)) left.remove();
}

function rewritten(old, wanted) {
  if (old.nodeName !== wanted.nodeName || old.namespaceURI !== wanted.namespaceURI) return false;
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return true;
  }
  for (const name of old.getAttributeNames()) if (name !== "style" && !wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const name of wanted.getAttributeNames()) if (name !== "style") setAttribute(old, name, wanted.getAttribute(name));
  // A page's policy forbids style attributes, but not to write the same through the style itself.
  if (old.style.cssText !== wanted.style.cssText) old.style.cssText = wanted.style.cssText;
  rewrite(old, [...wanted.childNodes]);
  return true;
}

/* Tags and attributes of MathML that a formula may use. A bundle may come from anywhere, so its formulas are
   copied tag by tag, and whatever is not on this list is dropped. */
const MATH_TAGS = new Set(
  ("math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle merror mpadded mphantom msub msup msubsup " +
    "munder mover munderover mmultiscripts mtable mtr mtd mprescripts none").split(" "),
);
const MATH_ATTRIBUTES = new Set(
  ("display displaystyle mathvariant stretchy fence separator lspace rspace accent accentunder " +
    "columnalign linethickness minsize maxsize movablelimits symmetric form").split(" "),
);

const LENGTH = /^-?[\d.]+em$/;

function copiedFormula(source) {
  if (source.nodeType === Node.TEXT_NODE) return document.createTextNode(source.textContent);
  if (source.nodeType !== Node.ELEMENT_NODE || !MATH_TAGS.has(source.localName)) return null;
  const copy = document.createElementNS(MATHML, source.localName);
  for (const { name, value } of source.attributes) if (MATH_ATTRIBUTES.has(name)) copy.setAttribute(name, value);
  if (source.localName === "mspace" && LENGTH.test(source.getAttribute("width"))) copy.setAttribute("width", source.getAttribute("width"));
  for (const child of source.childNodes) {
    const inner = copiedFormula(child);
    if (inner && source.localName === "mrow" && runTogether(copy.lastElementChild, inner)) copy.append(thinSpace());
    if (inner) copy.append(inner);
  }
  return copy;
}

/* Whether two neighbours would be read as one word: "tanh" and "Add". */
function runTogether(before, after) {
  if (!before || !after.localName || [before, after].some((one) => ["mo", "mspace"].includes(one.localName))) return false;
  return isWord(before) || isWord(after);
}

function isWord(part) {
  if (["msub", "msup", "msubsup", "munder"].includes(part.localName)) return isWord(part.firstElementChild);
  return ["mi", "mtext"].includes(part.localName) && /^\S{2,}$/u.test(part.textContent);
}

function thinSpace() {
  const space = document.createElementNS(MATHML, "mspace");
  space.setAttribute("width", "0.2em");
  return space;
}

const formulas = new Map();

/* A formula from MathML text, or null where there is none or it cannot be read. */
export function formula(mathml) {
  if (!mathml) return null;
  if (!formulas.has(mathml)) {
    const parsed = new DOMParser().parseFromString(mathml, "application/xml");
    formulas.set(mathml, parsed.querySelector("parsererror") ? null : copiedFormula(parsed.documentElement));
  }
  const made = formulas.get(mathml);
  return made && made.cloneNode(true);
}

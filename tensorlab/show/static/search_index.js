/* What can be searched for, and how well it fits: every word of the query must be found somewhere. A name that begins
   with the word comes before one that holds it, and that before one in which its letters only follow each other. */

import { grouped } from "./numbers.js";

const SOURCE = 0.5; // what a word in the source line counts for
const NOT_OFFERED = new Set(["search", "menu", "leave"]);
const NUMBERED = /^(?:(run|r|运行|step|s|步骤?|第)\s*)?#?(\d[\d,]*)\s*(?:次运行|步)?$/i;

export class SearchIndex {
  constructor(tracer) {
    this.tracer = tracer;
    const { bundle, words } = tracer;
    const boxOf = new Map();
    bundle.boxes.forEach((box, index) => [box.node, ...(box.members || [])].forEach((node) => boxOf.has(node) || boxOf.set(node, index)));
    const lines = (bundle.sources || []).map((source) => source.text.split("\n"));
    this.nodes = bundle.nodes.map((node, index) => {
      const box = boxOf.has(index) ? boxOf.get(index) : null;
      const own = box !== null && bundle.boxes[box].node === index;
      const label = own ? bundle.boxes[box].label || "" : "";
      const line = node.source && lines[node.source[0]] ? (lines[node.source[0]][node.source[1] - 1] || "").trim() : "";
      const place = node.source ? words.say("search.line", { number: node.source[1] }) : "";
      const fields = [[node.name, 1], [label, 1], [node.type, 0.7], [node.scope || "", 0.4], [line, SOURCE]];
      return {
        kind: "node", node: index, box, title: node.name, tag: node.type, bonus: own ? 6 : 0,
        detail: [label && label !== node.name ? label : "", place && line ? `${place}: ${line}` : ""].filter(Boolean).join(" · "),
        fields: fields.filter(([text]) => text).map(([text, weight]) => [text.toLowerCase(), weight]),
      };
    });
  }

  /* All that fits, best first. Without a query: the nodes that have a box, in the order of the graph. */
  find(query) {
    const asked = query.trim().toLowerCase();
    if (!asked) return this.nodes.filter((node) => node.bonus);
    const tokens = asked.split(/\s+/);
    const found = [];
    for (const item of [...this.nodes, ...this.commands()]) {
      const { score, named } = scoreOf(item, tokens);
      if (score > 0) found.push({ ...item, score, named, spots: spotsIn(item.title, tokens) });
    }
    found.sort((one, other) => other.score - one.score);
    return [...this.numbered(asked), ...found];
  }

  /* "241", "run 241", "step 12" */
  numbered(asked) {
    const matched = NUMBERED.exec(asked);
    if (!matched) return [];
    const { bundle, moment, words } = this.tracer;
    const number = Number(matched[2].replaceAll(",", ""));
    const kind = matched[1] || "";
    const found = [];
    const run = bundle.runs.findIndex((one) => one.number === number);
    if (run >= 0 && !/^(s|步)/.test(kind)) found.push({ kind: "run", run, title: words.say("search.run", { number: grouped(number) }), detail: bundle.runs[run].title });
    const steps = moment.timeline ? moment.timeline.steps : [];
    if (number >= 1 && number <= steps.length && !/^(r|运)/.test(kind)) found.push({ kind: "step", step: number - 1, title: words.say("search.step", { number: grouped(number) }), detail: words.plainText(steps[number - 1].title) });
    return found;
  }

  commands() {
    const { commands, words } = this.tracer;
    return commands.all().filter(({ id }) => !NOT_OFFERED.has(id)).map((command) => {
      const title = commands.label(command.id);
      const [keys] = commands.keysOf(command.id);
      return { kind: "command", id: command.id, title, tag: keys ? keys.join(" + ") : "", detail: words.say(`menu.${command.group}`), bonus: 0, fields: [[title.toLowerCase(), 0.9], [command.id.toLowerCase(), 0.5]] };
    });
  }
}

/* How well an item fits, and whether it does by more than its source line, which many nodes share. */
function scoreOf(item, tokens) {
  let score = item.bonus;
  let named = false;
  for (const token of tokens) {
    let [own, line] = [0, 0];
    item.fields.forEach(([text, weight], index) => {
      const fits = weight * fit(text, token, index < 2);
      if (weight === SOURCE) line = Math.max(line, fits);
      else own = Math.max(own, fits);
    });
    if (!own && !line) return { score: 0, named };
    named ||= own > 0;
    score += Math.max(own, line) + Math.min(own, line) / 2;
  }
  return { score, named };
}

/* How well a word fits a text: 100 is the text itself. */
function fit(text, token, loosely) {
  const at = text.indexOf(token);
  if (at === 0) return text.length === token.length ? 100 : 80 - Math.min(20, text.length - token.length);
  if (at > 0) return (/[\s/_.:(]/.test(text[at - 1]) ? 55 : 35) - Math.min(15, (text.length - token.length) / 4);
  if (loosely && text.length > 3 && token.includes(text)) return (50 * text.length) / token.length; // reduce_mean, for Mean
  if (!loosely || token.length < 3 || text.length > 120) return 0;
  const [begin, end] = followed(text, token);
  return begin < 0 || end - begin > 3 * token.length ? 0 : 12 - Math.min(10, (end - begin) / 4);
}

/* The first place at which the letters of a word follow each other in a text, with others between them. */
function followed(text, token) {
  let begin = -1;
  let from = 0;
  for (const letter of token) {
    const at = text.indexOf(letter, from);
    if (at < 0) return [-1, -1];
    if (begin < 0) begin = at;
    from = at + 1;
  }
  return [begin, from];
}

/* Which parts of a title the words of the query are. */
function spotsIn(title, tokens) {
  const text = title.toLowerCase();
  const spots = tokens.map((token) => [text.indexOf(token), token.length]).filter(([at]) => at >= 0).map(([at, length]) => [at, at + length]);
  spots.sort((one, other) => one[0] - other[0]);
  return spots.filter(([begin], index) => index === 0 || begin >= spots[index - 1][1]);
}

/* A layout made here, where no stored one fits and no kernel answers in time: boxes in ranks, every open group
   laid out by itself inside its frame, the frames then like boxes. `tensorlab/show/layout.py` says what a layout
   is. Read `graph_sizes.js` for the boxes' sizes. */

import { hasSlot, SLANT, SLOT } from "./graph_sizes.js";

const GAPS = { LR: [35, 20], TB: [30, 18] }; // between ranks, within a rank
const MARGIN_OF_FRAME = 14;
const TITLE_OF_FRAME = 26;
const THIN = 4;
const SWEEPS = 10;
const SETTLING = 8;

/* `view` as from GraphFolding; `sizes` of its items; `described` the boxes or groups they stand for. */
export function layOutHere(view, sizes, described, direction) {
  const turned = direction === "TB";
  const flip = ([one, other]) => (turned ? [other, one] : [one, other]);
  const levels = [{ members: [], content: null }, ...view.frames.map(() => ({ members: [], content: null }))];
  const levelOfFrame = (frame) => (frame === null ? 0 : frame + 1);
  view.items.forEach((item, place) => levels[levelOfFrame(item.frame)].members.push({ item: place }));
  view.frames.forEach((frame, place) => levels[levelOfFrame(frame.inside)].members.push({ frame: place }));
  // The levels around an item, the innermost first, and who stands for it there.
  const chainOf = (place) => {
    const found = [];
    let member = `i${place}`;
    let { frame } = view.items[place];
    for (;;) {
      found.push([levelOfFrame(frame), member]);
      if (frame === null) return found;
      member = `f${frame}`;
      frame = view.frames[frame].inside;
    }
  };
  const legs = levels.map(() => []); // per level: pieces of edges, from a member or the rim to a member or the rim
  view.edges.forEach((edge, number) => {
    const [up, down] = [chainOf(edge.from), chainOf(edge.to)];
    const common = up.find(([level]) => down.some(([other]) => other === level))[0];
    const begin = up.find(([level]) => level === common);
    const end = down.find(([level]) => level === common);
    for (const [level, member] of up) {
      if (level === common) break;
      legs[level].push({ number, from: member, to: `>${edge.from}` });
    }
    legs[common].push({ number, from: begin[1], to: end[1], source: edge.from, target: edge.to });
    for (const [level, member] of down) {
      if (level === common) break;
      legs[level].push({ number, from: `<${edge.to}`, to: member });
    }
  });
  const heightInLR = (place) => (turned ? sizes[place][1] : Math.max(sizes[place][1], 50));
  // From the innermost frames outwards: frames are numbered with the outer ones first.
  for (let level = levels.length - 1; level >= 0; level--) {
    const nodes = new Map();
    for (const member of levels[level].members) {
      if (member.item !== undefined) {
        const [along, across] = flip(turned ? sizes[member.item] : [sizes[member.item][0], heightInLR(member.item)]);
        const dock = dockOf(described[member.item], sizes[member.item], direction);
        nodes.set(`i${member.item}`, { along, across, enters: () => dock, leaves: () => dock });
      } else {
        const { content } = levels[member.frame + 1];
        nodes.set(`f${member.frame}`, { along: content.along, across: content.across, enters: (item) => content.enters.get(item), leaves: (item) => content.leaves.get(item) });
      }
    }
    for (const { from, to } of legs[level]) {
      for (const [name, rim] of [[from, "<"], [to, ">"]]) {
        if (name[0] === rim && !nodes.has(name)) nodes.set(name, { along: 0, across: THIN, rim, enters: () => THIN / 2, leaves: () => THIN / 2 });
      }
    }
    levels[level].content = inRanks(nodes, legs[level], view, GAPS[direction]);
    frameAround(levels[level].content, level > 0, turned);
  }
  return placed(view, levels, sizes, described, direction, legs);
}

/* Where edges dock, across the direction of travel, from the box's corner. */
function dockOf(box, size, direction) {
  return direction === "TB" ? (size[0] - (hasSlot(box) ? SLOT : 0)) / 2 : 24;
}

function frameAround(content, framed, turned) {
  const before = framed ? (turned ? TITLE_OF_FRAME : MARGIN_OF_FRAME) : 0;
  const above = framed ? (turned ? MARGIN_OF_FRAME : TITLE_OF_FRAME) : 0;
  const after = framed ? MARGIN_OF_FRAME : 0;
  content.shift = [before, above];
  content.along += before + after;
  content.across += above + after;
  for (const doors of [content.enters, content.leaves]) for (const [item, at] of doors) doors.set(item, at + above);
}

/* One level: ranks by longest paths, thin places where an edge passes a rank, an order with few crossings, and
   positions that keep edges straight. */
function inRanks(nodes, legs, view, [rankGap, gap]) {
  const names = [...nodes.keys()];
  const index = new Map(names.map((name, place) => [name, place]));
  const kinds = names.map((name) => nodes.get(name));
  const links = legs.map((leg) => {
    const [from, to] = [index.get(leg.from), index.get(leg.to)];
    const edge = view.edges[leg.number];
    return { from, to, leaves: kinds[from].leaves(edge.from), enters: kinds[to].enters(edge.to), number: leg.number };
  }).filter(({ from, to }) => from !== to);
  const ranks = ranksOf(kinds, links);
  const places = kinds.map((kind, node) => ({ rank: ranks[node], across: kind.across, node, before: [], after: [] }));
  for (const link of links) {
    link.chain = [link.from];
    for (let rank = ranks[link.from] + 1; rank < ranks[link.to]; rank++) {
      link.chain.push(places.length);
      places.push({ rank, across: THIN, node: -1, before: [], after: [] });
    }
    link.chain.push(link.to);
    for (let step = 1; step < link.chain.length; step++) {
      const [one, other] = [link.chain[step - 1], link.chain[step]];
      const leaves = step === 1 ? link.leaves : THIN / 2;
      const enters = step === link.chain.length - 1 ? link.enters : THIN / 2;
      places[one].after.push([other, leaves, enters]);
      places[other].before.push([one, enters, leaves]);
    }
  }
  const rows = [];
  places.forEach((place, number) => (rows[place.rank] ||= []).push(number));
  for (let rank = 0; rank < rows.length; rank++) rows[rank] ||= [];
  const at = settle(rows, places, gap);
  const columns = [];
  let along = 0;
  for (const row of rows) {
    const depth = Math.max(0, ...row.map((place) => (places[place].node >= 0 ? kinds[places[place].node].along : 0)));
    columns.push([along, along + depth]);
    along += depth + rankGap;
  }
  const top = Math.min(0, ...places.map((_, place) => at[place])) || 0;
  const low = places.length ? Math.min(...places.map((_, place) => at[place])) : top;
  const content = {
    along: Math.max(0, along - rankGap),
    across: places.length ? Math.max(...places.map((place, number) => at[number] + place.across)) - low : 0,
    at: new Map(), paths: new Map(), enters: new Map(), leaves: new Map(),
  };
  names.forEach((name, node) => {
    const [left, right] = columns[ranks[node]];
    content.at.set(name, [(left + right - kinds[node].along) / 2, at[node] - low]);
    if (name[0] === ">") content.leaves.set(Number(name.slice(1)), at[node] - low + THIN / 2);
    if (name[0] === "<") content.enters.set(Number(name.slice(1)), at[node] - low + THIN / 2);
  });
  for (const link of links) {
    content.paths.set(link.number, link.chain.slice(1, -1).flatMap((place) => columns[places[place].rank].map((side) => [side, at[place] - low + THIN / 2])));
  }
  return content;
}

/* The longest path from a source; edges that close a circle are passed over; what leads out of a frame stands
   last, what leads in first. */
function ranksOf(kinds, links) {
  const after = kinds.map(() => []);
  for (const link of links) after[link.from].push(link);
  const state = new Uint8Array(kinds.length);
  const finished = [];
  for (let root = 0; root < kinds.length; root++) {
    if (state[root]) continue;
    const path = [[root, 0]];
    state[root] = 1;
    while (path.length) {
      const top = path[path.length - 1];
      const link = after[top[0]][top[1]++];
      if (!link) {
        state[top[0]] = 2;
        finished.push(top[0]);
        path.pop();
      } else if (state[link.to] === 1) link.closes = true;
      else if (state[link.to] === 0) {
        state[link.to] = 1;
        path.push([link.to, 0]);
      }
    }
  }
  const ranks = new Int32Array(kinds.length);
  const isFed = new Uint8Array(kinds.length);
  for (const node of finished.reverse()) {
    for (const link of after[node]) {
      if (link.closes) continue;
      ranks[link.to] = Math.max(ranks[link.to], ranks[node] + 1);
      isFed[link.to] = 1;
    }
  }
  // A variable or a feed stands just before the first box that uses it.
  kinds.forEach((kind, node) => {
    const next = after[node].filter((link) => !link.closes).map((link) => ranks[link.to]);
    if (!isFed[node] && next.length && kind.rim !== "<") ranks[node] = Math.max(0, Math.min(...next) - 1);
  });
  const last = Math.max(0, ...ranks);
  kinds.forEach((kind, node) => {
    if (kind.rim === ">") ranks[node] = last;
    if (kind.rim === "<") ranks[node] = 0;
  });
  return ranks;
}

/* The order within each rank, by the mean of the neighbours; then positions near the neighbours' own. */
function settle(rows, places, gap) {
  const at = new Float64Array(places.length);
  const stack = (row) => {
    let offset = 0;
    for (const place of row) {
      at[place] = offset;
      offset += places[place].across + gap;
    }
    for (const place of row) at[place] -= (offset - gap) / 2;
  };
  const wish = (place, side) => {
    const near = places[place][side];
    if (!near.length) return at[place];
    return near.reduce((sum, [other, mine, its]) => sum + at[other] + its - mine, 0) / near.length;
  };
  rows.forEach(stack);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const side = sweep % 2 ? "after" : "before";
    for (const row of sweep % 2 ? [...rows].reverse() : rows) {
      const wishes = new Map(row.map((place) => [place, wish(place, side)]));
      row.sort((one, other) => wishes.get(one) - wishes.get(other) || one - other);
      spread(row, wishes, places, at, gap);
    }
  }
  for (let sweep = 0; sweep < SETTLING; sweep++) {
    for (const row of sweep % 2 ? [...rows].reverse() : rows) {
      const wishes = new Map(row.map((place) => {
        const [before, after] = [places[place].before.length, places[place].after.length];
        const both = before && after ? (wish(place, "before") + wish(place, "after")) / 2 : wish(place, before ? "before" : "after");
        return [place, both];
      }));
      spread(row, wishes, places, at, gap);
    }
  }
  return at;
}

/* Each place of a row as near to its wish as the others let it: neighbours that push each other move together. */
function spread(row, wishes, places, at, gap) {
  const blocks = [];
  let offset = 0;
  for (const place of row) {
    // A thin place resists more: a long edge should not bend.
    const weight = places[place].node < 0 ? 3 : 1;
    blocks.push({ mean: wishes.get(place) - offset, weight, members: [[place, offset]] });
    offset += places[place].across + gap;
    while (blocks.length > 1 && blocks[blocks.length - 2].mean > blocks[blocks.length - 1].mean) {
      const [above, below] = blocks.splice(-2);
      const both = above.weight + below.weight;
      blocks.push({ mean: (above.mean * above.weight + below.mean * below.weight) / both, weight: both, members: [...above.members, ...below.members] });
    }
  }
  for (const { mean, members } of blocks) for (const [place, shift] of members) at[place] = mean + shift;
}

/* Everything on one canvas: rectangles of items and frames, and curves through the stations of their levels. */
function placed(view, levels, sizes, described, direction, legs) {
  const turned = direction === "TB";
  const corner = levels.map(() => null);
  const point = (along, across) => (turned ? [across, along] : [along, across]);
  const boxes = view.items.map(() => null);
  const frames = view.frames.map(() => null);
  corner[0] = [0, 0];
  levels.forEach((level, number) => {
    const [left, top] = [corner[number][0] + level.content.shift[0], corner[number][1] + level.content.shift[1]];
    level.origin = [left, top];
    for (const { item, frame } of level.members) {
      const [along, across] = level.content.at.get(item !== undefined ? `i${item}` : `f${frame}`);
      const place = [left + along, top + across];
      if (item !== undefined) boxes[item] = [...point(...place), ...sizes[item]];
      else {
        const { content } = levels[frame + 1];
        frames[frame] = [...point(...place), ...point(content.along, content.across)];
        corner[frame + 1] = place;
      }
    }
  });
  const offsets = arrivals(view, boxes, turned ? 0 : 1);
  const stations = view.edges.map(() => []);
  // Legs were noted from the source outwards, then the common level, then inwards to the target.
  const ordered = view.edges.map(() => []);
  legs.forEach((list, level) => {
    for (const leg of list) ordered[leg.number].push({ ...leg, level });
  });
  view.edges.forEach((edge, number) => {
    const [from, to] = [boxes[edge.from], boxes[edge.to]];
    const [begin, end] = docksOf(described[edge.from], from, described[edge.to], to, direction, offsets[number]);
    const rank = (leg) => (leg.source !== undefined ? 0 : leg.to[0] === ">" ? -1 : 1);
    const pieces = ordered[number].sort((one, other) => rank(one) - rank(other) || (rank(one) < 0 ? other.level - one.level : one.level - other.level));
    const through = [];
    for (const { level, to: target, from: source } of pieces) {
      const { origin, content } = levels[level];
      const far = origin[0] + content.along - content.shift[0] - (level ? 0 : 0);
      if (source[0] === "<") through.push([origin[0] - content.shift[0], origin[1] + content.enters.get(edge.to) - content.shift[1]]);
      for (const [along, across] of content.paths.get(number) || []) through.push([origin[0] + along, origin[1] + across]);
      if (target[0] === ">") through.push([far, origin[1] + content.leaves.get(edge.from) - content.shift[1]]);
    }
    stations[number] = [begin, ...through.filter(([along]) => along > begin[0] + 1 && along < end[0] - 1), end];
  });
  const curves = stations.map((list) => smooth(list).map(([along, across]) => point(along, across).map((length) => Math.round(length * 10) / 10)));
  const low = [0, 1].map((axis) => Math.min(0, ...curves.flat().map((one) => one[axis])));
  const high = [0, 1].map((axis) => Math.max(...curves.flat().map((one) => one[axis]), ...[...boxes, ...frames].map((box) => box[axis] + box[axis + 2]), 1));
  const moved = (box) => [box[0] - low[0], box[1] - low[1], box[2], box[3]].map((length) => Math.round(length * 10) / 10);
  return {
    width: high[0] - low[0], height: high[1] - low[1], engine: "page", open: view.open,
    boxes: boxes.map(moved), frames: frames.map(moved),
    edges: curves.map((curve) => curve.map(([x, y]) => [x - low[0], y - low[1]])),
  };
}

/* How far from the middle of the dock each edge arrives, so that a box's inputs stay apart. */
function arrivals(view, boxes, axis) {
  const offsets = view.edges.map(() => 0);
  const arriving = new Map();
  view.edges.forEach((edge, number) => arriving.set(edge.to, [...(arriving.get(edge.to) || []), number]));
  for (const group of arriving.values()) {
    if (group.length < 2) continue;
    const from = (number) => boxes[view.edges[number].from][axis];
    group.sort((one, other) => from(one) - from(other) || view.edges[one].port - view.edges[other].port || one - other);
    const gap = Math.min(14, 28 / (group.length - 1));
    group.forEach((number, place) => { offsets[number] = (place - (group.length - 1) / 2) * gap; });
  }
  return offsets;
}

/* In [along, across]. */
function docksOf(source, from, target, to, direction, offset) {
  const half = (box) => (box.style === "feed" && !hasSlot(box) ? SLANT / 2 : 0);
  if (direction === "TB") {
    const middle = (box, [x, , width]) => x + (width - (hasSlot(box) ? SLOT : 0)) / 2;
    return [[from[1] + from[3], middle(source, from) - half(source)], [to[1], middle(target, to) + half(target) + offset]];
  }
  return [[from[0] + from[2] - half(source), from[1] + 24], [to[0] + half(target), to[1] + 24 + offset]];
}

function smooth(stations) {
  const curve = [stations[0]];
  for (let place = 1; place < stations.length; place++) {
    const [[x0, y0], [x1, y1]] = [stations[place - 1], stations[place]];
    const reach = x1 > x0 ? (x1 - x0) / 2 : 60;
    curve.push([x0 + reach, y0], [x1 - reach, y1], [x1, y1]);
  }
  return curve;
}

/* A layout of whatever is seen: boxes in ranks, every open group laid out by itself inside its frame, the frames then
   like boxes. So opening a scope moves nothing inside the others. A graph without groups comes with a layout by
   Graphviz (`tensorlab/show/layout.py`, which says what a layout is). Next: `graph_ranks.js`, for one level. */

import { inRanks, ranksOf, THIN } from "./graph_ranks.js";
import { hasSlot, SLANT, SLOT } from "./graph_sizes.js";

const GAPS = { LR: [35, 20], TB: [30, 18] }; // between ranks, within a rank
const ASPECT = { LR: 3.2, TB: 2.2 }; // how long a long graph should be, compared with its other side
const MARGIN_OF_FRAME = 14;
const TITLE_OF_FRAME = 32;
const STEP = 1 / 75; // milliseconds for one box, or one place of an edge between ranks (measured)

/* About how many milliseconds a layout would take, known before it is made. */
export function layoutCost({ items, edges }) {
  const links = edges.map(({ from, to }) => ({ from, to }));
  const ranks = ranksOf(items.map(() => ({})), links);
  return STEP * (items.length + edges.reduce((sum, { from, to }) => sum + Math.max(1, Math.abs(ranks[to] - ranks[from])), 0));
}

/* `view` as from GraphFolding; `sizes` of its items; `described` the boxes or groups they stand for; without `lanes`
   long edges run straight. */
export function layOutHere(view, sizes, described, direction, lanes = true) {
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
        const { beside } = described[member.item];
        nodes.set(`i${member.item}`, { along, across, beside: beside === undefined ? null : `i${view.shownAs[beside]}`, enters: () => dock, leaves: () => dock });
      } else {
        const { content } = levels[member.frame + 1];
        nodes.set(`f${member.frame}`, { framed: true, along: content.along, across: content.across, enters: (item) => content.enters.get(item), leaves: (item) => content.leaves.get(item) });
      }
    }
    for (const { from, to } of legs[level]) {
      for (const [name, rim] of [[from, "<"], [to, ">"]]) {
        if (name[0] === rim && !nodes.has(name)) nodes.set(name, { along: 0, across: THIN, rim, enters: () => THIN / 2, leaves: () => THIN / 2 });
      }
    }
    levels[level].content = inRanks(nodes, legs[level], view.edges, GAPS[direction], ASPECT[direction], lanes);
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
  // Legs were noted from the source outwards, then the common level, then inwards to the target.
  const ordered = view.edges.map(() => []);
  legs.forEach((list, level) => {
    for (const leg of list) ordered[leg.number].push({ ...leg, level });
  });
  const between = view.edges.map((edge, number) => {
    const rank = (leg) => (leg.source !== undefined ? 0 : leg.to[0] === ">" ? -1 : 1);
    const pieces = ordered[number].sort((one, other) => rank(one) - rank(other) || (rank(one) < 0 ? other.level - one.level : one.level - other.level));
    const through = [];
    for (const { level, to: target, from: source } of pieces) {
      const { origin, content } = levels[level];
      const rim = [origin[0] - content.shift[0], origin[1] - content.shift[1]];
      if (source[0] === "<") through.push([rim[0], rim[1] + content.enters.get(edge.to)]);
      const moved = ([along, across]) => [origin[0] + along, origin[1] + across];
      for (const station of content.paths.get(number) || []) through.push(station.turn ? { turn: station.turn.map(moved) } : moved(station));
      if (target[0] === ">") through.push([rim[0] + content.along, rim[1] + content.leaves.get(edge.from)]);
    }
    return through;
  });
  const lastAcross = (through) => (through.length ? (through[through.length - 1].turn || [through[through.length - 1]]).slice(-1)[0][1] : null);
  const offsets = arrivals(view, boxes, turned ? 0 : 1, between.map(lastAcross));
  const stations = view.edges.map((edge, number) => {
    const [from, to] = [boxes[edge.from], boxes[edge.to]];
    const [begin, end] = docksOf(described[edge.from], from, described[edge.to], to, direction, offsets[number]);
    const turns = between[number].some((station) => station.turn);
    if (!between[number].length && end[0] <= begin[0]) return around(begin, end, boxes, turned);
    return [begin, ...between[number].filter((station) => turns || (station[0] > begin[0] + 1 && station[0] < end[0] - 1)), end];
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

/* How far from the middle of the dock each edge arrives, so that a box's inputs stay apart; `last`: where each was
   before that, or null for where it began. */
function arrivals(view, boxes, axis, last) {
  const offsets = view.edges.map(() => 0);
  const arriving = new Map();
  view.edges.forEach((edge, number) => arriving.set(edge.to, [...(arriving.get(edge.to) || []), number]));
  for (const group of arriving.values()) {
    if (group.length < 2) continue;
    const from = (number) => last[number] ?? boxes[view.edges[number].from][axis] + 24;
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

/* A way back, below whatever stands between. */
function around(begin, end, boxes, turned) {
  const [near, far] = [end[0] - 18, begin[0] + 18];
  let low = Math.max(begin[1], end[1]) + 30;
  for (const [x, y, width, height] of boxes) {
    const [along, across, long, wide] = turned ? [y, x, height, width] : [x, y, width, height];
    if (along < far && along + long > near && across < low + 40) low = Math.max(low, across + wide + 14);
  }
  const via = (from, to) => [from, [from[0] + (to[0] - from[0]) / 3, from[1]], [to[0], to[1]], to].slice(1);
  return [begin, { turn: [begin, ...via(begin, [far, begin[1] + 12]), ...via([far, begin[1] + 12], [far, low]), ...via([far, low], [near, low]), ...via([near, low], [near, end[1] - 0]), ...via([near, end[1]], end)] }, end];
}

/* Level at every station; a turn comes with its own curve. */
function smooth(stations) {
  const curve = [stations[0]];
  for (const station of stations.slice(1)) {
    const points = station.turn || [station];
    const [[x0, y0], [x1, y1]] = [curve[curve.length - 1], points[0]];
    const reach = x1 > x0 ? (x1 - x0) / 2 : Math.abs(x1 - x0) < 1 ? 0 : 60;
    curve.push([x0 + reach, y0], [x1 - reach, y1], ...points);
  }
  return curve;
}

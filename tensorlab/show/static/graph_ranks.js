/* One level of the graph, laid out in ranks: by longest paths, with thin places where an edge passes a rank, in an
   order with few crossings, at positions that keep edges straight. `nodes`: name -> { along, across, enters(item),
   leaves(item), rim }; a name that begins with < or > stands on the rim of the frame. Read `graph_layout.js` first. */

export const THIN = 4;
const SWEEPS = 10;
const SETTLING = 8;
const SHORTEST = 2600; // a chain of ranks that is no longer than this is not broken
const MOST_TURNS = 8; // edges that may go around from one line to the next
const LINE_GAP = 34;
const LANE_WIDTH = 7;
const ROUND = 8;
const LEVEL = 0.3; // how much frames are drawn to the middle: a chain of them should not climb

export function inRanks(nodes, legs, edges, [rankGap, gap], aspect, routed) {
  const names = [...nodes.keys()];
  const index = new Map(names.map((name, place) => [name, place]));
  const kinds = names.map((name) => nodes.get(name));
  const links = legs.map((leg) => {
    const [from, to] = [index.get(leg.from), index.get(leg.to)];
    const edge = edges[leg.number];
    // A write has no say in where its boxes stand: it mostly leads back.
    return { from, to, leaves: kinds[from].leaves(edge.from), enters: kinds[to].enters(edge.to), number: leg.number, aside: edge.kind === "write" };
  }).filter(({ from, to }) => from !== to);
  const ranks = ranksOf(kinds, links);
  standBeside(kinds, index, links, ranks);
  const places = kinds.map((kind, node) => ({ rank: ranks[node], across: kind.across, node, framed: kind.framed, before: [], after: [] }));
  for (const link of links) {
    link.chain = [link.from];
    for (let rank = ranks[link.from] + 1; routed && rank < ranks[link.to]; rank++) {
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
  const depths = rows.map((row) => Math.max(0, ...row.map((place) => (places[place].node >= 0 ? kinds[places[place].node].along : 0))));
  const lines = broken(rows, depths, places, at, rankGap, routed ? aspect : 0);
  const content = {
    along: Math.max(...lines.map(({ length }) => length)) + 2 * lines[0].gutter,
    across: lines[lines.length - 1].top + lines[lines.length - 1].height,
    at: new Map(), paths: new Map(), enters: new Map(), leaves: new Map(),
  };
  const lineOf = [];
  for (const line of lines) for (let rank = line.from; rank < line.to; rank++) lineOf[rank] = line;
  const across = (place) => at[place] - lineOf[places[place].rank].low + lineOf[places[place].rank].top;
  names.forEach((name, node) => {
    const [left, right] = lineOf[ranks[node]].columns[ranks[node] - lineOf[ranks[node]].from];
    content.at.set(name, [(left + right - kinds[node].along) / 2, across(node)]);
    if (name[0] === ">") content.leaves.set(Number(name.slice(1)), across(node) + THIN / 2);
    if (name[0] === "<") content.enters.set(Number(name.slice(1)), across(node) + THIN / 2);
  });
  const lanes = lanesOf(links, places, lineOf, across);
  for (const link of links) content.paths.set(link.number, stationsOf(link, places, lineOf, across, lanes));
  return content;
}

/* A moving average stands in the rank of its variable, unless what reads it comes before. */
function standBeside(kinds, index, links, ranks) {
  kinds.forEach(({ beside }, node) => {
    if (!index.has(beside)) return;
    const rank = ranks[index.get(beside)];
    if (links.every((link) => link.from !== node || link.aside || ranks[link.to] > rank)) ranks[node] = rank;
  });
}

/* Which edges turn from one line to the next, in which lane: the topmost goes around outside the others. */
function lanesOf(links, places, lineOf, across) {
  const turning = new Map();
  for (const link of links) {
    for (let step = 1; step < link.chain.length; step++) {
      const line = lineOf[places[link.chain[step - 1]].rank];
      if (lineOf[places[link.chain[step]].rank] === line) continue;
      if (!turning.has(line)) turning.set(line, []);
      turning.get(line).push({ link, from: across(link.chain[step - 1]) + (step === 1 ? link.leaves : THIN / 2) });
    }
  }
  const lanes = new Map();
  for (const [line, found] of turning) {
    found.sort((one, other) => other.from - one.from);
    found.forEach(({ link }, lane) => lanes.set(`${link.number} ${line.from}`, { lane, all: found.length }));
  }
  return lanes;
}

/* Where an edge passes between its two ends: both sides of each rank, and turns from the end of a line to the
   beginning of the next. */
function stationsOf({ chain, leaves, enters, number }, places, lineOf, across, lanes) {
  const found = [];
  for (let step = 1; step < chain.length; step++) {
    const [above, line] = [lineOf[places[chain[step - 1]].rank], lineOf[places[chain[step]].rank]];
    const isLast = step === chain.length - 1;
    if (above !== line) {
      const from = across(chain[step - 1]) + (step === 1 ? leaves : THIN / 2);
      const to = across(chain[step]) + (isLast ? enters : THIN / 2);
      found.push({ turn: turn(above, line, from, to, lanes.get(`${number} ${above.from}`)) });
    }
    if (isLast) break;
    for (const side of line.columns[places[chain[step]].rank - line.from]) found.push([side, across(chain[step]) + THIN / 2]);
  }
  return found;
}

/* Once around: out of a line at its right end, back below it, into the next one at its left end. */
function turn(above, below, from, to, { lane, all }) {
  const [right, left] = [above.gutter + above.length, above.gutter];
  const [out, back] = [right + 10 + LANE_WIDTH * lane, left - 10 - LANE_WIDTH * (all - 1 - lane)];
  const middle = above.top + above.height + LINE_GAP / 2 + LANE_WIDTH * lane;
  const corners = [[right, from], [out, from], [out, middle], [back, middle], [back, to], [left, to]];
  const curve = [corners[0]];
  for (let corner = 1; corner < corners.length - 1; corner++) {
    const [before, here, after] = corners.slice(corner - 1, corner + 2);
    const toward = (other) => {
      const far = Math.hypot(other[0] - here[0], other[1] - here[1]) || 1;
      const reach = Math.min(ROUND, far / 2) / far;
      return [here[0] + (other[0] - here[0]) * reach, here[1] + (other[1] - here[1]) * reach];
    };
    const [begin, end] = [toward(before), toward(after)];
    curve.push(curve[curve.length - 1], begin, begin, here, here, end);
  }
  const last = corners[corners.length - 1];
  curve.push(curve[curve.length - 1], last, last);
  return curve;
}

/* Ranks in lines, as text is: a long chain of ranks is broken where few edges cross, so that the whole is about
   `aspect` times as long as it is wide. Returns { from, to, columns, length, low, height, top, gutter }. */
function broken(rows, depths, places, at, rankGap, aspect) {
  const reach = (from, to) => {
    let [low, high] = [Infinity, -Infinity];
    for (let rank = from; rank < to; rank++) {
      for (const place of rows[rank]) {
        low = Math.min(low, at[place]);
        high = Math.max(high, at[place] + places[place].across);
      }
    }
    return low > high ? [0, 0] : [low, high];
  };
  const total = depths.reduce((sum, depth) => sum + depth + rankGap, -rankGap);
  const heights = rows.map((_, rank) => reach(rank, rank + 1)).map(([low, high]) => high - low);
  const tall = Math.max(...heights) + LINE_GAP;
  const count = aspect && total > SHORTEST ? Math.floor(Math.sqrt(total / (aspect * tall))) : 1;
  const crossing = rows.map((row) => row.reduce((sum, place) => sum + places[place].after.length, 0));
  const cuts = [];
  let along = 0;
  let best = null;
  for (let rank = 0; rank < rows.length - 1; rank++) {
    along += depths[rank] + rankGap;
    const wish = ((cuts.length + 1) * total) / count;
    if (count < 2 || cuts.length === count - 1) break;
    const off = Math.abs(along - wish) / (total / count);
    const price = crossing[rank] + 8 * off;
    if (off < 0.25 && crossing[rank] <= MOST_TURNS && (!best || price < best.price)) best = { rank: rank + 1, price };
    if (along > wish + 0.25 * (total / count)) {
      if (best) cuts.push(best);
      else if (crossing[rank] <= MOST_TURNS) cuts.push({ rank: rank + 1 });
      best = null;
    }
  }
  if (best) cuts.push(best);
  const ends = [...cuts.map(({ rank }) => rank), rows.length];
  const most = Math.max(0, ...cuts.map(({ rank }) => crossing[rank - 1]));
  const gutter = cuts.length ? 14 + LANE_WIDTH * most : 0;
  let [from, top] = [0, 0];
  return ends.map((to) => {
    const line = { from, to, columns: [], gutter };
    let offset = gutter;
    for (let rank = from; rank < to; rank++) {
      line.columns.push([offset, offset + depths[rank]]);
      offset += depths[rank] + rankGap;
    }
    line.length = Math.max(0, offset - rankGap - gutter);
    const [first, last] = reach(from, to);
    [line.low, line.height, line.top] = [first, last - first, top];
    top += line.height + LINE_GAP + LANE_WIDTH * crossing[to - 1];
    from = to;
    return line;
  });
}

/* The longest path from a source; edges that close a circle are passed over; what leads out of a frame stands
   last, what leads in first. */
export function ranksOf(kinds, links) {
  const after = kinds.map(() => []);
  for (const link of links) if (!link.aside) after[link.from].push(link);
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
  const framed = places.some((place) => place.framed);
  for (let sweep = 0; sweep < SETTLING; sweep++) {
    for (const row of sweep % 2 ? [...rows].reverse() : rows) {
      const wishes = new Map(row.map((place) => {
        const [before, after] = [places[place].before.length, places[place].after.length];
        const both = before && after ? (wish(place, "before") + wish(place, "after")) / 2 : wish(place, before ? "before" : "after");
        const pull = !framed ? 0 : places[place].framed ? LEVEL : LEVEL / 4;
        return [place, both * (1 - pull) - pull * places[place].across / 2];
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

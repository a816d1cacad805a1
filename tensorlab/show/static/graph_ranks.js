/* One level of the graph, laid out in ranks: by longest paths, with thin places where an edge passes a rank, in an
   order with few crossings, at positions that keep edges straight. `nodes`: name -> { along, across, enters(item),
   leaves(item), rim }; a name that begins with < or > stands on the rim of the frame. Read `graph_layout.js` first. */

export const THIN = 4;
const SWEEPS = 10;
const SETTLING = 8;
const LEVEL = 0.3; // how much frames are drawn to the middle: a chain of them should not climb

export function inRanks(nodes, legs, edges, [rankGap, gap], lanes) {
  const names = [...nodes.keys()];
  const index = new Map(names.map((name, place) => [name, place]));
  const kinds = names.map((name) => nodes.get(name));
  const links = legs.map((leg) => {
    const [from, to] = [index.get(leg.from), index.get(leg.to)];
    const edge = edges[leg.number];
    return { from, to, leaves: kinds[from].leaves(edge.from), enters: kinds[to].enters(edge.to), number: leg.number };
  }).filter(({ from, to }) => from !== to);
  const ranks = ranksOf(kinds, links);
  const places = kinds.map((kind, node) => ({ rank: ranks[node], across: kind.across, node, framed: kind.framed, before: [], after: [] }));
  for (const link of links) {
    link.chain = [link.from];
    for (let rank = ranks[link.from] + 1; lanes && rank < ranks[link.to]; rank++) {
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
  let [low, high] = [Infinity, -Infinity];
  places.forEach((place, number) => {
    low = Math.min(low, at[number]);
    high = Math.max(high, at[number] + place.across);
  });
  if (!places.length) low = high = 0;
  const content = {
    along: Math.max(0, along - rankGap),
    across: high - low,
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
export function ranksOf(kinds, links) {
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
        return [place, places[place].framed ? both * (1 - LEVEL) - LEVEL * places[place].across / 2 : both];
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

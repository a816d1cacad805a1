/* What is seen of the graph while some of its groups are open: scopes, and in a large graph series and runs of
   boxes. `tensorlab/show/views.py` lists boxes and edges in the same order, so a layout holds places only.
   Read `graph_scopes.js` next, which decides what is open. */

export class GraphFolding {
  constructor(bundle) {
    this.bundle = bundle;
    const whole = [{ name: "", label: "", kind: "scope", children: bundle.boxes.map((_, box) => box) }];
    this.groups = bundle.groups && bundle.groups.length ? bundle.groups : whole;
    this.parent = new Int32Array(this.groups.length);
    this.home = new Int32Array(bundle.boxes.length); // the group that directly holds a box
    this.groups.forEach(({ children }, group) => {
      for (const child of children) {
        if (child < 0) this.parent[-child] = group;
        else this.home[child] = group;
      }
    });
    this.first = new Int32Array(this.groups.length).fill(bundle.boxes.length);
    this.count = new Int32Array(this.groups.length);
    // A group stands after the one around it, so from the last to the first everything inside is known.
    for (let group = this.groups.length - 1; group >= 0; group--) {
      for (const child of this.groups[group].children) {
        this.count[group] += child < 0 ? this.count[-child] : 1;
        this.first[group] = Math.min(this.first[group], child < 0 ? this.first[-child] : child);
      }
    }
  }

  /* The groups around a box, or around a group and itself, the innermost first, without the whole graph. */
  around(group) {
    const found = [];
    for (let at = group; at; at = this.parent[at]) found.push(at);
    return found;
  }

  aroundBox(box) {
    const home = this.home[box];
    return this.around(home && this.groups[home].loop === box ? this.parent[home] : home); // a loop's own box is outside
  }

  /* How many boxes would be seen. */
  breadth(open) {
    let count = this.groups[0].children.length;
    for (const group of open) if (this.isSeen(group, open)) count += this.groups[group].children.length - 1;
    return count;
  }

  /* Whether a group is open with all those around it. */
  isSeen(group, open) {
    return this.around(group).every((one) => open.has(one));
  }

  boxesIn(group) {
    const found = [];
    const left = [group];
    while (left.length) {
      for (const child of this.groups[left.pop()].children) {
        if (child < 0) left.push(-child);
        else found.push(child);
      }
    }
    return found;
  }

  /* { items: [{ box } or { group }], shownAs: per box the item, edges: [{ from, to, kind, port, edges }],
       edgeShownAs: per edge of the bundle its number here, or -1, frames: [{ group, items, inside }] } */
  view(open) {
    const { boxes, edges } = this.bundle;
    const closed = new Int32Array(this.groups.length); // per group: the outermost closed one around it, or 0
    const frames = [];
    const items = [];
    for (let group = 0; group < this.groups.length; group++) {
      if (group) closed[group] = closed[this.parent[group]] || (open.has(group) ? 0 : group);
      if (closed[group] === group && group) items.push({ group, box: this.groups[group].loop ?? null, first: this.first[group], around: this.parent[group] });
      else if (!closed[group] && group) frames.push({ group, items: [], inside: null });
    }
    for (let box = 0; box < boxes.length; box++) {
      if (!closed[this.home[box]]) items.push({ group: 0, box, first: box, around: this.home[box] });
    }
    items.sort((one, other) => one.first - other.first);
    const frameOf = new Map(frames.map((frame, place) => [frame.group, place]));
    for (const frame of frames) frame.inside = frameOf.get(this.parent[frame.group]) ?? null;
    const itemOfGroup = new Map();
    const shownAs = new Int32Array(boxes.length);
    items.forEach((item, place) => {
      if (item.group) itemOfGroup.set(item.group, place);
      else shownAs[item.box] = place;
      item.frame = frameOf.get(item.around) ?? null;
      if (item.frame !== null) frames[item.frame].items.push(place);
    });
    for (let box = 0; box < boxes.length; box++) {
      const group = closed[this.home[box]];
      if (group) shownAs[box] = itemOfGroup.get(group);
    }
    return { items, shownAs, frames, open: frames.map(({ group }) => group), ...this.joined(edges, shownAs, items.length) };
  }

  joined(edges, shownAs, count) {
    const merged = new Map();
    const made = [];
    const edgeShownAs = new Int32Array(edges.length).fill(-1);
    edges.forEach((edge, number) => {
      const [from, to] = [shownAs[edge.from], shownAs[edge.to]];
      if (from === to) return;
      const kind = edge.kind || "data";
      const key = `${from * count + to} ${kind}`;
      if (!merged.has(key)) {
        merged.set(key, made.length);
        made.push({ from, to, kind, port: edge.port || 0, edges: [] });
      }
      edgeShownAs[number] = merged.get(key);
      made[merged.get(key)].edges.push(number);
    });
    return { edges: made, edgeShownAs };
  }
}

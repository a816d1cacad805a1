/* What features mark in the graph: classes of boxes and edges, and chips on boxes. Whatever is marked inside a folded
   group marks the group. Read `graph_view.js` first. */

export class GraphMarks {
  constructor(graph) {
    this.graph = graph;
    this.marks = new Map(); // per feature: { boxes: { number: word }, edges: { number: word } }
    this.badges = new Map(); // per feature: { number of a box: { text, kind, title } }
  }

  mark(feature, marks) {
    if (!marks && !this.marks.has(feature)) return;
    if (marks) this.marks.set(feature, marks);
    else this.marks.delete(feature);
    this.showMarks();
  }

  badge(feature, badges) {
    if (!badges && !this.badges.has(feature)) return;
    if (badges) this.badges.set(feature, badges);
    else this.badges.delete(feature);
    this.showBadges();
  }

  /* Once more, after the boxes were drawn anew. */
  remark() {
    if (this.marks.size) this.showMarks();
    if (this.badges.size) this.showBadges();
  }

  showMarks() {
    const { boxes, drawings, edges, joined } = this.graph;
    for (const [shown, all, kind] of [[boxes, drawings, "boxes"], [edges, joined, "edges"]]) {
      const words = new Map();
      for (const one of this.marks.values()) {
        for (const [number, word] of Object.entries(one[kind] || {})) {
          const drawing = shown[number];
          const before = words.get(drawing) || "";
          if (drawing && !before.split(" ").includes(`tl-mark-${word}`)) words.set(drawing, `${before} tl-mark-${word}`);
        }
      }
      for (const drawing of all) drawing.setMarks(words.get(drawing) || "");
    }
  }

  showBadges() {
    const { boxes, drawings } = this.graph;
    const chips = new Map();
    for (const one of this.badges.values()) {
      for (const [number, chip] of Object.entries(one)) {
        const drawing = boxes[number];
        const before = chips.get(drawing) || [];
        const known = before.some(({ text, kind }) => text === chip.text && kind === chip.kind);
        if (drawing && !known) chips.set(drawing, [...before, chip]);
      }
    }
    for (const drawing of drawings) {
      if (drawing.badges || chips.has(drawing)) drawing.setBadges(chips.get(drawing) || []);
    }
  }
}

/* What one can do in the graph: open and fold groups, come close to the cursor, choose among several inputs. */

export class GraphCommands {
  constructor(tracer) {
    this.tracer = tracer;
    const scopes = () => tracer.graph.scopes;
    const anyGroups = () => scopes().any() || "graph.no_groups";
    tracer.commands.add([
      { id: "scope.toggle", group: "view", keys: ["o"], icon: "scope", run: () => scopes().toggle(), enabled: anyGroups },
      { id: "scope.fold_all", group: "view", run: () => scopes().foldAll(), enabled: anyGroups },
      { id: "scope.open_all", group: "view", run: () => scopes().openAll(), enabled: anyGroups },
      { id: "zoom.cursor", group: "view", keys: ["z"], icon: "zoomCursor", run: () => tracer.graph.zoomToCursor() },
      { id: "walk.other", group: "move", keys: ["Shift+ArrowDown"], run: () => this.walkAside(1) },
      { id: "walk.other_back", group: "move", keys: ["Shift+ArrowUp"], run: () => this.walkAside(-1) },
    ]);
  }

  /* From one input of a box to its next one, or from one consumer to the next. The box is the one that the reader
     came from; without one, the first consumer. */
  walkAside(change) {
    const { tracer } = this;
    const { step, timeline } = tracer.moment;
    if (!step || step.box === null || step.box === undefined) return;
    const { edges } = tracer.bundle;
    const between = (here, there) => edges.some((edge) => edge[here] === step.box && edge[there] === tracer.came);
    const [mine, its] = between("to", "from") ? ["to", "from"] : ["from", "to"];
    const first = edges.find((edge) => edge[mine] === step.box && timeline.touches(edge[its]));
    const hub = between(mine, its) ? tracer.came : first && first[its];
    if (hub === undefined) return;
    const siblings = [...new Set(edges.filter((edge) => edge[its] === hub && timeline.touches(edge[mine])).map((edge) => edge[mine]))];
    const place = siblings.indexOf(step.box);
    const next = siblings[(place + change + siblings.length) % siblings.length];
    tracer.came = hub;
    const target = timeline.stepOf(next, step.phase === "backward");
    if (target !== null) tracer.go(tracer.run, target);
  }

  destroy() {
    this.tracer.graph.scopes.destroy();
  }
}

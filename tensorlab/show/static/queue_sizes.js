/* How many elements each queue held after which run. Read `threads.js` first. */

export class QueueSizes {
  constructor(bundle) {
    this.bundle = bundle;
    this.seen = 0;
    this.known = (bundle.queues || []).map(() => []);
  }

  /* The runs after which the size of a queue is known, in the order in which they ended: [{ at, size }]. */
  of(number) {
    const { runs } = this.bundle;
    if (this.seen < runs.length) {
      for (const run of runs.slice(this.seen)) for (const [queue, size] of Object.entries(run.sizes || {})) this.known[queue].push({ at: run.took[1], size });
      for (const known of this.known) known.sort((one, other) => one.at - other.at);
      this.seen = runs.length;
    }
    return this.known[number];
  }

  /* What a box says of something that a session keeps: of a queue after a step of a run "3/10", or "3" where it holds
     any number, "" where that is not known; null for a box that has a value of its own. */
  held(node, run, reached) {
    const [output] = this.bundle.nodes[node].outputs;
    if (!output || !["resource", "variant"].includes(output.dtype)) return null;
    const number = (this.bundle.queues || []).findIndex((queue) => queue.node === node);
    const { took, filled } = this.bundle.runs[run] || {};
    if (number < 0 || !took) return output.dtype === "resource" ? "" : null;
    const { capacity } = this.bundle.queues[number];
    const steps = Object.entries(filled || {}).filter(([step, [queue]]) => queue === number && step <= reached);
    const last = this.of(number).filter(({ at }) => at < took[1]).pop();
    const size = steps.length ? steps.pop()[1][1] : last ? last.size : 0;
    return capacity === null ? String(size) : `${size}/${capacity}`;
  }
}

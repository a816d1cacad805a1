/* What every key does while the Tracer has the focus. Returns whether the key was one of ours. */

export function pressed(tracer, event) {
  if (event.altKey || event.defaultPrevented) return false;
  const jump = event.ctrlKey || event.metaKey;
  if (tracer.help.root.open) {
    // The browser closes the dialog on Escape itself.
    return false;
  }
  switch (event.key) {
    case "ArrowLeft":
    case "ArrowRight": {
      const change = event.key === "ArrowRight" ? 1 : -1;
      if (jump) tracer.goPhase(change);
      else if (event.shiftKey) tracer.goRun(change);
      else tracer.goStep(change);
      return true;
    }
    case "ArrowUp":
    case "ArrowDown":
      if (jump || event.shiftKey) return false;
      tracer.walk(event.key === "ArrowUp" ? "input" : "consumer");
      return true;
    case "Home":
      tracer.go(tracer.run, 0);
      return true;
    case "End":
      tracer.go(tracer.run, Infinity);
      return true;
    case "Escape":
      tracer.leave();
      return true;
    default:
  }
  if (jump) return false;
  switch (event.key) {
    case " ":
      // A focused button answers to Space itself.
      if (event.target.closest("button")) return false;
      tracer.togglePlay();
      return true;
    case "t":
    case "T":
      tracer.goTwin();
      return true;
    case ",":
    case ".":
      tracer.inspector.pointNext(event.key === "." ? 1 : -1);
      return true;
    case "+":
    case "=":
      tracer.graph.camera.zoom(1.25);
      return true;
    case "-":
      tracer.graph.camera.zoom(1 / 1.25);
      return true;
    case "0":
      tracer.graph.fit();
      return true;
    case "?":
      tracer.help.open();
      return true;
    default:
      return false;
  }
}

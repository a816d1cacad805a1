/* The commands about the Tracer itself: what is seen of the graph, the theme, the whole screen, help, the way out. */

export class Surroundings {
  constructor(tracer) {
    this.tracer = tracer;
    this.back = (event) => this.takeBack(event);
    const graph = () => tracer.graph;
    tracer.commands.add([
      { id: "zoom.in", group: "view", keys: ["+", "="], icon: "zoomIn", run: () => graph().camera.zoom(1.25) },
      { id: "zoom.out", group: "view", keys: ["-"], icon: "zoomOut", run: () => graph().camera.zoom(1 / 1.25) },
      { id: "zoom.fit", group: "view", keys: ["0"], icon: "fit", run: () => graph().fit() },
      { id: "theme", group: "view", icon: "theme", run: () => tracer.switchTheme() },
      { id: "language", group: "view", icon: "language", run: () => tracer.switchLanguage() },
      ...(document.fullscreenEnabled ? [{ id: "full_screen", group: "view", keys: ["Shift+F"], icon: "fullScreen", run: () => tracer.toggleFullScreen() }] : []),
      { id: "menu", group: "help", keys: ["m"], icon: "menu", run: () => tracer.menu.toggle() },
      { id: "help", group: "help", keys: ["?"], icon: "help", run: () => tracer.help.open() },
      { id: "leave", group: "help", keys: ["Escape"], run: () => this.leave() },
    ]);
  }

  /* Who presses Escape once too often is told where the keys went. A page has no other use for them: Enter is enough. */
  leave() {
    const { tracer } = this;
    tracer.escape();
    if (tracer.root.contains(document.activeElement)) return;
    const inNotebook = tracer.root.classList.contains("tl-in-notebook");
    tracer.notice(tracer.words.say(inNotebook ? "tracer.keys_to_notebook" : "tracer.keys_let_go"));
    if (!inNotebook) document.addEventListener("keydown", this.back);
  }

  takeBack(event) {
    if (this.tracer.root.contains(document.activeElement)) document.removeEventListener("keydown", this.back);
    else if (event.key === "Enter" && document.activeElement === document.body) {
      event.preventDefault();
      this.tracer.root.focus({ preventScroll: true });
    }
  }

  destroy() {
    document.removeEventListener("keydown", this.back);
  }
}

/* The commands about the Tracer itself: what is seen of the graph, the theme, the whole screen, help, the way out. */

export class Surroundings {
  constructor(tracer) {
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
      { id: "leave", group: "help", keys: ["Escape"], run: () => tracer.escape() },
    ]);
  }
}

/* The commands that move the cursor. Next: `tracer.js`, where the moves are made. */

export class Moving {
  constructor(tracer) {
    tracer.commands.add([
      { id: "step.next", group: "move", keys: ["ArrowRight"], icon: "nextStep", run: () => tracer.goStep(1) },
      { id: "step.previous", group: "move", keys: ["ArrowLeft"], icon: "previousStep", run: () => tracer.goStep(-1) },
      { id: "run.next", group: "move", keys: ["Shift+ArrowRight"], icon: "nextRun", run: () => tracer.goRun(1) },
      { id: "run.previous", group: "move", keys: ["Shift+ArrowLeft"], icon: "previousRun", run: () => tracer.goRun(-1) },
      { id: "phase.next", group: "move", keys: ["Ctrl+ArrowRight"], run: () => tracer.goPhase(1) },
      { id: "phase.previous", group: "move", keys: ["Ctrl+ArrowLeft"], run: () => tracer.goPhase(-1) },
      { id: "step.first", group: "move", keys: ["Home"], run: () => tracer.go(tracer.run, 0) },
      { id: "step.last", group: "move", keys: ["End"], run: () => tracer.go(tracer.run, Infinity) },
      { id: "walk.input", group: "move", keys: ["ArrowUp"], run: () => tracer.walk("input") },
      { id: "walk.consumer", group: "move", keys: ["ArrowDown"], run: () => tracer.walk("consumer") },
      { id: "twin", group: "move", keys: ["t"], run: () => tracer.goTwin() },
      { id: "play", group: "move", keys: [" "], icon: "play", run: () => tracer.togglePlay(), checked: () => Boolean(tracer.playing) },
    ]);
  }
}

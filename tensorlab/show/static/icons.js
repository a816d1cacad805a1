/* Icons as drawings: characters for media control come out as empty boxes where a font lacks them. */

import { drawn } from "./dom.js";

const SHAPES = {
  previousRun: "M3 4h2v12H3zM17 4v12L8 10z",
  previousStep: "M13 4v12L5 10z",
  play: "M6 3.5v13L16.500 10z",
  pause: "M5.500 4h3v12h-3zM11.500 4h3v12h-3z",
  nextStep: "M7 4v12l8-6z",
  nextRun: "M15 4h2v12h-2zM3 4v12l9-6z",
  theme: "M10 2.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zm0 1.700v11.600a5.800 5.800 0 0 1 0-11.600z",
};
const LINES = {
  zoomIn: "M10 4.500v11M4.500 10h11",
  zoomOut: "M4.500 10h11",
  fit: "M3.500 7.500v-4h4M12.500 3.500h4v4M16.500 12.500v4h-4M7.500 16.500h-4v-4",
  fullScreen: "M8 3.500H3.500V8M12 16.500h4.500V12M3.500 3.500l5 5M16.500 16.500l-5-5",
  help: "M7.300 7.400a2.700 2.700 0 1 1 4.100 2.300c-.9.550-1.400 1-1.400 2.100M10 14.600v.1",
  export: "M10 3v9M6.500 6.500L10 3l3.500 3.500M4 12v4h12v-4",
  link: "M8.500 11.500a3 3 0 0 0 4.300 0l2.500-2.500a3 3 0 0 0-4.300-4.300l-1 1M11.500 8.500a3 3 0 0 0-4.300 0L4.700 11a3 3 0 0 0 4.300 4.300l1-1",
  present: "M3 4h14v9H3zM10 13v3M6.500 17h7",
  copy: "M7 7h9v9H7zM13 7V4H4v9h3",
  openArray: "M11.500 4H16v4.500M16 4l-5 5M8.500 16H4v-4.500M4 16l5-5",
  stop: "M10 5.500a4.500 4.500 0 1 0 .01 0z",
  stops: "M5.500 4.500a2 2 0 1 0 .01 0zM10 6.500h7M5.500 11.500a2 2 0 1 0 .01 0zM10 13.500h7",
  stopNext: "M3.500 10h8M8.500 6.500l3.500 3.500-3.500 3.500M15.500 7.200a2.800 2.800 0 1 0 .01 0z",
  stopPrevious: "M16.500 10h-8M11.500 6.500L8 10l3.500 3.500M4.500 7.200a2.800 2.800 0 1 0 .01 0z",
  watch: "M2.500 10c2-3.500 4.500-5 7.500-5s5.500 1.500 7.500 5c-2 3.500-4.500 5-7.500 5s-5.500-1.500-7.500-5zM10 7.800a2.200 2.200 0 1 0 .01 0z",
  watches: "M3 12.500l4-5 3.500 3.500L17 4.500M3 16.500h14",
  search: "M8.800 3.800a5 5 0 1 0 .01 0zM12.500 12.500l4 4",
  edit: "M4 16l.800-3.500L13.500 3.800l2.700 2.700L7.500 15.200z",
  predict: "M7.500 14.500h5M8.500 17h3M10 2.500a5.200 5.200 0 0 0-3 9.400c.5.400.8 1 .8 1.600v1h4.400v-1c0-.6.3-1.200.8-1.600a5.200 5.200 0 0 0-3-9.400z",
  inside: "M3.500 3.500h13v13h-13zM7 7.500h2.500v2.500H7zM11.500 10.500H14V13h-2.500zM9.500 8.700h3.200v1.800",
  check: "M4 10.500l4 4 8-9",
  corner: "M3 6l7 9 7-9",
  blocked: "M4.700 15.300l10.600-10.600M10 2.700a7.300 7.300 0 1 0 0 14.600 7.300 7.300 0 0 0 0-14.600z",
  enterFrame: "M3.500 3.500h13v13h-13zM10 6.500v7M7 10.500l3 3 3-3",
  leaveFrame: "M3.500 3.500h13v13h-13zM10 13.500v-7M7 9.500l3-3 3 3",
  menu: "M4 6h12M4 10h12M4 14h12",
  language: "M3 5.500h8M7 3.500v2c0 3-1.700 5.500-4 7M4.500 8.500c1 2 3 3.500 5.500 4.200M10.500 17l3.500-8 3.500 8M11.700 14.500h4.600",
  scope: "M3.500 7.500h9v9h-9zM6.500 7.500v-4h10v10h-4",
  zoomCursor: "M10 3v3M10 14v3M3 10h3M14 10h3M7.500 7.500h5v5h-5z",
  training: "M3.500 3.500v13h13M6 13l3-4 3 2 4-6",
  logScale: "M3.500 16.500h13M5 14c1-6 4-9.500 11-10.500",
  smooth: "M3 13c2.500 0 2.500-6 5-6s2.500 6 5 6 2.500-4 4-4",
  close: "M5 5l10 10M15 5L5 15",
  explain: "M4 4h12v9H9l-3.500 3.500V13H4zM7 7.500h6M7 10h4",
  history: "M4.200 7a6.500 6.500 0 1 1-.700 3M3.500 3.500v4h4M10 6.500V10l2.500 2",
  derive: "M3.500 10h2.500l2 5.500L11.500 4h5M12 9.500l4 5M16 9.500l-4 5",
  whatIf: "M4 16v-3.500l8.500-8.500 3.500 3.500-8.500 8.500zM11 5.500l3.500 3.500",
  compare: "M3.500 4.500h5v11h-5zM11.500 4.500h5v11h-5zM5 8h2M5 11h2M13 8h2M13 12h2",
  devices: "M5.500 5.500h9v9h-9zM8 8h4v4H8zM8 2.500v3M12 2.500v3M8 14.500v3M12 14.500v3M2.500 8h3M2.500 12h3M14.500 8h3M14.500 12h3",
  threads: "M3 5.500h5M10 5.500h7M3 10h9M14.500 10h2.500M3 14.500h3M8.500 14.500h8.500",
  palette: "M10 3a7 7 0 1 0 0 14c1.400 0 1.600-1 1.100-1.900-.600-1.100 0-2.100 1.300-2.100H14a3 3 0 0 0 3-3c0-4-3-7-7-7zM6.500 10v.1M8 6.700v.1M12 6.700v.1",
  lower: "M12 4.500L6.500 10l5.500 5.500",
  higher: "M8 4.500l5.500 5.500L8 15.500",
};

export function icon(name) {
  const path = SHAPES[name]
    ? drawn("path", { d: SHAPES[name], fill: "currentColor" })
    : drawn("path", { d: LINES[name], class: "tl-icon-line" });
  return drawn("svg", { viewBox: "0 0 20 20", class: "tl-icon", "aria-hidden": "true" }, path);
}

/* The mark beside the name: a value goes forth, its gradient comes back. */
export function brandMark() {
  return drawn(
    "svg",
    { viewBox: "0 0 22 22", class: "tl-mark", "aria-hidden": "true" },
    drawn("rect", { x: 1.5, y: 3, width: 19, height: 16, rx: 4, class: "tl-mark-frame" }),
    drawn("path", { d: "M5 8.500h9m-2.500-2.500 3 2.500-3 2.500", class: "tl-mark-forward" }),
    drawn("path", { d: "M17 14.500H8", class: "tl-mark-backward" }),
  );
}

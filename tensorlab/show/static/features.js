/* What the Tracer can do besides stepping: one class per feature, each in its own file. A feature adds its
   commands, its panel and its marks when it is made; `show(moment)` is called after every move. */

import { BoxMenu } from "./box_menu.js";
import { Check } from "./check.js";
import { Compare } from "./compare.js";
import { ConvolutionView } from "./convolution_view.js";
import { Derive } from "./derive.js";
import { Devices } from "./devices.js";
import { Explain } from "./explain.js";
import { Export } from "./export.js";
import { GraphCommands } from "./graph_commands.js";
import { Inside } from "./inside.js";
import { Moving } from "./moving.js";
import { Nesting } from "./nesting.js";
import { Playback } from "./playback.js";
import { Predict } from "./predict.js";
import { Search } from "./search.js";
import { Sharing } from "./sharing.js";
import { SideBySide } from "./side_by_side.js";
import { Stepping } from "./stepping.js";
import { Stops } from "./stops.js";
import { Surroundings } from "./surroundings.js";
import { Training } from "./training.js";
import { Threads } from "./threads.js";
import { ArrayView } from "./value_view.js";
import { VariableHistory } from "./history.js";
import { Watch } from "./watch.js";
import { WhatIf } from "./what_if.js";

export const FEATURES = [
  Moving,
  Surroundings,
  Stepping,
  Nesting,
  Stops,
  Watch,
  Search,
  Playback,
  BoxMenu,
  GraphCommands,
  ArrayView,
  ConvolutionView,
  Training,
  Predict,
  Explain,
  VariableHistory,
  Derive,
  Check,
  Inside,
  Devices,
  Threads,
  Export,
  Sharing,
  SideBySide,
  WhatIf,
  Compare,
];

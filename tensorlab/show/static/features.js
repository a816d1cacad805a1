/* What the Tracer can do besides stepping: one class per feature, each in its own file. A feature adds its
   commands, its panel and its marks when it is made; `show(moment)` is called after every move. */

import { Export } from "./export.js";
import { GraphCommands } from "./graph_commands.js";
import { Moving } from "./moving.js";
import { Sharing } from "./sharing.js";
import { Surroundings } from "./surroundings.js";
import { ArrayView } from "./value_view.js";

export const FEATURES = [
  Moving,
  Surroundings,
  GraphCommands,
  ArrayView,
  Export,
  Sharing,
];

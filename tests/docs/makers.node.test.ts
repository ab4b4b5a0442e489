import { test } from "../harness/index.js";
import { MAKERS } from "./how.js";
import { runAll } from "./run.js";

test("each documented command that measures, checks or makes images does what is said of it", () => runAll(MAKERS));

import { test } from "../harness/index.js";
import { TOOLS } from "./how.js";
import { runAll } from "./run.js";

test("each documented command that computes something does what is said of it", () => runAll(TOOLS));

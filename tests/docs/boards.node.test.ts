import { test } from "../harness/index.js";
import { BOARDS } from "./how.js";
import { runAll } from "./run.js";

test("each documented command for both boards on this computer, and for boards on USB, does what is said of it", () =>
	runAll(BOARDS));

/** How each kind of fault is done to a bench. */
import type { FaultKind, FaultOf } from "../faults.js";
import type { Injector } from "../injector.js";
import { ATTACKS } from "./attacks.js";
import { BOARD_FAULTS } from "./boards.js";
import { LOSSES } from "./losses.js";
import { NOISE } from "./noise.js";
import { SURROUNDINGS } from "./surroundings.js";

export type Inflict = { readonly [K in FaultKind]: (injector: Injector, fault: FaultOf<K>) => void };

export const INFLICT: Inflict = Object.freeze({
	...LOSSES,
	...NOISE,
	...ATTACKS,
	...BOARD_FAULTS,
	...SURROUNDINGS,
});

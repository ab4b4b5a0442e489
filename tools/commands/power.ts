/** `p1-lora power`: what the board at the meter takes, beside what the meter's P1 port gives. */
import { boardStates, hourlyMean, verdicts } from "../power/budget.js";
import { alternativesTable, partsTable, portsTable, statesTable } from "../power/tables.js";
import { parseArguments } from "./arguments.js";

const HELP = `Usage: p1-lora power [options]

Adds up what the board at the meter draws, from its parts' datasheets, beside what the meter's P1 port gives.

  --json  one JSON object instead of tables, in microamperes`;

/** Prints, and returns the exit code. */
export function power(args: string[]): number {
	const { values } = parseArguments({
		args,
		options: {
			json: { type: "boolean", default: false },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) console.log(HELP);
	else if (values.json) {
		const states = boardStates();
		console.log(JSON.stringify({ states, mean: hourlyMean(states), ports: verdicts(states) }));
	} else {
		const tables = [statesTable(), portsTable(), partsTable(), alternativesTable()];
		console.log(tables.map((table) => table.join("\n")).join("\n\n"));
	}
	return 0;
}

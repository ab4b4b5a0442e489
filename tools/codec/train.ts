/** Makes `src/codec/trained.ts`: what generated households have decided, counted. The same on every computer. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { codeDistance, codeKind, Kind } from "../../src/codec/body-format.js";
import { findTemplate } from "../../src/codec/template.js";
import { codeTemplate } from "../../src/codec/template-model.js";
import { below } from "../sim/household/arithmetic.js";
import { seededRandom } from "../sim/random.js";
import { codeChain, codeKeys, takeSeriesApart } from "./series.js";
import { CountingCoder, trainedText } from "./training-coder.js";
import { anonymous, telegramsOf, trainingDays } from "./training-set.js";

const TARGET = join(dirname(fileURLToPath(import.meta.url)), "../../src/codec/trained.ts");
const LINE_WIDTH = 118;

const DAY = 86_400;
/** Seconds from a reference to the next telegram: each pace with the losses of a link, one in so many. */
const PACES = Object.freeze([
	{ seconds: 1, lossOneIn: 30 },
	{ seconds: 3, lossOneIn: 6 },
	{ seconds: 10, lossOneIn: 12 },
	{ seconds: 60, lossOneIn: 12 },
	{ seconds: 300, lossOneIn: 12 },
]);
/** A pace is kept to the second in seven of eight cases. */
const UNEVEN_ONE_IN = 8;
const KEYS_PER_DAY = 150;
const TEMPLATES_PER_MODEL = 24;
/** One frame in ten is lost; one in sixty is no delta. */
const FRAMES = 6000;

const coder = new CountingCoder();
const random = seededRandom(1, "training");

for (const day of trainingDays()) {
	console.error(`${day.model}, ${day.start}`);
	const telegrams = [...telegramsOf(day, DAY)];
	const interval = Math.round(DAY / telegrams.length);
	const taken = takeSeriesApart(telegrams);
	for (const { seconds, lossOneIn } of PACES) {
		if (seconds < interval && seconds > 1) continue;
		codeChain(coder, taken, () => {
			const uneven = below(random, UNEVEN_ONE_IN) === 0 ? 1 : 0;
			const lost = below(random, lossOneIn) === 0 ? 2 : 1;
			return Math.max(1, lost * Math.floor(seconds / interval) + uneven);
		});
	}
	codeKeys(coder, taken, Math.floor(telegrams.length / KEYS_PER_DAY));
	for (let count = 0; count < TEMPLATES_PER_MODEL; count++) {
		codeTemplate(coder, findTemplate(anonymous(telegrams[below(random, telegrams.length)], random)));
	}
}
for (let frame = 0; frame < FRAMES; frame++) {
	if (codeKind(coder, frame % 60 === 0 ? Kind.key : Kind.delta) !== Kind.delta) continue;
	let distance = 1;
	while (below(random, 10) === 0) distance += below(random, 4) === 0 ? 8 : 1;
	codeDistance(coder, distance);
}

const text = trainedText(coder.counts);
const lines = text.match(new RegExp(`.{1,${LINE_WIDTH}}`, "g")) ?? [];
writeFileSync(
	TARGET,
	[
		"/** Made by `npm run train-codec`: not to be edited. The table is part of the format on the air. */",
		"// biome-ignore format: one long text",
		"export const TRAINED =",
		lines.map((line) => `\t${JSON.stringify(line)}`).join(" +\n"),
	]
		.join("\n")
		.concat(";\n"),
);

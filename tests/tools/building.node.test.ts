import { AgeRecord, agePercentile } from "../../tools/building/age.js";
import { floorPlan } from "../../tools/building/floor-plan.js";
import { buildingPlots, buildingTable } from "../../tools/building/table.js";
import { building } from "../../tools/commands/building.js";
import { assert, test } from "../harness/index.js";
import { catchOutput } from "./caught-output.js";

async function report(...args: string[]) {
	const caught = catchOutput();
	try {
		assert.equal(await building([...args, "--json"]), 0);
	} finally {
		caught.release();
	}
	return JSON.parse(caught.out);
}

const SHORT = ["--pairs", "3", "--hours", "0.05", "--warm-up", "3"];

test("a few pairs under one roof are all within the goal, on the rungs that their paths allow, and keep the law", async () => {
	const { goalMet, pairsWithinGoal, delivered, fairness, lawUsed, garbage } = await report(...SHORT);
	assert.deepEqual({ goalMet, pairsWithinGoal, garbage }, { goalMet: true, pairsWithinGoal: 3, garbage: 0 });
	assert.ok(delivered.worst > 0.9 && fairness > 0.99 && lawUsed < 1, `${delivered.worst}, ${fairness}, ${lawUsed}`);
});

test("twenty pairs share the air: none is forgotten, none goes to a slower rung, and next to no frame is lost", async () => {
	const crowd = await report("--pairs", "20", "--hours", "0.05", "--warm-up", "5");
	assert.deepEqual({ met: crowd.goalMet, garbage: crowd.garbage }, { met: true, garbage: 0 });
	const [top] = crowd.rungs.filter(({ rung }: { rung: string }) => rung === "SF7/250");
	assert.equal(top.used, 20);
	const { received = 0, ...lost } = crowd.fates as Record<string, number>;
	const frames = Object.values(lost).reduce((sum, count) => sum + count, received);
	assert.ok(received > 0.85 * frames, `${received} of ${frames}`);
	assert.ok(crowd.delivered.worst > 0.1 && crowd.fairness > 0.9, `${crowd.delivered.worst}, ${crowd.fairness}`);
});

test("a building is the same for the same seed, and another for another", async () => {
	const once = await report(...SHORT, "--scheme", "aloha");
	assert.deepEqual(await report(...SHORT, "--scheme", "aloha"), once);
	assert.notEqual(JSON.stringify(await report(...SHORT, "--scheme", "aloha", "--seed", "2")), JSON.stringify(once));
});

test("the older project in a building exceeds what the law allows in its first hour", async () => {
	const { lawUsed, options } = await report(...SHORT, "--scheme", "original");
	assert.equal(options.scheme, "original");
	// The climb alone takes 22 s, of 36 in an hour; and it is not over after three minutes.
	assert.ok(lawUsed > 0.5, `${lawUsed}`);
});

test("several sizes and all schemes stand in one table, each as it is alone", async () => {
	const short = ["--pairs", "1,3", "--hours", "0.05", "--warm-up", "1"];
	const side = await report(...short, "--scheme", "all");
	const told = side.map(({ options }: { options: { pairs: number; scheme: string } }) => [
		options.pairs,
		options.scheme,
	]);
	assert.deepEqual(
		told,
		[1, 3].flatMap((pairs) => ["ours", "original", "aloha"].map((scheme) => [pairs, scheme])),
	);
	assert.deepEqual(side[5], await report("--pairs", "3", ...short.slice(2), "--scheme", "aloha"));
	assert.equal(buildingTable(side).split("\n").length, 2 + 6);
	assert.match(buildingPlots(side)["age-by-pairs.svg"], /ALOHA, the worst pair/);
});

test("homes are as many as asked for, each board within its home, but for meters in the cellar", () => {
	const { homes, floors, homesOnFloor } = floorPlan({ homes: 200, seed: 1, cellarPercent: 50 });
	assert.deepEqual([homes.length, floors, homesOnFloor], [200, 10, 20]);
	const cellar = homes.filter(({ positions }) => positions.transmitter.floor === -1).length;
	assert.ok(cellar > 70 && cellar < 130, `${cellar}`);
	for (const { positions } of homes) assert.ok((positions.receiver.floor ?? -1) >= 0);
});

test("the age of values is counted at every instant: it grows until newer ones come", () => {
	const record = new AgeRecord(10_000, 9_000);
	record.values(20_000, 19_000);
	record.values(21_000, 18_000);
	record.end(100_000);
	// From 1 to 11 s in ten seconds, from 1 to 81 s in eighty.
	assert.close(record.mean, (10 * 6000 + 80 * 41_000) / 90, 1e-6);
	assert.close(record.shareOlderThan(60_000), 21 / 90, 1e-9);
	assert.close(record.percentile(0.9), 72_000, 20);
	// Of two alike, one that is always fresh: an old fifth is a tenth of both.
	const fresh = new AgeRecord(10_000, 9_000);
	for (let at = 11_000; at <= 100_000; at += 1000) fresh.values(at, at - 1000);
	fresh.end(100_000);
	assert.close(agePercentile([record, fresh], 0.9), record.percentile(0.8), 20);
});

const REFUSED: [args: string[], message: RegExp][] = [
	[[], /^--pairs is missing: give a whole number from 1 to 500\.$/],
	[["--pairs", "501"], /^--pairs is "501": give a whole number from 1 to 500\.$/],
	[["--pairs", "3,x"], /^--pairs is "x": give a whole number from 1 to 500\.$/],
	[["--pairs", "3", "--scheme", "mesh"], /^--scheme is "mesh": give ours, original, aloha, or all\.$/],
	[["--pairs", "3", "--cellar", "101"], /^--cellar is "101": give a number from 0 to 100\.$/],
];

for (const [args, message] of REFUSED) {
	test(`building ${args.join(" ")} is refused in a sentence`, async () => {
		await assert.rejects(building(args), message);
	});
}

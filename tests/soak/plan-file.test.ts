/** Faults in a file: what was drawn fits, and what would hang, throw or do nothing is refused by its line. */
import { FAULT_KINDS, planFaults } from "../../tools/soak/faults.js";
import { readPlan } from "../../tools/soak/plan-file.js";
import { assert, test } from "../harness/index.js";

const DAY = { registers: false, healAt: 81_000_000 };

function refusal(fault: object, options = DAY): string | undefined {
	const read = readPlan(`\n${JSON.stringify({ id: "x", at: 600_000, ...fault })}`, options);
	if (read.ok) return undefined;
	assert.equal(read.line, 2);
	return read.reason;
}

test("all that is drawn for a seed can be read again", () => {
	for (const [registers, without] of [
		[false, ["chip faults"]],
		[true, ["dead radio", "stuck transmission"]],
	] as const) {
		const kinds = FAULT_KINDS.filter((kind) => !without.some((other) => other === kind));
		const plan = planFaults({ seed: 5, kinds, intensity: 20, from: 120_000, until: DAY.healAt });
		assert.ok(kinds.every((kind) => plan.some((fault) => fault.kind === kind)));
		const read = readPlan(plan.map((fault) => JSON.stringify(fault)).join("\n"), { ...DAY, registers });
		assert.deepEqual(read, { ok: true, plan });
	}
});

test("a fault that lacks a part, has one of another kind, or one that is nonsense, is refused", () => {
	const cut = { kind: "power cut", board: "receiver", off: 1000 };
	assert.equal(refusal(cut), undefined);
	assert.match(refusal({ kind: "loss", board: "receiver", share: 0.5 }) ?? "", /^lacks "lasts", which .*"loss" has/);
	assert.match(refusal({ ...cut, board: "reciever" }) ?? "", /"reciever" for "board": give transmitter or receiver/);
	assert.match(refusal({ ...cut, lasts: 1000 }) ?? "", /^has "lasts", which .*"power cut" does not have/);
	assert.match(refusal({ ...cut, off: "1000" }) ?? "", /"1000" for "off": give 1 or more/);
	assert.match(refusal({ ...cut, at: null }) ?? "", /null for "at"/);
	assert.match(refusal({ kind: "busy channel", dbm: -70, pulse: 0, pause: 0, lasts: 1000 }) ?? "", /0 for "pulse"/);
	assert.match(refusal({ kind: "earthquake" }) ?? "", /^is no fault/);
});

test("a fault that would do nothing is refused: of other chips, past the heal, or the second of its name", () => {
	const chip = { kind: "chip faults", board: "receiver", count: 3, lasts: 1000 };
	assert.match(refusal(chip) ?? "", /^can't happen: "chip faults" is for chips with registers/);
	assert.equal(refusal(chip, { ...DAY, registers: true }), undefined);
	const dead = { kind: "dead radio", board: "receiver", lasts: 1000 };
	assert.match(refusal(dead, { ...DAY, registers: true }) ?? "", /^can't happen: "dead radio"/);
	const late = { kind: "power cut", board: "receiver", off: 1000, at: 99_999_999 };
	assert.match(refusal(late) ?? "", /^is of 99999999 ms, when all is healed: that is at 81000000 ms/);
	const line = JSON.stringify({ ...late, at: 600_000, id: "x" });
	assert.deepEqual(readPlan(`${line}\n${line}`, DAY), {
		ok: false,
		line: 2,
		reason: 'has the id of another fault, "x"',
	});
});

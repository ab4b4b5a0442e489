import { assert, test } from "../harness/index.js";
import { type Edit, failingTests } from "../lora/mutant.js";

const PROOF_TEST = "tests/codec/proof.test.ts";
const ARRIVES = "every telegram arrives byte for byte, whatever the model makes of it";

/** Without it, what the model makes goes out as it is. */
const NO_PROOF: Edit = {
	file: "src/codec/encoder.ts",
	from: "if (!rebuilt.ok || rebuilt.telegram.length !== telegram.length) return false;",
	to: "return true;",
};

/** Faults that a model can have, of which none is refused by itself. */
const FAULTS: readonly (Edit & { name: string })[] = [
	{
		name: "a prediction looks at what a decoder does not know yet",
		file: "src/codec/model-state.ts",
		from: "? expected : 0;",
		to: "? expected + (this.now[field] > 2000 ? 1 : 0) : 0;",
	},
	{
		name: "a minus is not printed",
		file: "src/codec/field-text.ts",
		from: "telegram[start] = MINUS;",
		to: "telegram[start] = ZERO;",
	},
	{
		name: "a CRC in lower case is printed in upper case",
		file: "src/codec/crc-form.ts",
		from: "form === CrcForm.lower || form === CrcForm.lowerUnpadded ? LOWER_A : UPPER_A",
		to: "UPPER_A",
	},
	{
		name: "a field has a role that no part of the model codes",
		file: "src/codec/layout.ts",
		from: "medium === 1 && !isTime && c > 0",
		to: "medium === 1 && !isTime && c >= 0",
	},
	{
		name: "an identifier in hexadecimal is spelled wrong",
		file: "src/codec/spelling.ts",
		from: "built.byte(hexDigit(letter & 0xf));",
		to: "built.byte(hexDigit((letter & 0xf) ^ 1));",
	},
];

test("whatever fault the model has, no telegram arrives otherwise than it was sent: the proof finds it", async () => {
	for (const { name, ...fault } of FAULTS) {
		assert.ok(!(await failingTests(PROOF_TEST, [fault])).includes(ARRIVES), name);
		assert.ok((await failingTests(PROOF_TEST, [fault, NO_PROOF])).includes(ARRIVES), `${name}, without the proof`);
	}
});

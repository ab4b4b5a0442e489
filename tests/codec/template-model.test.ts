import { DICTIONARY } from "../../src/codec/dictionary.js";
import { RangeDecoder, RangeEncoder } from "../../src/codec/range-coder.js";
import { findTemplate, type Template } from "../../src/codec/template.js";
import { codeTemplate } from "../../src/codec/template-model.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { Random } from "../crypto/random.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { assert, test } from "../harness/index.js";
import { bytesOf, dutchTelegram, SAMPLES, telegramOf } from "./samples.js";

function serialize(template: Template): Uint8Array {
	const coder = new RangeEncoder();
	codeTemplate(coder, template);
	return coder.finish();
}

function assertComesBack(template: Template, name: string): void {
	const copy = codeTemplate(new RangeDecoder(serialize(template)));
	assert.deepEqual(copy, template, name);
}

test("a template coded and decoded is the same", () => {
	for (const [name, telegram] of Object.entries(SAMPLES)) assertComesBack(findTemplate(telegram), name);
	for (const { name, telegram } of FIXTURES) assertComesBack(findTemplate(bytesOf(telegram)), name);
	for (const [name, model] of Object.entries(METER_MODELS)) {
		assertComesBack(findTemplate(new GeneratedMeter(model, seededRandom(1, "meter")).next()), name);
	}
});

test("lines that the dictionary does not hold are spelled, wherever they stand", () => {
	const strange = [
		"9-9:1.2.3(00.123*kW)",
		"1-0:1.8.1(000001.000*MWh)",
		"1-0:1.8.1(000001.000*kWh)(text)((twice))",
		"1-0:1.8.1*255(000001.000*kWh)",
		"1-0:1.8.1*254(000001.000*kWh)",
		"1-0:1.8.1",
		"1-0:1.8.1(",
		")(",
		"(00001.000)",
		"(7)(8)",
		"!",
		"!!",
		"*255(1)",
		"0-0:96.1.1(4b38)",
		"0-0:96.1.1(4B384547303034303436333935353037)",
		"0-0:96.1.1(00FF00FF00FF)",
		"0-0:96.13.0(\xff\xff\xff\xff\xff\xff)",
		"",
	];
	for (const line of strange) {
		assertComesBack(findTemplate(telegramOf(["/ABC5", "", line, "1-0:1.7.0(00.123*kW)"])), line);
		assertComesBack(findTemplate(bytesOf(line)), `alone: ${line}`);
		assertComesBack(findTemplate(bytesOf(`${line}\n${line}\r\n${line}`)), `thrice: ${line}`);
	}
});

test("a place in the dictionary has one meaning for ever", () => {
	const { codes, groups, codeFollowers } = DICTIONARY;
	assert.ok(codes.length < 255 && groups.length <= 128, `${codes.length} codes, ${groups.length} groups`);
	assert.equal(new Set(codes).size, codes.length);
	assert.equal(new Set(groups).size, groups.length);
	for (const follower of codeFollowers) assert.ok(follower < codes.length || follower === 255);
});

test("the template of a Dutch telegram takes less than a twelfth of it", () => {
	const telegram = dutchTelegram(0, new Random(1));
	const bytes = serialize(findTemplate(telegram)).length;
	assert.ok(bytes * 12 < telegram.length, `${bytes} of ${telegram.length}`);
});

test("a thousand equal bytes more make the template six bytes longer at most", () => {
	const short = serialize(findTemplate(bytesOf("(\xff\xff\xff\xff)")));
	const long = serialize(findTemplate(bytesOf(`(${"\xff".repeat(1024)})`)));
	assert.ok(long.length <= short.length + 6, `${short.length}, ${long.length}`);
});

test("noise makes no template longer than a telegram, and no endless one", () => {
	for (let seed = 1; seed <= 400; seed++) {
		const template = codeTemplate(new RangeDecoder(new Random(seed).bytes(seed)));
		if (template === undefined) continue;
		assert.ok(template.literals.length <= 4096, `seed ${seed}`);
		assert.ok(template.fieldAt.length <= 255, `seed ${seed}`);
	}
});

import { Flash } from "../../tools/sim/flash.js";
import { assert, test } from "../harness/index.js";

function buffer(...bytes: number[]): ArrayBuffer {
	return Uint8Array.from(bytes).buffer;
}

function bytesIn(value: ArrayBuffer | undefined): number[] | undefined {
	return value && [...new Uint8Array(value)];
}

test("what is written to flash is there for whoever opens the domain later, and in no other domain", () => {
	const flash = new Flash();
	flash.open("link").write("key", buffer(1, 2, 3));
	assert.deepEqual(bytesIn(flash.open("link").read("key")), [1, 2, 3]);
	assert.equal(flash.open("wifi").read("key"), undefined);
	assert.equal(flash.open("link").read("rung"), undefined);
});

test("flash keeps its own copy: neither what was written nor what was read is changed behind its back", () => {
	const link = new Flash().open("link");
	const written = buffer(1);
	link.write("key", written);
	new Uint8Array(written)[0] = 9;
	const read = link.read("key") ?? buffer();
	new Uint8Array(read)[0] = 9;
	assert.deepEqual(bytesIn(link.read("key")), [1]);
});

test("what is deleted from flash is gone, and writes and deletions are counted as wear", () => {
	const flash = new Flash();
	const link = flash.open("link");
	link.write("key", buffer(1));
	link.write("key", buffer(2));
	link.delete("key");
	assert.equal(link.read("key"), undefined);
	assert.equal(flash.writes, 3);
});

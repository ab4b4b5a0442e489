import { P1Server, REPEAT, SLOWEST_READER } from "../../src/home/p1-server.js";
import { readableTelegram } from "../../src/home/readable-telegram.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { bytesOf, sealed } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";
import { scriptedServing, send, sent } from "../http/scripted-serving.js";

const FIRST = sealed(["/FLU5\\253769484_A", "", "1-0:1.7.0(00.100*kW)"]);
const SECOND = sealed(["/FLU5\\253769484_A", "", "1-0:1.7.0(00.200*kW)"]);
const THIRD = sealed(["/FLU5\\253769484_A", "", "1-0:1.7.0(00.300*kW)"]);

function served() {
	const clock = new VirtualClock();
	const serving = scriptedServing();
	const link = { isFresh: true };
	const server = new P1Server({ clock, serving, port: 2001, isFresh: () => link.isFresh });
	return { clock, serving, link, server };
}

test("whoever connects gets the last telegram at once, byte for byte, and each new one as it comes", () => {
	const { serving, server } = served();
	const early = serving.connect();
	assert.equal(sent(early), "");
	server.offer(bytesOf(FIRST));
	const late = serving.connect();
	server.offer(bytesOf(SECOND));
	assert.equal(sent(early), FIRST + SECOND);
	assert.equal(sent(late), FIRST + SECOND);
});

test("a telegram is repeated every ten seconds while the link is fresh, and not when it is stale", () => {
	const { clock, serving, link, server } = served();
	server.offer(bytesOf(FIRST));
	const reader = serving.connect();
	clock.advance(REPEAT);
	assert.equal(sent(reader), FIRST.repeat(2));
	clock.advance(3 * REPEAT);
	assert.equal(sent(reader), FIRST.repeat(5));
	link.isFresh = false;
	clock.advance(600_000);
	assert.equal(sent(reader), FIRST.repeat(5));
	assert.equal(sent(serving.connect()), "");
	link.isFresh = true;
	clock.advance(REPEAT);
	assert.equal(sent(reader), FIRST.repeat(6));
});

test("no pause between telegrams is longer than ten seconds, whenever they come", () => {
	const { clock, serving, server } = served();
	server.offer(bytesOf(FIRST));
	const reader = serving.connect();
	for (let second = 1; second <= 60; second++) {
		if (second % 7 === 0) server.offer(bytesOf(SECOND));
		const before = sent(reader).length;
		clock.advance(1000);
		if (second % 7 === 0) assert.equal(sent(reader).length, before);
	}
	// At once, and eight of the meter's: none repeated.
	assert.equal(sent(reader).length, FIRST.length * 9);
});

test("a slow reader gets whole telegrams only, and the newest of those that came meanwhile", () => {
	const { serving, server } = served();
	const reader = serving.connect(10);
	for (const telegram of [FIRST, SECOND, THIRD]) server.offer(bytesOf(telegram));
	assert.equal(sent(reader), FIRST.slice(0, 10));
	for (let turn = 0; turn < 200; turn++) reader?.give(3);
	assert.equal(sent(reader), FIRST + THIRD);
	assert.equal(reader?.overrun, 0);
});

test("a reader that does not take a telegram within thirty seconds is dropped, and the others notice nothing", () => {
	const { clock, serving, server } = served();
	const stuck = serving.connect(5);
	const well = serving.connect();
	server.offer(bytesOf(FIRST));
	clock.advance(SLOWEST_READER);
	assert.ok(stuck?.closed);
	assert.equal(server.readers, 1);
	assert.equal(sent(well), FIRST.repeat(4));
});

test("three readers at a time; a fourth is refused until one leaves", () => {
	const { clock, serving, server } = served();
	const readers = [serving.connect(), serving.connect(), serving.connect()];
	assert.equal(serving.connect(), undefined);
	readers[0]?.hangUp();
	assert.equal(server.readers, 2);
	assert.ok(serving.connect() !== undefined);
	server.close();
	assert.equal(server.readers, 0);
	clock.advance(600_000);
});

test("what a reader says is of no interest, and a socket that fails takes nobody along", () => {
	const { serving, server } = served();
	const talker = serving.connect();
	send(talker, "GET / HTTP/1.1\r\n\r\n".repeat(100));
	const broken = serving.connect();
	if (broken) {
		broken.write = () => {
			throw new Error("would block");
		};
	}
	server.offer(bytesOf(FIRST));
	assert.ok(broken?.closed);
	assert.equal(sent(talker), FIRST);
});

test("a telegram that Home Assistant can read stays as it is", () => {
	const telegram = bytesOf(FIRST);
	assert.equal(readableTelegram(telegram), telegram);
	const old = bytesOf("/KMP5 X\r\n\r\n1-0:1.7.0(0001.00*kW)\r\n!\r\n");
	assert.equal(readableTelegram(old), old);
});

for (const [what, telegram, readable] of [
	["bytes above 0x7F", sealed(["/HU5", "", "0-0:96.13.0(\xff\xff)"]), sealed(["/HU5", "", "0-0:96.13.0(??)"])],
	["an end without CR", `${FIRST.slice(0, -2)}\n`, FIRST],
	["an end without line end", FIRST.slice(0, -2), FIRST],
	["a CRC in small letters", FIRST.slice(0, -6) + FIRST.slice(-6).toLowerCase(), FIRST],
] as const) {
	test(`a telegram with ${what} goes out as one without, its CRC right`, () => {
		assert.deepEqual(readableTelegram(bytesOf(telegram)), bytesOf(readable));
	});
}

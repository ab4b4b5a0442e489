import type { KeyValue } from "../../src/io.js";
import { DutyLedger } from "../../src/lora/duty-ledger.js";
import { subBandOf } from "../../src/lora/regions.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

const HOUR = 3_600_000;
const LIMIT_US = 36_000_000;

function bandM() {
	const band = subBandOf(868_300_000, 250_000);
	assert.ok(band);
	return band;
}

/** Flash that counts what is written to it. */
class CountingStorage implements KeyValue {
	readonly content = new Map<string, ArrayBuffer>();
	writes = 0;
	failing = false;

	read(key: string): ArrayBuffer | undefined {
		return this.content.get(key);
	}

	write(key: string, value: ArrayBuffer): void {
		if (this.failing) throw new Error("flash is worn out");
		this.writes++;
		this.content.set(key, value.slice(0));
	}

	delete(key: string): void {
		this.content.delete(key);
	}
}

function ledgerOn(storage: KeyValue = new CountingStorage(), clock = new VirtualClock()) {
	return { clock, storage, ledger: new DutyLedger({ clock, storage, subBand: bandM() }) };
}

test("the ledger allows a sub-band's duty cycle of an hour and no microsecond more", () => {
	const { ledger } = ledgerOn();
	assert.equal(ledger.limitUs, LIMIT_US);
	assert.ok(ledger.charge(LIMIT_US - 1_000_000));
	assert.ok(!ledger.charge(1_000_001));
	assert.equal(ledger.usedUs, LIMIT_US - 1_000_000);
	assert.ok(ledger.charge(1_000_000));
	assert.ok(!ledger.charge(1));
});

test("a refused transmission is allowed at the time the ledger names, and not before", () => {
	const { clock, ledger } = ledgerOn();
	assert.ok(ledger.charge(30_000_000));
	clock.advance(10 * 60_000 + 1234);
	assert.ok(ledger.charge(6_000_000));
	assert.equal(ledger.allowedAt(1), 62 * 60_000);
	assert.equal(ledger.allowedAt(30_000_001), 72 * 60_000);
	clock.runUntil(62 * 60_000 - 1);
	assert.ok(!ledger.charge(1));
	clock.advance(1);
	assert.equal(ledger.allowedAt(30_000_000), clock.now());
	assert.ok(ledger.charge(30_000_000));
});

test("a transmission longer than the limit is never allowed", () => {
	assert.equal(ledgerOn().ledger.allowedAt(LIMIT_US + 1), Number.POSITIVE_INFINITY);
});

test("a charge that is no time on air is refused by name", () => {
	const { ledger } = ledgerOn();
	for (const airtime of [0, -1, 1.5, Number.NaN, 60_000_001])
		assert.throws(() => ledger.charge(airtime), /airtimeUs is /);
});

test("a reset forgets nothing: what was just used counts as used at the reset", () => {
	const { clock, storage, ledger } = ledgerOn();
	assert.ok(ledger.charge(20_000_000));
	clock.advance(59_000);
	const after = ledgerOn(storage);
	assert.ok(after.ledger.usedUs >= 20_000_000);
	assert.ok(after.ledger.usedUs <= 20_000_000 + LIMIT_US / 16);
	after.clock.advance(HOUR);
	assert.ok(after.ledger.usedUs >= 20_000_000);
	after.clock.advance(2 * 60_000);
	assert.equal(after.ledger.usedUs, 0);
});

test("a loop of resets can't transmit more than an hour's allowance", () => {
	const storage = new CountingStorage();
	let sentUs = 0;
	for (let reset = 0; reset < 200; reset++) {
		const { clock, ledger } = ledgerOn(storage);
		clock.advance(8_000);
		if (ledger.charge(400_000)) sentUs += 400_000;
	}
	// Each reset forfeits a 128th of the limit, written ahead.
	assert.ok(sentUs > LIMIT_US / 2 && sentUs <= LIMIT_US, `${sentUs} us`);
	assert.ok(storage.writes <= 120, `${storage.writes} writes`);
});

test("a charge that storage didn't take is not made", () => {
	const storage = new CountingStorage();
	const { ledger } = ledgerOn(storage);
	storage.failing = true;
	assert.throws(() => ledger.charge(1_000_000), /worn out/);
	assert.equal(ledger.usedUs, 0);
});

test("a record that can't be read counts as a spent hour", () => {
	const storage = new CountingStorage();
	storage.write("duty.M", new ArrayBuffer(3));
	assert.equal(ledgerOn(storage).ledger.usedUs, LIMIT_US);
});

/** A start on this flash, of a board that may have lost what it noted. */
function doubting(storage: KeyValue) {
	const clock = new VirtualClock();
	return { clock, ledger: new DutyLedger({ clock, storage, subBand: bandM(), spentWhenMissing: true }) };
}

test("a record that may have been lost counts as a spent hour, over restarts too", () => {
	const storage = new CountingStorage();
	const first = doubting(storage);
	assert.equal(first.ledger.usedUs, LIMIT_US);
	assert.equal(first.ledger.allowedAt(1), 62 * 60_000);
	first.clock.advance(21 * 60_000);
	const { clock, ledger } = doubting(storage);
	assert.ok(!ledger.charge(1));
	const left = ledger.allowedAt(1);
	assert.ok(left >= 41 * 60_000 && left <= 46 * 60_000, `${left / 60_000} minutes`);
	clock.advance(left);
	assert.ok(ledger.charge(LIMIT_US));
});

test("a spent hour ages over restarts that are six minutes apart", () => {
	const storage = new CountingStorage();
	let starts = 0;
	while (doubting(storage).ledger.usedUs > 0) {
		// The clock of a start goes on until the next.
		const { clock } = doubting(storage);
		clock.advance(6 * 60_000);
		starts++;
		assert.ok(starts < 20);
	}
	assert.ok(starts >= 11, `${starts}`);
});

test("that it counts as spent is noted at once, and where storage refuses that, holds at the next start as well", () => {
	const storage = new CountingStorage();
	storage.failing = true;
	assert.equal(doubting(storage).ledger.usedUs, LIMIT_US);
	storage.failing = false;
	assert.equal(doubting(storage).ledger.usedUs, LIMIT_US);
	assert.equal(ledgerOn(storage).ledger.usedUs, LIMIT_US, "whatever the next start thinks of missing records");
});

test("steady traffic writes to flash twice in five minutes, and silence not at all once nothing counts", () => {
	const storage = new CountingStorage();
	const { clock, ledger } = ledgerOn(storage);
	const step = () => {
		clock.advance(5_000);
		assert.ok(ledger.charge(36_000));
	};
	for (let i = 0; i < 1440; i++) step();
	const settled = storage.writes;
	for (let i = 0; i < 12 * 720; i++) step();
	const perHour = (storage.writes - settled) / 12;
	assert.ok(perHour >= 24 && perHour <= 36, `${perHour} writes an hour`);
	clock.advance(2 * HOUR);
	const silent = storage.writes;
	assert.ok(silent - settled <= 12 * perHour + 13);
	clock.advance(24 * HOUR);
	assert.equal(storage.writes, silent);
});

test("a board that restarts every 20 minutes goes on transmitting, and one every 6 minutes, however spent the hour was", () => {
	for (const every of [20, 6]) {
		const storage = new CountingStorage();
		let sentUs = 0;
		for (let hour = 0; hour < 8; hour++) {
			sentUs = 0;
			for (let restart = 0; restart < 60 / every; restart++) {
				const { clock, ledger } = ledgerOn(storage);
				const end = clock.now() + every * 60_000;
				while (clock.now() < end) {
					if (ledger.charge(100_000)) sentUs += 100_000;
					clock.advance(1_000);
				}
			}
		}
		assert.ok(sentUs > LIMIT_US / 4, `every ${every} minutes: ${sentUs} us in the last hour`);
	}
});

test("what was used leaves the hour in its turn, across restarts", () => {
	const storage = new CountingStorage();
	const first = ledgerOn(storage);
	assert.ok(first.ledger.charge(20_000_000));
	first.clock.advance(30 * 60_000);
	const second = ledgerOn(storage);
	assert.ok(second.ledger.charge(5_000_000));
	second.clock.advance(25 * 60_000);
	const third = ledgerOn(storage);
	assert.ok(third.ledger.usedUs >= 25_000_000);
	third.clock.advance(17 * 60_000);
	assert.ok(third.ledger.usedUs < 20_000_000, "62 minutes, and five more that the group of minutes may add");
	assert.ok(third.ledger.usedUs >= 5_000_000);
});

test("storage that says it has kept a charge and has not gets no transmission", () => {
	const storage = new CountingStorage();
	const { ledger } = ledgerOn(storage);
	storage.write = () => {};
	assert.throws(() => ledger.charge(1_000_000), /does not keep/);
	assert.equal(ledger.usedUs, 0);
});

/** Flash that can lose the last write, which it said it had kept, and whose board can lose its power at a write. */
class ForgetfulStorage extends CountingStorage {
	isOff = false;
	cutAt = Number.POSITIVE_INFINITY;
	#before: ArrayBuffer | undefined;

	override write(key: string, value: ArrayBuffer): void {
		const before = this.content.get(key);
		super.write(key, value);
		this.#before = before;
		if (this.writes !== this.cutAt) return;
		this.isOff = true;
		throw new Error("no power");
	}

	forgetLast(): void {
		if (this.#before !== undefined) this.content.set("duty.M", this.#before);
		this.#before = undefined;
	}
}

/** False, too, when the power went while it was being written. */
function charged(ledger: DutyLedger, storage: ForgetfulStorage, airtimeUs: number): boolean {
	try {
		return ledger.charge(airtimeUs);
	} catch {
		assert.ok(storage.isOff);
		return false;
	}
}

interface Span {
	from: number;
	to: number;
}

/** How much of `spans`, which are in order, lies between two times. */
function timeWithin(spans: Span[], from: number, to: number): number {
	let sum = 0;
	for (let index = firstAfter(spans, from); index < spans.length && spans[index].from < to; index++)
		sum += Math.min(spans[index].to, to) - Math.max(spans[index].from, from);
	return sum;
}

/** The first span that ends after `time`, by bisection. */
function firstAfter(spans: Span[], time: number): number {
	let [low, high] = [0, spans.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (spans[middle].to > time) high = middle;
		else low = middle + 1;
	}
	return low;
}

for (const seed of [1, 2, 3, 4]) {
	test(`no sliding hour holds more than the limit, whatever is sent and however often it resets (seed ${seed})`, () => {
		const random = seededRandom(seed);
		const storage = new ForgetfulStorage();
		const sent: Span[] = [];
		const writes: number[] = [];
		let bootedAt = 0;
		let now = 0;
		let { clock, ledger } = ledgerOn(storage);
		let pace = 10_000;
		for (let i = 0; i < 3000; i++) {
			if (random() < 0.02) pace = [300, 5_000, 60_000, 400_000][Math.floor(random() * 4)];
			if (random() < 0.005) {
				bootedAt = now;
				if (random() < 0.5) storage.forgetLast();
				({ clock, ledger } = ledgerOn(storage));
			}
			clock.advance(random() * pace);
			now = bootedAt + clock.now();
			const airtime = 15_000 + Math.floor(random() * random() * 9_000_000);
			const before = storage.writes;
			storage.cutAt = random() < 0.1 ? storage.writes + 1 + Math.floor(random() * 2) : Number.POSITIVE_INFINITY;
			if (charged(ledger, storage, airtime)) sent.push({ from: now, to: now + airtime / 1000 });
			for (let write = before; write < storage.writes; write++) writes.push(now);
			if (storage.isOff) {
				storage.isOff = false;
				bootedAt = now;
				({ clock, ledger } = ledgerOn(storage));
			}
			now = Math.max(now, sent.at(-1)?.to ?? 0); // half duplex: the next one starts after this one
			clock.runUntil(now - bootedAt);
		}
		// The fullest hours begin with a transmission, or end with one.
		for (const at of sent.flatMap(({ from, to }) => [from, to - HOUR])) {
			const usedMs = timeWithin(sent, at, at + HOUR);
			assert.ok(usedMs <= LIMIT_US / 1000 + 1e-3, `${usedMs} ms in the hour from ${at}`);
		}
		for (const [index, at] of writes.entries())
			assert.ok(index < 100 || at - writes[index - 100] >= HOUR, `more than 100 writes in the hour to ${at}`);
		assert.ok(sent.length > 100);
	});
}

test("who spends the sustainable share is never refused, not even after a reset that dates everything to now", () => {
	const clock = new VirtualClock();
	const storage = new CountingStorage();
	const before = ledgerOn(storage, clock).ledger;
	assert.ok(before.charge(0.85 * LIMIT_US));
	const { ledger } = ledgerOn(storage, clock);
	const frameUs = 400_000;
	let longest = 0;
	for (let last = clock.now(); clock.now() < 3 * HOUR; last = clock.now()) {
		assert.ok(ledger.charge(frameUs), `refused at ${clock.now()}`);
		clock.advance(frameUs / 1000 / ledger.sustainableShare);
		longest = Math.max(longest, clock.now() - last);
	}
	assert.ok(longest < 10 * 60_000, `${longest} ms of silence`);
});

test("in steady traffic the sustainable share is the duty cycle", () => {
	const { clock, ledger } = ledgerOn();
	for (let frame = 0; frame < 720; frame++) {
		clock.advance(10_000);
		assert.ok(ledger.charge(80_000));
	}
	assert.close(ledger.sustainableShare, 0.01, 0.0005);
});

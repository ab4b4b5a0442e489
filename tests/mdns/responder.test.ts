import { announcementOf } from "../../src/home/announcement.js";
import type { UDP, UDPOptions } from "../../src/io.js";
import { Type } from "../../src/mdns/message.js";
import { Responder } from "../../src/mdns/responder.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { answers, query } from "./packets.js";

const HOST = "p1-lora-103789fa.local";
const ALL = "224.0.0.251";
const AAAA = 28;
const NSEC = 47;

class Bench {
	readonly clock = new VirtualClock();
	sent: { bytes: Uint8Array; address: string; port: number }[] = [];
	readonly groups: string[] = [];
	isOpen = false;
	/** The network takes nothing at the moment. */
	refuses = false;
	#incoming: (ArrayBuffer & { address: string; port: number })[] = [];
	#onReadable: (count: number) => void = () => {};
	readonly responder: Responder;

	constructor() {
		const bench = this;
		class Socket implements UDP {
			constructor({ onReadable }: UDPOptions) {
				bench.isOpen = true;
				bench.#onReadable = onReadable;
			}
			read() {
				return bench.#incoming.shift();
			}
			write(bytes: Uint8Array, address: string, port: number) {
				if (bench.refuses) throw new Error("no memory");
				bench.sent.push({ bytes: bytes.slice(), address, port });
			}
			add(address: string) {
				bench.groups.push(address);
			}
			close() {
				bench.isOpen = false;
			}
		}
		const announcement = announcementOf("103789fa", { httpPort: 80, p1Port: 2001, homeWizard: true });
		this.responder = new Responder({ io: Socket, clock: this.clock, announcement, address: "192.168.1.7" });
	}

	/** Somebody asks; what goes out for it. */
	ask(bytes: Uint8Array, port = 5353) {
		this.sent = [];
		this.#incoming.push(Object.assign(bytes.slice().buffer as ArrayBuffer, { address: "192.168.1.20", port }));
		this.#onReadable(1);
		return this.sent.map(({ bytes, address, port }) => ({ ...answers(bytes), address, port }));
	}

	/** The announcements are over. */
	settled(): this {
		this.clock.advance(60_000);
		return this;
	}
}

test("the receiver says thrice that it is there, when it comes onto the network", () => {
	const bench = new Bench();
	bench.clock.advance(60_000);
	assert.deepEqual(bench.groups, [ALL]);
	assert.equal(bench.sent.length, 3);
	const { records } = answers(bench.sent[0].bytes);
	assert.deepEqual([bench.sent[0].address, bench.sent[0].port], [ALL, 5353]);
	assert.equal(records.length, 14);
	const host = records.find(({ name, type }) => name === HOST && type === Type.a);
	assert.deepEqual(host && [host.data, host.ttl, host.flush], [Uint8Array.of(192, 168, 1, 7), 120, true]);
});

test("its name is answered, to all or to whoever wants it alone, however it is written", () => {
	const bench = new Bench().settled();
	const [toAll] = bench.ask(query([{ name: HOST, type: Type.a }]));
	assert.deepEqual([toAll.address, toAll.port, toAll.records[0].type], [ALL, 5353, Type.a]);
	const [alone] = bench.ask(query([{ name: HOST.toUpperCase(), type: Type.a, unicast: true }]));
	assert.deepEqual([alone.address, alone.port], ["192.168.1.20", 5353]);
	assert.deepEqual(bench.ask(query([{ name: "p1-lora-ffffffff.local", type: Type.a }])), []);
});

test("whoever asks for an address of IPv6 hears at once that there is none, and so does who asks for one of IPv4", () => {
	const bench = new Bench().settled();
	for (const type of [AAAA, Type.a]) {
		const [{ records }] = bench.ask(query([{ name: HOST, type }]));
		const none = records.find((record) => record.type === NSEC);
		assert.deepEqual(none && [none.name, none.ttl, none.flush], [HOST, 120, true]);
		// RFC 6762, 6.1: its own name, and a bitmap of the types that there are, of which A is the second bit.
		const name = HOST.split(".").flatMap((label) => [label.length, ...Array.from(label, (c) => c.charCodeAt(0))]);
		assert.deepEqual([...(none?.data ?? [])], [...name, 0, 0, 1, 0b0100_0000]);
		assert.equal(records.length, type === AAAA ? 1 : 2);
		bench.clock.advance(1000);
	}
});

test("whoever looks for HomeWizard's meters gets place, keys and address with the first answer", () => {
	const [{ records }] = new Bench().settled().ask(query([{ name: "_hwenergy._tcp.local", type: Type.ptr }]));
	const types = records.map(({ name, type }) => `${type} ${name}`).sort();
	assert.deepEqual(types, [
		`1 ${HOST}`,
		"12 _hwenergy._tcp.local",
		"16 p1-lora-103789fa._hwenergy._tcp.local",
		"33 p1-lora-103789fa._hwenergy._tcp.local",
	]);
	const text = records.find(({ type }) => type === Type.txt);
	assert.match(String.fromCharCode(...(text?.data ?? [])), /product_type=HWE-P1/);
});

test("it is found by whoever asks for much more in the same packet, as Home Assistant does when it starts", () => {
	const others = Array.from({ length: 70 }, (_, i) => ({ name: `_service-${i}._tcp.local`, type: Type.ptr }));
	const ours = { name: "_hwenergy._tcp.local", type: Type.ptr };
	const bench = new Bench().settled();
	for (const unicast of [true, false]) {
		const [answer, ...more] = bench.ask(query([...others.slice(0, 50), { ...ours, unicast }, ...others.slice(50)]));
		assert.deepEqual([answer.records.length, more.length], [4, 0]);
		assert.equal(answer.address, unicast ? "192.168.1.20" : ALL);
	}
	assert.deepEqual(bench.ask(query(others)), []);
	// However near the name comes, and however it is spelt.
	for (const name of ["_hwenerg._tcp.local", "_hwenergyy._tcp.local", "_hwenergy._tcp.loca", "_hwenergy._tcp.local.x"])
		assert.deepEqual(bench.ask(query([{ name, type: Type.ptr }])), [], name);
	bench.clock.advance(1000);
	assert.equal(bench.ask(query([{ ...ours, name: "_HWEnergy._tcp.Local" }])).length, 1);
});

test("everything that it offers is listed, and where a service is comes with the address", () => {
	const bench = new Bench().settled();
	const [{ records }] = bench.ask(query([{ name: "_services._dns-sd._udp.local", type: Type.ptr }]));
	assert.equal(records.length, 3);
	const [place] = bench.ask(query([{ name: "p1-lora-103789fa._p1._tcp.local", type: Type.srv }]));
	assert.deepEqual(
		place.records.map(({ type }) => type),
		[Type.srv, Type.a],
	);
	assert.deepEqual(place.records[0].data.slice(4, 6), Uint8Array.of(2001 >> 8, 2001 & 255));
});

test("somebody who knows nothing of multicast gets id and question back, and nothing to keep", () => {
	const [answer] = new Bench().settled().ask(query([{ name: HOST, type: Type.a }], { id: 4711 }), 40_000);
	assert.deepEqual([answer.address, answer.port, answer.id, answer.questions], ["192.168.1.20", 40_000, 4711, 1]);
	assert.deepEqual([answer.records[0].ttl, answer.records[0].flush], [10, false]);
});

test("nothing goes to all more than once a second, and to one no more than ten times", () => {
	const bench = new Bench().settled();
	const name = { name: HOST, type: Type.a };
	let toAll = 0;
	let toOne = 0;
	for (let i = 0; i < 50; i++) {
		toAll += bench.ask(query([name])).length;
		toOne += bench.ask(query([{ ...name, unicast: true }])).length;
	}
	assert.deepEqual([toAll, toOne], [1, 10]);
	bench.clock.advance(1000);
	assert.equal(bench.ask(query([name])).length, 1);
});

test("answers of others, broken packets and noise are not answered, and nothing throws", () => {
	const bench = new Bench().settled();
	const good = query([{ name: HOST, type: Type.a }]);
	assert.deepEqual(bench.ask(query([{ name: HOST, type: Type.a }], { flags: 0x8400 })), []);
	for (let length = 0; length < good.length; length++) assert.deepEqual(bench.ask(good.slice(0, length)), []);
	const loop = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1);
	assert.deepEqual(bench.ask(loop), []);
	const empty = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1);
	assert.deepEqual(bench.ask(empty), []);
	const many = good.slice();
	many.set([0xff, 0xff], 4);
	assert.deepEqual(bench.ask(many), []);
	const random = new Random(5);
	for (let round = 0; round < 2000; round++) {
		const noise = random.below(2) === 0 ? random.bytes(random.below(200)) : good.slice();
		if (noise.length > 0) noise[random.below(noise.length)] = random.below(256);
		bench.ask(noise);
	}
	bench.clock.advance(2000);
	assert.equal(bench.ask(good).length, 1);
});

test("a network that takes nothing is borne, and asked again it answers", () => {
	const bench = new Bench();
	bench.refuses = true;
	bench.settled();
	bench.ask(query([{ name: HOST, type: Type.a }]));
	bench.refuses = false;
	bench.clock.advance(1000);
	assert.equal(bench.ask(query([{ name: HOST, type: Type.a }])).length, 1);
	bench.responder.close();
	assert.ok(!bench.isOpen);
});

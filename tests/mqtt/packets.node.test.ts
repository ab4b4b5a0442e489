import fc from "fast-check";
import mqttPacket from "mqtt-packet";
import { PacketFramer } from "../../src/mqtt/framer.js";
import { encodePublish, judgeHeader, LONGEST_KEPT, PacketDecoder } from "../../src/mqtt/packets.js";
import { assert, test } from "../harness/index.js";

/** A topic, any text that is allowed as one. */
const topics = fc
	.string({ unit: "grapheme", minLength: 1, maxLength: 40 })
	.filter((topic) => !/[+#\0]/.test(topic) && topic.isWellFormed());

test("our PUBLISH is the one that mqtt-packet writes", () => {
	const payloads = fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array(), fc.constant("x".repeat(16_500)));
	fc.assert(
		fc.property(
			topics,
			payloads,
			fc.boolean(),
			fc.option(fc.integer({ min: 1, max: 65_535 })),
			(topic, payload, retain, id) => {
				const expected = mqttPacket.generate({
					cmd: "publish",
					topic,
					payload: typeof payload === "string" ? payload : Buffer.from(payload),
					retain,
					dup: false,
					qos: id === null ? 0 : 1,
					messageId: id ?? undefined,
				});
				const actual = encodePublish(topic, payload, retain, id ?? undefined);
				assert.equal(Buffer.compare(actual, expected), 0);
			},
		),
	);
});

test("a PUBLISH is the same on an engine that encodes text by itself", () => {
	const packet = () => encodePublish("t\u00e9", "m\u00b3 \u20ac \u{1f4a7}", true, 7);
	const ours = packet();
	// As Moddable's engine has it.
	Object.assign(ArrayBuffer, { fromString: (text: string) => Uint8Array.from(new TextEncoder().encode(text)).buffer });
	try {
		assert.deepEqual(packet(), ours);
	} finally {
		Reflect.deleteProperty(ArrayBuffer, "fromString");
	}
});

test("a remaining length takes one to three bytes, as few as it can", () => {
	for (const [payload, header] of [
		[124, 2],
		[125, 3],
		[16_380, 3],
		[16_381, 4],
	]) {
		assert.equal(encodePublish("t", new Uint8Array(payload), false, undefined).length, header + 3 + payload);
	}
});

test("however the stream is cut, the same packets come out of it", () => {
	const messages = fc.array(fc.record({ topic: topics, payload: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 5 });
	fc.assert(
		fc.property(messages, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, cuts) => {
			const stream = Buffer.concat(sent.map(({ topic, payload }) => encodePublish(topic, payload, false, undefined)));
			const framer = new PacketFramer(judgeHeader, LONGEST_KEPT);
			const decoder = new PacketDecoder();
			const received: { topic: string; payload: Uint8Array }[] = [];
			for (let at = 0, i = 0; at < stream.length; at += cuts[i++ % cuts.length]) {
				const fault = framer.push(stream.subarray(at, at + cuts[i % cuts.length]), (bytes) => {
					const packet = decoder.decode(bytes);
					if (packet.type === "publish")
						received.push({ topic: packet.topic, payload: Uint8Array.from(packet.payload) });
					return true;
				});
				assert.equal(fault, undefined);
			}
			assert.deepEqual(
				received,
				sent.map(({ topic, payload }) => ({ topic, payload: Uint8Array.from(payload) })),
			);
		}),
	);
});

test("no bytes make the reader throw or hold more than its limit", () => {
	// Half of the time the first byte is one that a broker may send, to get past the door.
	const first = fc.constantFrom(0x20, 0x30, 0x31, 0x32, 0x33, 0x3b, 0x3d, 0x40, 0x90, 0xd0);
	const hostile = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc
			.tuple(first, fc.uint8Array({ maxLength: 200 }))
			.map(([type, body]) => Uint8Array.of(type, body.length & 0x7f, ...body)),
	);
	fc.assert(
		fc.property(hostile, (bytes) => {
			const decoder = new PacketDecoder();
			new PacketFramer(judgeHeader, LONGEST_KEPT).push(bytes, (packet) => {
				assert.ok(packet.length <= 2048);
				return decoder.decode(packet).type !== "malformed";
			});
		}),
		{ numRuns: 2000 },
	);
});

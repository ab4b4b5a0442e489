/** Programs of others that read P1 over TCP, on real sockets. */

import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import { crc16 } from "../../src/p1/crc16.js";
import { beGasWater } from "../fixtures/p1/be-emucs-3ph-gas-water.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { huFiller } from "../fixtures/p1/hu-3ph-ff.js";
import { nlDsmr50 } from "../fixtures/p1/nl-dsmr50-3ph-gas.js";
import { assert, test } from "../harness/index.js";
import { until } from "../until.js";
import { LOCALHOST, withHome } from "./served-home.js";
import { snapshotOf } from "./snapshots.js";

const require = createRequire(import.meta.url);

/** Both are CommonJS without types of use here. */
interface DSMRParser {
	parse(telegram: string): { objects: Record<string, unknown>; checksum?: boolean };
}
interface Measurement {
	values: { value: number; unit?: string }[];
}
interface SmartmeterObis {
	init(
		options: object,
		onData: (error: Error | null, results: Record<string, Measurement>) => void,
	): SmartmeterTransport;
}
interface SmartmeterTransport {
	process(): void;
	stop(done?: () => void): void;
}

/** What comes within the first `milliseconds`, or until `enough`. */
async function readFrom(port: number, enough: (text: string) => boolean): Promise<{ text: string; socket: Socket }> {
	const socket = connect(port, LOCALHOST);
	let text = "";
	await new Promise<void>((resolve, reject) => {
		socket.setTimeout(10_000, () => reject(new Error("nothing came in ten seconds")));
		socket.on("error", reject).on("data", (bytes) => {
			text += bytes.toString("latin1");
			if (enough(text)) resolve();
		});
	});
	return { text, socket };
}

/** dsmr_parser's, and so Home Assistant's. */
const HOME_ASSISTANT_FRAME = /\/[^/]+?![A-F0-9]{0,4}\0?\r\n/;

for (const fixture of [nlDsmr50, beGasWater, huFiller]) {
	test(`Home Assistant and evcc find the telegram of ${fixture.name} at once, its CRC right`, async () => {
		await withHome(snapshotOf(fixture.telegram), async ({ p1Port }) => {
			const { text, socket } = await readFrom(p1Port, (so) => HOME_ASSISTANT_FRAME.test(so));
			socket.destroy();
			const frame = HOME_ASSISTANT_FRAME.exec(text)?.[0] ?? "";
			assert.equal(frame, text);
			// dsmr_parser decodes it as ASCII; evcc compares four digits in capitals.
			assert.match(frame, /^[\0-\x7f]*$/);
			const [body, crc] = frame.split(/(?<=!)/);
			assert.equal(crc.trim(), crc16(bytesOf(body)).toString(16).toUpperCase().padStart(4, "0"));
			if (fixture !== huFiller) assert.equal(text, fixture.telegram);
		});
	});
}

test("npm's dsmr-parser reads what comes over the socket", async () => {
	const parser = require("dsmr-parser") as DSMRParser;
	await withHome(snapshotOf(nlDsmr50.telegram), async ({ p1Port }) => {
		const { text, socket } = await readFrom(p1Port, (so) => so.endsWith("\r\n") && so.includes("!"));
		socket.destroy();
		const { objects } = parser.parse(text);
		assert.equal(objects["dsmr version"], "5.0");
		assert.equal(objects["electricity delivered tariff 1"], 32.159);
		assert.equal(objects["electricity received tariff 1"], 2.376);
	});
});

test("smartmeter-obis reads a telegram from its own socket", async () => {
	const { init } = require("smartmeter-obis") as SmartmeterObis;
	await withHome(snapshotOf(nlDsmr50.telegram), async ({ p1Port }) => {
		let transport: SmartmeterTransport | undefined;
		const read = await new Promise<Record<string, Measurement>>((resolve, reject) => {
			const options = {
				protocol: "D0Protocol",
				transport: "TCPTransport",
				transportTcpHost: LOCALHOST,
				transportTcpPort: p1Port,
				protocolD0ModeOverwrite: "D",
				logger: () => {},
			};
			transport = init(options, (error, results) => (error ? reject(error) : resolve(results)));
			transport.process();
		}).finally(() => transport?.stop());
		assert.deepEqual(read["1-0:1.8.1"].values, [{ value: 32.159, unit: "kWh" }]);
	});
});

test("of four clients the fourth is refused at once, and comes in when another has left", async () => {
	await withHome(snapshotOf(nlDsmr50.telegram), async ({ p1Port }) => {
		const whole = (text: string) => text === nlDsmr50.telegram;
		const clients = await Promise.all([1, 2, 3].map(() => readFrom(p1Port, whole)));
		await new Promise<void>((resolve) =>
			connect(p1Port, LOCALHOST)
				.on("error", () => {})
				.on("close", () => resolve()),
		);
		clients[0].socket.destroy();
		await until("the next one comes in", () =>
			readFrom(p1Port, whole).then(
				(client) => clients.push(client) > 0,
				() => false,
			),
		);
		for (const { socket } of clients) socket.destroy();
	});
});

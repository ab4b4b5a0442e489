/** The responder on real sockets: asked by unicast, which every machine lets through, and by multicast where that is. */
import { createSocket, type Socket } from "node:dgram";
import { test as nodeTest } from "node:test";
import { announcementOf } from "../../src/home/announcement.js";
import { Type } from "../../src/mdns/message.js";
import { MDNS_ADDRESS, Responder } from "../../src/mdns/responder.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { HostUDP } from "../../tools/host/udp.js";
import { assert, test } from "../harness/index.js";
import { answers, query } from "./packets.js";

const LOCALHOST = "127.0.0.1";
const HOST = "p1-lora-103789fa.local";

async function withResponder(body: (port: number, asker: Socket) => Promise<void>): Promise<void> {
	const asker = createSocket({ type: "udp4", reuseAddr: true });
	await new Promise<void>((done) => asker.bind(0, done));
	const port = asker.address().port + 1;
	const announcement = announcementOf("103789fa", { httpPort: 80, p1Port: 2001, homeWizard: false });
	const options = { io: HostUDP, clock: new RealClock(), announcement, address: "192.168.1.7", port };
	const responder = new Responder(options);
	try {
		await new Promise((done) => setTimeout(done, 100));
		await body(port, asker);
	} finally {
		responder.close();
		asker.close();
	}
}

function answer(asker: Socket, patience = 3000): Promise<Uint8Array | undefined> {
	return new Promise((done) => {
		const timer = setTimeout(() => done(undefined), patience);
		asker.once("message", (bytes) => {
			clearTimeout(timer);
			done(new Uint8Array(bytes));
		});
	});
}

test("a query over a real socket is answered with the address, and one for a service with all of it", async () => {
	await withResponder(async (port, asker) => {
		asker.send(query([{ name: HOST, type: Type.a }], { id: 7 }), port, LOCALHOST);
		const first = await answer(asker);
		assert.ok(first);
		assert.deepEqual(
			answers(first).records.map(({ name, type }) => [name, type]),
			[
				[HOST, Type.a],
				[HOST, Type.nsec],
			],
		);
		assert.deepEqual([...answers(first).records[0].data], [192, 168, 1, 7]);
		asker.send(query([{ name: "_http._tcp.local", type: Type.ptr }]), port, LOCALHOST);
		const second = await answer(asker);
		assert.ok(second);
		assert.equal(answers(second).records.length, 4);
	});
});

/** Whether what goes to the group comes back to who has joined it: without, no program here could be found. */
async function hasMulticast(): Promise<boolean> {
	const socket = createSocket({ type: "udp4", reuseAddr: true });
	try {
		await new Promise<void>((done) => socket.bind(0, done));
		socket.addMembership(MDNS_ADDRESS);
		socket.send("is anybody there", socket.address().port, MDNS_ADDRESS, () => {});
		return (await answer(socket, 1000)) !== undefined;
	} catch {
		return false;
	} finally {
		socket.close();
	}
}

nodeTest("a query to mDNS's group is answered", async (t) => {
	if (!(await hasMulticast())) {
		t.skip("this machine has no multicast");
		return;
	}
	await withResponder(async (port, asker) => {
		asker.send(query([{ name: HOST, type: Type.a }]), port, MDNS_ADDRESS);
		const heard = await answer(asker);
		assert.ok(heard, "no answer");
		assert.equal(answers(heard).records[0].name, HOST);
	});
});

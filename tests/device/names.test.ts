import { Names } from "../../src/device/names.js";
import { assert, test } from "../harness/index.js";

test("a name is looked for at once while there is a network, and else when it comes", () => {
	let isOnline = false;
	const asked: string[] = [];
	const answers: string[] = [];
	const names = new Names(
		() => isOnline,
		(host, done) => {
			asked.push(host);
			done("192.0.2.7");
		},
	);
	// A broker and a DSMR-reader on one computer.
	names.find("server.lan", (address) => answers.push(`broker: ${address}`));
	names.find("server.lan", (address) => answers.push(`push: ${address}`));
	assert.deepEqual(asked, []);
	isOnline = true;
	names.online();
	names.online();
	assert.deepEqual(asked, ["server.lan", "server.lan"]);
	assert.deepEqual(answers, ["broker: 192.0.2.7", "push: 192.0.2.7"]);
	names.find("server.lan", () => {});
	assert.equal(asked.length, 3);
	isOnline = false;
	for (let attempt = 0; attempt < 1000; attempt++) names.find("server.lan", () => answers.push(`${attempt}`));
	names.online();
	assert.deepEqual(answers.slice(2), ["992", "993", "994", "995", "996", "997", "998", "999"]);
});

import { Names } from "../../src/device/names.js";
import { assert, test } from "../harness/index.js";

test("a name is looked for at once while there is a network, and else when it comes; only the latest who asked is told", () => {
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
	for (const turn of [1, 2]) names.find("broker.lan", (address) => answers.push(`${turn}: ${address}`));
	names.find("dsmr.lan", (address) => answers.push(`push: ${address}`));
	assert.deepEqual(asked, []);
	isOnline = true;
	names.online();
	names.online();
	assert.deepEqual(asked, ["broker.lan", "dsmr.lan"]);
	assert.deepEqual(answers, ["2: 192.0.2.7", "push: 192.0.2.7"]);
	names.find("broker.lan", () => {});
	assert.equal(asked.length, 3);
});

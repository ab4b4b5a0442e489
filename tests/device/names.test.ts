import { Names } from "../../src/device/names.js";
import { assert, test } from "../harness/index.js";

test("a name is looked for at once while there is a network, and else when it comes, for all who ask for it", () => {
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
	for (let turn = 0; turn < 100; turn++)
		names.find("home.lan", (address) => answers.push(`broker ${turn}: ${address}`));
	names.find("home.lan", (address) => answers.push(`push: ${address}`));
	assert.deepEqual(asked, []);
	isOnline = true;
	names.online();
	names.online();
	assert.deepEqual(answers.slice(-2), ["broker 99: 192.0.2.7", "push: 192.0.2.7"]);
	assert.equal(asked.length, 4, "who has given up long ago costs nothing");
	names.find("home.lan", () => {});
	assert.equal(asked.length, 5);
});

import { chooseAddress } from "../../src/device/static-address.js";
import { assert, test } from "../harness/index.js";

test("without any of the three the network gives the address; with all of them they are taken", () => {
	assert.deepEqual(chooseAddress(undefined, undefined, undefined), { kind: "given" });
	for (const [address, mask, gateway] of [
		["192.168.1.7", "255.255.255.0", "192.168.1.1"],
		["10.0.200.3", "255.0.0.0", "10.255.255.254"],
		["172.16.5.130", "255.255.255.252", "172.16.5.129"],
	]) {
		assert.deepEqual(chooseAddress(address, mask, gateway), { kind: "fixed", fixed: { address, mask, gateway } });
	}
});

test("what does not fit together is not taken, with what is wrong", () => {
	for (const [address, mask, gateway, reason] of [
		["192.168.1.7", undefined, undefined, /needed together/],
		[undefined, "255.255.255.0", "192.168.1.1", /needed together/],
		["192.168.1.7", "255.255.0.255", "192.168.1.1", /wifiMask is 255\.255\.0\.255/],
		["192.168.1.7", "0.0.0.0", "192.168.1.1", /wifiMask/],
		["192.168.1.7", "255.255.255.255", "192.168.1.1", /wifiMask/],
		["192.168.1.7", "255.255.255.254", "192.168.1.6", /wifiMask/],
		["192.168.2.7", "255.255.255.0", "192.168.1.1", /not in one network/],
		["192.168.1.0", "255.255.255.0", "192.168.1.1", /wifiAddress is the network's own/],
		["192.168.1.255", "255.255.255.0", "192.168.1.1", /wifiAddress is the network's own/],
		["192.168.1.7", "255.255.255.0", "192.168.1.255", /wifiGateway is the network's own/],
		["192.168.1.1", "255.255.255.0", "192.168.1.1", /the router's own/],
		["127.0.0.7", "255.255.255.0", "127.0.0.1", /no computer has such a one/],
		["224.0.0.7", "255.255.255.0", "224.0.0.1", /no computer has such a one/],
		["0.0.0.7", "255.255.255.0", "0.0.0.1", /no computer has such a one/],
	] as const) {
		const choice = chooseAddress(address, mask, gateway);
		assert.match(choice.kind === "wrong" ? choice.reason : choice.kind, reason);
	}
});

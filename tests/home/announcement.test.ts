import { announcementOf, pageUrl } from "../../src/home/announcement.js";
import { assert, test } from "../harness/index.js";

test("each unit has a name of its own, and HomeWizard's record has the five keys that Home Assistant looks for", () => {
	assert.deepEqual(announcementOf("103789fa", { httpPort: 80, p1Port: undefined, homeWizard: true }), {
		hostName: "p1-lora-103789fa",
		services: [
			{ name: "http", protocol: "tcp", port: 80, txt: { path: "/" } },
			{
				name: "hwenergy",
				protocol: "tcp",
				port: 80,
				txt: {
					api_enabled: "1",
					path: "/api/v1",
					serial: "0250103789fa",
					product_name: "P1-LoRa",
					product_type: "HWE-P1",
				},
			},
		],
	});
	assert.equal(announcementOf("103789fa", { httpPort: 80, p1Port: undefined, homeWizard: false }).services.length, 1);
	assert.deepEqual(
		announcementOf("103789fa", { httpPort: undefined, p1Port: undefined, homeWizard: true }).services,
		[],
	);
	assert.deepEqual(announcementOf("103789fa", { httpPort: undefined, p1Port: 2001, homeWizard: true }).services, [
		{ name: "p1", protocol: "tcp", port: 2001, txt: {} },
	]);
});

test("the page is found by that name, on its port", () => {
	assert.equal(pageUrl("103789fa", 80), "http://p1-lora-103789fa.local/");
	assert.equal(pageUrl("103789fa", 8080), "http://p1-lora-103789fa.local:8080/");
});

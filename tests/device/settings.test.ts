import { numberSetting, textSetting } from "../../src/device/settings.js";
import { assert, test } from "../harness/index.js";

test("a setting that is missing or empty is not set", () => {
	assert.equal(textSetting({ wifiName: "" }, "wifiName"), undefined);
	assert.equal(textSetting({}, "wifiName"), undefined);
	assert.equal(numberSetting({ mqttPort: "" }, "mqttPort", 1, 65_535), undefined);
	assert.equal(numberSetting({}, "mqttPort", 1, 65_535), undefined);
});

test("a number may come as text, as it does from the command line", () => {
	assert.equal(numberSetting({ mqttPort: "8883" }, "mqttPort", 1, 65_535), 8883);
	assert.equal(numberSetting({ mqttPort: 1883 }, "mqttPort", 1, 65_535), 1883);
});

test("a setting that cannot be is refused with its name and value", () => {
	for (const value of [0, 65_536, 1.5, "many"]) {
		assert.throws(() => numberSetting({ mqttPort: value }, "mqttPort", 1, 65_535), /config\.mqttPort is /);
	}
	assert.throws(() => textSetting({ wifiName: 7 }, "wifiName"), /config\.wifiName is 7/);
});

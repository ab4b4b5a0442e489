import { Air } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { PacketRadio } from "../../tools/sim/packet-radio.js";
import { assert, test } from "../harness/index.js";
import { AirWatch } from "./air-watch.js";

test("a frame that is cut off is charged for as long as it was on the air, even where the next ends before it would", () => {
	const clock = new VirtualClock();
	const air = new Air({ clock, seed: 1 });
	const watch = new AirWatch(air);
	const modulation = { spreadingFactor: 7, bandwidthHz: 125_000, codingRate: 5, preambleSymbols: 8 } as const;
	const radio = new PacketRadio({ clock, frequencyHz: 869_525_000, powerDbm: 14, syncWord: 0x12, modulation });
	radio.antenna = air.join("radio", radio);
	radio.transmit(new Uint8Array(255));
	clock.advance(100);
	radio.standby();
	assert.equal(watch.busiestHour, 0);
	// 25.856 ms.
	radio.transmit(new Uint8Array(1));
	clock.advance(1000);
	assert.close(watch.busiestHour, 125.856, 0.001);
	clock.advance(3_600_000);
	radio.transmit(new Uint8Array(1));
	clock.advance(1000);
	assert.close(watch.busiestHour, 125.856, 0.001);
});

/**
 * What the parts of a board at the meter draw, from their datasheets, in microamperes. All of it comes through a linear
 * regulator, so that what flows at 3.3 V flows at 5 V too.
 */

export interface Draw {
	typicalUa: number;
	/** The datasheet's maximum; where it has none, the typical value again. */
	mostUa: number;
	source: string;
}

/** ESP32 with radio and Bluetooth off, both cores running, by its clock in MHz. The SDK runs it at 240. */
export const PROCESSOR: Readonly<Record<number, Draw>> = Object.freeze({
	240: draw(30_000, 68_000, "ESP32 Series datasheet, power consumption by power modes: modem-sleep, dual-core"),
	160: draw(27_000, 44_000, "the same table"),
	80: draw(20_000, 31_000, "the same table"),
});

export const SDK_CLOCK_MHZ = 240;

/** The program is read from it while it runs. */
export const FLASH_READING = draw(
	10_000,
	20_000,
	"W25Q32JV datasheet, ICC3: 20 mA at most; half of it is taken as usual",
);
export const FLASH_WRITING = draw(20_000, 25_000, "W25Q32JV datasheet, ICC5 and ICC6");

export const RADIO_LISTENING = draw(11_500, 11_500, "SX1276 datasheet, table 6: IDDR, LNA boost on, band 1");
/** PA_BOOST, which is what LilyGO has connected. The datasheet gives 17 and 20 dBm only: 14 dBm draw no more than 17. */
export const RADIO_PA_BOOST_TYPICAL_UA = 87_000;
/** RFO at 13 dBm: what it would be on a board with that pin connected. */
export const RADIO_RFO = draw(29_000, 29_000, "SX1276 datasheet, table 6: IDDT, +13 dBm on RFO");
/** Beside the power amplifier, which its over-current protection limits (5.4.4). */
export const RADIO_SYNTHESISER_UA = 5_800;

export const DISPLAY_LIT = draw(
	20_000,
	40_000,
	"Adafruit's guide to such displays: 20 mA; twice that is taken at most",
);

export const USB_CHIP = draw(200, 18_500, "CP2104 datasheet, table 3: suspended, as without a computer; at most awake");
export const REGULATOR = draw(40, 100, "ME6211 datasheet: its own current");
/** An assumption: the charger's light blinks where there is no battery. */
export const LIGHTS = draw(2_000, 5_000, "an assumption: the charging chip and its light");
/** Lit for half of the time at most (src/display/led-codes.ts), and dark but for a flash while all is well. */
export const LED = draw(500, 10_000, "an assumption: the LED through its resistor, 10 mA at most while it is lit");

/** DSMR P1 companion standard 5.0.2, section 5: what the meter's own input takes of the 5 V it is given. */
export const DATA_REQUEST = draw(4_000, 10_000, "DSMR P1 5.0.2, section 5: 4 to 10 mA");
/** 3.3 V over 4.7 kilohms, one or both of the two. */
export const INVERTER = draw(700, 1_400, "docs/hardware.md: two resistors of 4.7 kilohms at 3.3 V");

/** What a meter's port gives. */
export const PORTS: readonly { name: string; limitUa: number; source: string }[] = Object.freeze([
	{ name: "DSMR 5", limitUa: 250_000, source: "DSMR P1 5.0.2, section 5: 250 mA, all the time" },
	{ name: "DSMR 4", limitUa: 100_000, source: "DSMR P1 4.2.2, 4.2: 100 mA" },
]);

function draw(typicalUa: number, mostUa: number, source: string): Draw {
	return Object.freeze({ typicalUa, mostUa, source });
}

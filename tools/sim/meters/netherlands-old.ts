/**
 * Dutch meters before DSMR 4: 9600 baud with seven bits and even parity, no clock, no CRC, and gas on two lines. After
 * telegrams of Kamstrup 162 (DSMR 2.2) and Iskra MT382 (3.0); identities are made up.
 */
import { localDigits } from "../household/calendar.js";
import { UNIT, WATT_HOUR } from "./formats.js";
import { fixed, format, type Line, quantity, time, write } from "./lines.js";
import * as of from "./quantities.js";
import { DAY } from "./registers.js";

const OLD_KWH = format(8, 3, "*kWh", WATT_HOUR);
/** Tens of watts. */
const OLD_KW = format(6, 2, "*kW", 10 * UNIT);
const VOLUME = format(8, 3, "", 1);

const energies: readonly Line[] = Object.freeze([
	quantity("1-0:1.8.1", OLD_KWH, of.deliveredNight),
	quantity("1-0:1.8.2", OLD_KWH, of.deliveredDay),
	quantity("1-0:2.8.1", OLD_KWH, of.returnedNight),
	quantity("1-0:2.8.2", OLD_KWH, of.returnedDay),
	(site) => `0-0:96.14.0(${site.tariff === DAY ? "0002" : "0001"})`,
	quantity("1-0:1.7.0", OLD_KW, of.powerDelivered),
	quantity("1-0:2.7.0", OLD_KW, of.powerReturned),
]);

/** Time, status, minutes, number of values, code and unit; the value in the next line. */
function hourlyGas(status: string): Line {
	return (site) => {
		const { at, value } = site.gas?.shown ?? { at: 0, value: 0 };
		// The season's letter is not told.
		const taken = time(site, at).slice(0, 12);
		return `0-1:24.3.0(${taken})(${status})(60)(1)(0-1:24.2.1)(m3)\r\n(${write(VOLUME, value)})`;
	};
}

export const DUTCH_2: readonly Line[] = Object.freeze([
	fixed("/KMP5 KA6U001529318447"),
	fixed(""),
	fixed("0-0:96.1.1(204B413655303031353239333138343437)"),
	...energies,
	fixed("0-0:17.0.0(999*A)"),
	fixed("0-0:96.3.10(1)"),
	fixed("0-0:96.13.1()"),
	fixed("0-0:96.13.0()"),
	fixed("0-1:24.1.0(3)"),
	fixed("0-1:96.1.0(3238313031343537313233363831313130)"),
	hourlyGas("00"),
	fixed("0-1:24.4.0(1)"),
]);

export const DUTCH_3: readonly Line[] = Object.freeze([
	fixed("/ISk5\\2MT382-1003"),
	fixed(""),
	fixed("0-0:96.1.1(5A424556393132373531303334363138)"),
	...energies,
	fixed("0-0:17.0.0(0999.00*kW)"),
	fixed("0-0:96.3.10(1)"),
	fixed("0-0:96.13.1()"),
	fixed("0-0:96.13.0()"),
	fixed("0-1:24.1.0(3)"),
	fixed("0-1:96.1.0(3238303131303038333034313634373133)"),
	hourlyGas("00"),
	fixed("0-1:24.4.0(1)"),
]);

/** An Itron ACE4000: a day of gas by the hour, each hour of the day on its own line. */
const ACE_GAS = format(8, 3, "*m3", 1);
const ACE_KWH = format(9, 3, "*kWh", WATT_HOUR);

function gasOfHour(hour: number): Line {
	return (site) => {
		const { zone } = site.home.clock;
		// Ten litres are the smallest step; the meter's clock has no summer time.
		const found = site.gas?.recent.find(({ at }) => Math.floor((at + zone * 3600) / 3600) % 24 === hour);
		const { at, value } = found ?? { at: 0, value: 0 };
		const [year, month, day, hours, minutes, seconds] = localDigits(at + zone * 3600).match(/../g) ?? [];
		const volume = write(ACE_GAS, value - (value % 10));
		return `7-0:23.1.0*255(${volume})(${year}-${month}-${day} ${hours}:${minutes}:${seconds})`;
	};
}

export const ACE4000: readonly Line[] = Object.freeze([
	fixed("/ACE5ACE4KGPRS"),
	fixed(""),
	fixed("0-0:96.1.0*255(4812530917264836)"),
	quantity("1-0:1.8.0*255", ACE_KWH, of.delivered),
	quantity("1-0:1.8.1*255", ACE_KWH, of.delivered),
	quantity("1-0:2.8.0*255", ACE_KWH, of.returned),
	quantity("1-0:2.8.1*255", ACE_KWH, of.returned),
	fixed("0-0:96.14.0*255(01)"),
	quantity("1-0:15.7.0*255", format(6, 0, "*W", UNIT), (site) => Math.abs(of.netPower(site))),
	fixed("0-0:17.0.0*255(0085*A)"),
	fixed("0-0:96.3.10*255(1)"),
	fixed("0-3:96.1.0*255(28104733         )"),
	...Array.from({ length: 24 }, (_, hour) => gasOfHour(hour)),
	fixed("7-0:24.4.0*255(0)"),
]);

/** A heat meter's own port (Aurum WarmteLink): no electricity at all. */
export const WARMTELINK: readonly Line[] = Object.freeze([
	fixed("/AUR2NWA-MYRSKY"),
	fixed(""),
	fixed("1-3:0.2.8(50)"),
	(site) => `0-0:1.0.0(${time(site, site.home.clock.utc)})`,
	fixed("0-0:96.1.1(0)"),
	fixed("0-1:24.1.0(004)"),
	fixed("0-1:96.1.0(6730219804B7A1C5)"),
	(site) => {
		const { at, value } = site.heat?.shown ?? { at: 0, value: 0 };
		return `0-1:24.2.1(${time(site, at)})(${write(format(5, 3, "*GJ", 1), value)})`;
	},
]);

/**
 * In which country a meter is, as far as its telegrams tell: that decides how its clock relates to UTC, and what its
 * tariffs mean. No field of a telegram says so, hence this table.
 */
import type { Reading } from "./reading.js";
import type { Zone } from "./utc.js";

export interface Family {
	/** ISO 3166-1. */
	country: string;
	zone: Zone;
	/** Which of tariffs 1 and 2 is the low one (night); undefined where the operator decides. */
	lowTariff?: 1 | 2;
}

interface Rule extends Family {
	/** How the identification line begins. */
	header: string;
}

function rule(header: string, country: string, zone: Zone, lowTariff?: 1 | 2): Rule {
	return Object.freeze({ header, country, zone, lowTariff });
}

/**
 * By the identification, as far as it names the operator and not only the meter's maker. Lithuania lives by Eastern
 * European time; Luxembourg, Sweden, Hungary, Austria and Switzerland by Central European, as the Netherlands.
 */
const RULES: readonly Rule[] = Object.freeze([
	rule("FLU", "BE", "CET", 2),
	rule("Lux", "LU", "CET"),
	rule("ESO", "LT", "EET"),
	rule("EST", "AT", "CET"),
	rule("GRE", "CH", "CET"),
	rule("AUX", "HU", "CET"),
	// Holley's: with the version of a Dutch meter.
	rule("HLY", "HU", "CET"),
	rule("ESY", "DE", "CET"),
	rule("ELL", "SE", "CET"),
]);

/** e-MUCS P1 1.7.1: tariff 1 is the day's. DSMR 5.0.2, 6.12: tariff 1 is the low one. */
const BELGIAN: Family = Object.freeze({ country: "BE", zone: "CET", lowTariff: 2 });
const DUTCH: Family = Object.freeze({ country: "NL", zone: "CET", lowTariff: 1 });
/** Its meters have a Dutch one's identification and version (`KFM5KAIFA-METER`, 50): their tariffs tell. */
const ISRAELI: Family = Object.freeze({ country: "IL", zone: "IST" });

/** Undefined where the telegram does not tell: its clock is Central European then, as nearly everywhere. */
export function familyOf({ meter: { header, version }, values }: Reading): Family | undefined {
	if (values.has("electricity_tariff_il")) return ISRAELI;
	const found = RULES.find((known) => header.startsWith(known.header));
	if (found !== undefined) return found;
	// Only e-MUCS has a version of five digits, only DSMR one of two.
	if (version?.length === 5) return BELGIAN;
	return version?.length === 2 ? DUTCH : undefined;
}

export function zoneOf(reading: Reading): Zone {
	return familyOf(reading)?.zone ?? "CET";
}

/** What the tariff in force costs: tariff 1 is the low one in the Netherlands, and the normal one in Belgium. */
export function rateOf(reading: Reading, tariff: string | undefined): "low" | "normal" | undefined {
	const low = familyOf(reading)?.lowTariff;
	const number = Number(tariff);
	if (low === undefined || (number !== 1 && number !== 2)) return undefined;
	return number === low ? "low" : "normal";
}

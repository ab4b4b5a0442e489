/** The meters that Home Assistant shows as devices: the electricity meter, and what is on its M-Bus. */
import { MEDIA } from "../p1/mbus.js";
import type { Reading } from "../p1/reading.js";
import { topicLevel } from "./topics.js";

export interface Appliance {
	/** Of a medium: what the names of its values begin with. */
	kind: string;
	/** What a person reads. */
	label: string;
}

export const ELECTRICITY: Appliance = Object.freeze({ kind: "electricity", label: "Smart meter" });

const LABELS: Readonly<Record<string, string | undefined>> = Object.freeze({
	gas: "Gas meter",
	water: "Water meter",
	warm_water: "Warm water meter",
	thermal: "Heat meter",
	sub: "Submeter",
});

export const APPLIANCES: readonly Appliance[] = Object.freeze([
	ELECTRICITY,
	...MEDIA.map(({ name }) => Object.freeze({ kind: name, label: LABELS[name] ?? name })),
]);

/** Whose value this is. */
export function applianceOf(valueName: string): Appliance {
	const isMedium = ({ kind }: Appliance) => valueName.startsWith(kind) && valueName[kind.length] === "_";
	return APPLIANCES.find(isMedium) ?? ELECTRICITY;
}

/** The serial number that the meter itself tells; undefined where it does not. */
export function serialOf({ kind }: Appliance, { meter, values }: Reading): string | undefined {
	if (kind === ELECTRICITY.kind) return meter.equipmentId;
	const id = values.get(`${kind}_equipment_id`);
	return id?.kind === "text" && id.text !== "" ? id.text : undefined;
}

/**
 * The device's id in Home Assistant, from its own serial number, which may be another kind's as well; `substitute` stands
 * for one that it does not tell.
 */
export function deviceIdOf(kind: string, serial: string | undefined, substitute: string): string {
	const id = serial ?? substitute;
	return `p1lora_${topicLevel(kind === ELECTRICITY.kind ? id : `${kind}_${id}`)}`;
}

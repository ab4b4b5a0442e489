/**
 * What Home Assistant would show, told from nothing but what is retained at the broker: discovery documents, states and
 * availability. Of Home Assistant's templates it knows the two that this project writes.
 */
import type { ShownDevice, ShownEntity } from "./events.js";

/** More is not kept of a broker that has other things to tell, too. */
const MOST_TOPICS = 500;
const MOST_BYTES = 65_536;

/** As `src/homeassistant/discovery.ts` writes it, with Home Assistant's abbreviations. */
interface Document {
	dev?: { ids?: string[]; name?: string; mdl?: string };
	stat_t?: string;
	avty?: { t: string }[];
	cmps?: Record<string, Component>;
}

interface Component {
	p?: string;
	name?: string;
	val_tpl?: string;
	unit_of_meas?: string;
	sug_dsp_prc?: number;
	ent_cat?: string;
	stat_t?: string;
	pl_on?: string;
}

const DISCOVERY = /^homeassistant\/device\/([^/]+)\/config$/;
const OURS = "P1-LoRa";

export class Entities {
	readonly #payloads = new Map<string, string>();

	/** A message that came in; an empty one takes its topic back. */
	take(topic: string, payload: Uint8Array): void {
		if (payload.length === 0) this.#payloads.delete(topic);
		else if (payload.length <= MOST_BYTES && (this.#payloads.has(topic) || this.#payloads.size < MOST_TOPICS))
			this.#payloads.set(topic, Buffer.from(payload).toString("utf8"));
	}

	/** The broker has gone, and what it retained may have, too. */
	forget(): void {
		this.#payloads.clear();
	}

	get devices(): ShownDevice[] {
		const devices: ShownDevice[] = [];
		for (const [topic, payload] of this.#payloads) {
			const id = DISCOVERY.exec(topic)?.[1];
			const document =
				id === undefined ? undefined : (parsed(payload) as (Document & { o?: { name?: string } }) | undefined);
			if (id !== undefined && document?.o?.name === OURS) devices.push(this.#device(id, document));
		}
		return devices.sort((a, b) => b.entities.length - a.entities.length);
	}

	#device(id: string, { dev, stat_t, avty = [], cmps = {} }: Document): ShownDevice {
		const entities: ShownEntity[] = [];
		for (const [key, component] of Object.entries(cmps)) {
			const { p, name, unit_of_meas, ent_cat } = component;
			if (name === undefined || (p !== "sensor" && p !== "binary_sensor")) continue;
			const value = this.#valueOf(component, component.stat_t ?? stat_t);
			entities.push({ id: key, name, value, unit: unit_of_meas ?? "", diagnostic: ent_cat === "diagnostic" });
		}
		return {
			...{ id, name: dev?.name ?? id, model: dev?.mdl, entities },
			available: avty.every(({ t }) => this.#payloads.get(t) === "online"),
		};
	}

	#valueOf({ val_tpl, sug_dsp_prc, pl_on }: Component, topic: string | undefined): string {
		const payload = topic === undefined ? undefined : this.#payloads.get(topic);
		if (payload === undefined) return "unknown";
		if (pl_on !== undefined) return payload === pl_on ? "on" : "off";
		const name = /value_json\.(\w+)/.exec(val_tpl ?? "")?.[1];
		if (name === undefined) return payload;
		const value = (parsed(payload) as Record<string, unknown> | undefined)?.[name];
		if (value === undefined || value === null) return "unknown";
		return typeof value === "number" && sug_dsp_prc !== undefined ? value.toFixed(sug_dsp_prc) : String(value);
	}
}

function parsed(json: string): object | undefined {
	try {
		const value: unknown = JSON.parse(json);
		return typeof value === "object" && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

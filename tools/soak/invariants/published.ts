/** I5: what MQTT says, held against what the meter sent. Read from the telegrams' text, by other means than the product's. */
import type { Violations } from "../violations.js";

/** Some of what every family of meters has, by the name that it is published under. */
const FIELDS: readonly (readonly [name: string, pattern: RegExp, isRegister: boolean])[] = Object.freeze([
	["energy_delivered_tariff1", /1-[03]:1\.8\.1\((\d+\.\d+)\*kWh\)/, true],
	["energy_delivered_tariff2", /1-[03]:1\.8\.2\((\d+\.\d+)\*kWh\)/, true],
	["energy_returned_tariff1", /1-[03]:2\.8\.1\((\d+\.\d+)\*kWh\)/, true],
	["energy_returned_tariff2", /1-[03]:2\.8\.2\((\d+\.\d+)\*kWh\)/, true],
	["power_delivered", /1-0:1\.7\.0\((\d+\.\d+)\*kW\)/, false],
	["power_returned", /1-0:2\.7\.0\((\d+\.\d+)\*kW\)/, false],
	["gas_delivered", /0-\d:24\.2\.[13]\(\d{12}[SW]\)\((\d+\.\d+)\*m3\)/, true],
]);
const TIMESTAMP = /0-0:1\.0\.0\((\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])\)/;

const REMEMBERED = 6000;

interface Said {
	/** As far as the telegram has it, in the order of FIELDS. */
	values: (number | undefined)[];
}

export class PublishedWatch {
	states = 0;
	/** Moments that were told later. */
	snapshots = 0;
	readonly #violations: Violations;
	readonly #said = new Map<string, Said>();
	#keys: string[] = [];
	#lastTime = "";
	#lastIdentity: string | undefined;
	#registers = new Map<string, number>();

	constructor(violations: Violations) {
		this.#violations = violations;
	}

	meterSent(telegram: string): void {
		const key = timeOf(telegram);
		if (key === undefined) return;
		const values = FIELDS.map(([, pattern]) => {
			const found = pattern.exec(telegram);
			return found === null ? undefined : Number(found[1]);
		});
		this.#said.set(key, { values });
		this.#keys.push(key);
		if (this.#keys.length < 2 * REMEMBERED) return;
		for (const old of this.#keys.splice(0, REMEMBERED)) this.#said.delete(old);
	}

	/** A receiver that has restarted does not know what registers it told. */
	receiverRestarted(): void {
		this.#registers.clear();
	}

	published(payload: string): void {
		this.states++;
		const state: Record<string, unknown> = JSON.parse(payload);
		const time = String(state.timestamp);
		const said = this.#said.get(time);
		if (said === undefined) {
			this.#violations.report("I5", `a state of ${time} is published, and the meter said nothing then`);
			return;
		}
		if (time < this.#lastTime)
			this.#violations.report("I5", `a state of ${time} is published after one of ${this.#lastTime}`);
		if (time > this.#lastTime) this.#lastTime = time;
		if (state.equipment_id !== this.#lastIdentity) this.#registers.clear();
		this.#lastIdentity = state.equipment_id as string | undefined; // compared, and nothing else
		FIELDS.forEach(([name, , isRegister], index) => {
			const value = state[name];
			if (typeof value !== "number") return;
			if (value !== said.values[index])
				this.#violations.report(
					"I5",
					`${name} of ${time} is published as ${value}, the meter said ${said.values[index]}`,
				);
			if (!isRegister) return;
			const before = this.#registers.get(name);
			if (before !== undefined && value < before)
				this.#violations.report("I5", `${name} falls from ${before} to ${value} at ${time}`);
			this.#registers.set(name, value);
		});
	}

	/** What an outage kept back: registers of moments, of any age. Returns these, in UTC seconds. */
	caughtUp(payload: string): number[] {
		const moments: Record<string, unknown>[] = JSON.parse(payload);
		for (const { time, ...registers } of moments) {
			this.snapshots++;
			const said = this.#said.get(String(time));
			if (said === undefined)
				this.#violations.report("I5", `registers of ${time} are told, and the meter said nothing then`);
			FIELDS.forEach(([name], index) => {
				const value = registers[name];
				if (said !== undefined && value !== undefined && value !== said.values[index])
					this.#violations.report("I5", `${name} of ${time} is told as ${value}, the meter said ${said.values[index]}`);
			});
		}
		return moments.map(({ time }) => Date.parse(String(time)) / 1000);
	}
}

/** A telegram's time in UTC, as it is published. */
function timeOf(telegram: string): string | undefined {
	const found = TIMESTAMP.exec(telegram);
	if (found === null) return undefined;
	const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
	const utc = Date.UTC(2000 + year, month - 1, day, hour - (found[7] === "S" ? 2 : 1), minute, second);
	return `${new Date(utc).toISOString().slice(0, 19)}Z`;
}

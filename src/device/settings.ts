/** A board's settings: what a person has set over the defaults that the image was built with, over those of the table. */
import type { KeyValue } from "../io.js";
import type { Role } from "../role.js";
import { clearSlots, readSlots, writeSlots } from "./settings-slots.js";
import { describeForm, fits, type SettingKey, settingOf, settingsOf } from "./settings-table.js";

/** The manifest's `config`, and mcconfig's command line, where every value is a string. An empty one is not set. */
export type Config = Readonly<Record<string, unknown>>;

/** `reason` is a sentence for a person, without its full stop. */
export type SettingResult = { ok: true } | { ok: false; reason: string };

/**
 * Keys that this program does not know, such as those of a later one, are kept as they are, and dropped only where room is
 * needed. A stored value that is wrong for its key is ignored.
 */
export class Settings {
	readonly #storage: KeyValue;
	readonly #role: Role;
	/** The defaults that the image was built with. */
	readonly #built = new Map<SettingKey, string>();
	#stored = new Map<string, string>();
	#problem: string | undefined;
	/** The settings are of a newer program, and must not be written over. */
	#locked = false;

	/** Throws a RangeError that names the key for a value in `config` that can't be. What storage holds never throws. */
	constructor(storage: KeyValue, role: Role, config: Config) {
		this.#storage = storage;
		this.#role = role;
		for (const { key, form } of settingsOf(role)) {
			const value = String(config[key] ?? "");
			if (value === "") continue;
			if (!fits(form, value)) throw new RangeError(`config.${key} is ${value}: ${describeForm(form)} is wanted`);
			this.#built.set(key, value);
		}
		this.#read();
	}

	/** Why what was set is not in force, as a sentence without its full stop; undefined where all is well. */
	get problem(): string | undefined {
		return this.#problem;
	}

	/** Empty where nothing is set and there is no default. */
	text(key: SettingKey): string {
		const stored = this.#stored.get(key);
		const setting = settingOf(key);
		if (stored !== undefined && setting !== undefined && fits(setting.form, stored)) return stored;
		return this.#built.get(key) ?? setting?.default ?? "";
	}

	/** Undefined where nothing is set and there is no default. */
	optional(key: SettingKey): string | undefined {
		return this.text(key) || undefined;
	}

	/** Of a setting that is on or off. */
	isOn(key: SettingKey): boolean {
		return this.text(key) === "on";
	}

	/** Undefined where nothing is set and there is no default. */
	number(key: SettingKey): number | undefined {
		const text = this.text(key);
		return text === "" ? undefined : Number(text);
	}

	/** Stores a value; an empty one goes back to the default. */
	set(key: string, value: string): SettingResult {
		return this.setAll(new Map([[key, value]]));
	}

	/** Why this key can't have this value; undefined where it can. */
	refusal(key: string, value: string): string | undefined {
		const setting = settingOf(key);
		if (setting === undefined) return `there is no setting ${key}; help lists them`;
		if (setting.only !== undefined && setting.only !== this.#role) {
			return `${key} is a setting of the ${setting.only}, and this is the ${this.#role}`;
		}
		if (this.#locked) return this.#problem;
		if (value === "" || fits(setting.form, value)) return undefined;
		return `${key} must be ${describeForm(setting.form)}`;
	}

	/**
	 * Stores all of them in one write, or none: an empty value goes back to the default. After a problem also what is so
	 * already is stored anew: a person has looked, and it is right.
	 */
	setAll(changes: ReadonlyMap<string, string>): SettingResult {
		const values = new Map(this.#stored);
		let isChanged = this.#problem !== undefined && changes.size > 0;
		for (const [key, value] of changes) {
			const reason = this.refusal(key, value);
			if (reason !== undefined) return { ok: false, reason };
			isChanged ||= (values.get(key) ?? "") !== value;
			if (value === "") values.delete(key);
			else values.set(key, value);
		}
		if (!isChanged) return { ok: true };
		if (!writeSlots(this.#storage, values)) {
			for (const other of values.keys()) if (settingOf(other) === undefined) values.delete(other);
			if (!writeSlots(this.#storage, values)) return { ok: false, reason: "the board's storage did not take it" };
		}
		this.#stored = values;
		this.#problem = undefined;
		return { ok: true };
	}

	/** Forgets everything that was set. */
	clear(): void {
		clearSlots(this.#storage);
		this.#read();
	}

	#read(): void {
		const found = readSlots(this.#storage);
		this.#stored = found.kind === "read" ? found.values : new Map();
		this.#locked = found.kind === "future";
		this.#problem = undefined;
		if (found.kind === "future") {
			this.#problem =
				`the settings are of a newer program (form ${found.version}): they are not used, and kept; ` +
				"flash the newer program, or forget them with: defaults";
		} else if (found.kind === "damaged") {
			this.#problem = "the settings were damaged, and the defaults are used: set them again";
		} else if (found.kind === "read" && !found.isCertain) {
			this.#problem = "some settings can't be read: what was set last may be missing; look at them, and set it again";
		}
	}
}

/** What a person sets, in the manifest's `config` or on mcconfig's command line, where every value is a string. */
export type Config = Readonly<Record<string, unknown>>;

/** Undefined where nothing is set. Throws a TypeError that names the key when the value is no text. */
export function textSetting(config: Config, key: string): string | undefined {
	const value = config[key];
	if (value === undefined || value === "") return undefined;
	if (typeof value !== "string") throw new TypeError(`config.${key} is ${String(value)}: a text is wanted`);
	return value;
}

/** Undefined where nothing is set. Throws a RangeError that names the key when the value is no whole number in range. */
export function numberSetting(config: Config, key: string, from: number, to: number): number | undefined {
	const value = config[key];
	if (value === undefined || value === "") return undefined;
	const number = Number(value);
	if (!(Number.isInteger(number) && number >= from && number <= to))
		throw new RangeError(`config.${key} is ${String(value)}: a whole number from ${from} to ${to} is wanted`);
	return number;
}

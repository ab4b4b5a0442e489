/** Times and numbers as people read them. */

/** Simulated milliseconds as minutes and seconds, with hours where there are some. */
export function clockTime(milliseconds: number): string {
	const seconds = Math.floor(milliseconds / 1000);
	const two = (value: number) => String(value).padStart(2, "0");
	const hours = Math.floor(seconds / 3600);
	const rest = `${hours > 0 ? two(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
}

/** In digits that do not jump, with thousands apart. */
export function whole(value: number): string {
	return Math.round(value).toLocaleString("en");
}

export function amount(value: number | null | undefined, unit: string, digits = 0): string {
	return value === null || value === undefined ? "\u2013" : `${value.toFixed(digits).replace("-", "\u2212")} ${unit}`;
}

/** Milliseconds on the air: tenths where there are few. */
export function airTime(milliseconds: number): string {
	return `${milliseconds < 100 ? milliseconds.toFixed(1) : whole(milliseconds)} ms`;
}

/** To the kilohertz: a chip's steps are some 61 Hz wide. */
export function megahertz(hertz: number): string {
	return `${Math.round(hertz / 1000) / 1000} MHz`;
}

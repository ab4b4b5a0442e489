/** Settings of the boards, as options and environment variables of the commands. */
import { describeForm, fits, SETTINGS, type Setting, type SettingKey } from "../../src/device/settings-table.js";
import { UserError } from "./user-error.js";

/** `wifiName` is `--wifi-name` on the command line. */
export function optionOf(key: SettingKey): string {
	return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `wifiPassword` is `P1_LORA_WIFI_PASSWORD` in the environment. */
export function variableOf(key: SettingKey): string {
	return `P1_LORA_${optionOf(key).replaceAll("-", "_").toUpperCase()}`;
}

/** Throws a UserError that names what can't be; a secret's value is not repeated. */
export function checkSetting(name: string, { form, secret }: Readonly<Setting>, value: string): void {
	if (value === "" || fits(form, value)) return;
	throw new UserError(`${name} is ${secret ? "not possible" : `"${value}"`}: give ${describeForm(form)}.`);
}

/** With two spaces behind the longest. */
const KEY_WIDTH = 2 + Math.max(...SETTINGS.map(({ key }) => key.length));

/** A line of help for each setting; secrets have no option. */
export function describeSettings(only: (setting: Readonly<Setting>) => boolean): string {
	return SETTINGS.filter(only)
		.map((setting) => `  ${setting.key.padEnd(KEY_WIDTH)}${setting.about}${setting.secret ? " (secret)" : ""}`)
		.join("\n");
}

/** The settings as docs/pairing.md has them, in Markdown. */
export function settingsTable(): string {
	const rows = SETTINGS.map(({ key, only, form, default: value, secret, about }) => {
		const cells = [
			`\`${key}\``,
			only ?? "both",
			`${about}${secret ? " (secret)" : ""}`,
			describeForm(form),
			value ?? "",
		];
		return `| ${cells.join(" | ")} |`;
	});
	return ["| setting | board | what | value | default |", "|---|---|---|---|---|", ...rows].join("\n");
}

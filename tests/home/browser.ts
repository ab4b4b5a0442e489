/** A browser for tests of pages: Debian's Chromium, or the one that CHROMIUM names. */
import { accessSync, constants } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { test } from "../harness/index.js";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const executablePath = PLACES.find((place) => {
	try {
		accessSync(place ?? "", constants.X_OK);
		return true;
	} catch {
		return false;
	}
});

/** Where screenshots go, when somebody wants to look at them. */
export const SCREENSHOTS = process.env.SCREENSHOTS;

export function openBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

export const browserTest: typeof test = (name, body) => {
	if (executablePath !== undefined) test(name, body);
	else test(`${name} (skipped: no Chromium; apt-get install chromium, or name one with CHROMIUM)`, () => {});
};

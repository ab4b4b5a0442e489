/** The page that installs both programs from a browser. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Manifest } from "esp-web-tools/dist/const.js";
import { UserError } from "../../tools/commands/user-error.js";
import { PROGRAMS } from "../../tools/installer/manifest.js";
import { readPartitionTable } from "../../tools/installer/partition-table.js";
import { buildSite } from "../../tools/installer/site.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";
import { browserTest, openBrowser, SCREENSHOTS } from "../home/browser.js";
import { type BuildChanges, encodePartitionTable, makeUpBuild, USUAL_PLACES } from "./made-up-build.js";

interface Made {
	out: string;
	manifest(role: string): Manifest;
}

async function withSite(use: (made: Made) => void | Promise<void>, changes: BuildChanges = {}): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-installer-"));
	try {
		const folders: Record<string, string> = {};
		for (const { role } of PROGRAMS) {
			folders[role] = join(folder, role);
			makeUpBuild(folders[role], role, changes);
		}
		const out = join(folder, "page");
		buildSite({ folders, out });
		await use({ out, manifest: (role) => JSON.parse(readFileSync(join(out, `${role}.json`), "utf8")) });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

test("each manifest has the parts of its own image at the places that the build gives them", () =>
	withSite(({ out, manifest }) => {
		for (const { role, name } of PROGRAMS) {
			const { builds, ...about } = manifest(role);
			assert.equal(about.name, name);
			assert.equal(about.version, JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version);
			assert.deepEqual(
				builds.map(({ chipFamily }) => chipFamily),
				["ESP32"],
			);
			assert.deepEqual(
				builds[0].parts.map(({ offset }) => offset),
				[0x1000, 0x8000, 0x10000, 0x3f0000],
			);
			const app = readFileSync(join(out, builds[0].parts[2].path), "utf8");
			assert.ok(app.endsWith(`the program of the ${role}`), app);
		}
	}));

test("the receiver is waited for by Improv, under the name that it gives there, and the transmitter is not", () =>
	withSite(({ manifest }) => {
		assert.equal(manifest("transmitter").new_install_improv_wait_time, 0);
		assert.equal(manifest("receiver").new_install_improv_wait_time, 15);
		const provisioning = readFileSync(join(ROOT, "src/device/provisioning.ts"), "utf8");
		assert.ok(provisioning.includes(`PROGRAM = "${manifest("receiver").name}"`));
	}));

test("an update does not erase what the boards have stored unless a person wants it, and writes nothing over it", () =>
	withSite(({ out, manifest }) => {
		const table = readPartitionTable(
			encodePartitionTable(readFileSync(join(ROOT, "boards/ttgo-t3-v1.6.1/sdkconfig/two-slots.csv"), "utf8")),
		);
		const nvs = table.find(({ label }) => label === "nvs");
		assert.ok(nvs !== undefined && nvs.size === 0x6000);
		for (const { role } of PROGRAMS) {
			assert.equal(manifest(role).new_install_prompt_erase, true);
			for (const { offset, path } of manifest(role).builds[0].parts) {
				const end = offset + readFileSync(join(out, path)).length;
				assert.ok(end <= nvs.offset || offset >= nvs.offset + nvs.size, path);
			}
		}
	}));

const MOVED =
	"nvs, data, nvs, 0x9000, 0x6000,\nota_0, app, ota_0, 0x20000, 0x1F0000,\notadata, data, ota, 0x3F0000, 0x2000,\n";

test("a place that is moved in the partition table is moved in the build or refused, never silently wrong", async () => {
	const { "0x10000": app, ...others } = USUAL_PLACES;
	const places = { ...others, "0x20000": app };
	await withSite(({ manifest }) => assert.equal(manifest("receiver").builds[0].parts[2].offset, 0x20000), {
		csv: MOVED,
		places,
	});
	assert.match(await refusalOf({ csv: MOVED }), /xs_esp32\.bin is to go to 0x10000, where no partition/);
});

/** Why no page is made of such a build. */
async function refusalOf(changes: BuildChanges): Promise<string> {
	try {
		await withSite(() => {}, changes);
		return "it was not refused";
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return error.message;
	}
}

const REFUSED: [what: string, changes: BuildChanges, reason: RegExp][] = [
	["a program that is too long for its partition", { app: new Uint8Array(0x1f0001).fill(0xe9) }, /room for 2031616/],
	["an empty program", { app: new Uint8Array(0) }, /xs_esp32\.bin is empty/],
	[
		"what is no program where one belongs",
		{ app: Uint8Array.of(0, 1) },
		/partition ota_0, which is for something else/,
	],
	[
		"a build without a program",
		{ places: { "0x8000": "partition_table/partition-table.bin" } },
		/Nothing in .* belongs/,
	],
	["a build without a table", { places: { "0x10000": "xs_esp32.bin" } }, /There is no partition table/],
	["a list with a file that is not there", { places: { "0x8000": "nothing.bin" } }, /left no .*nothing\.bin/],
	["a list of nothing", { places: {} }, /does not tell which file belongs where/],
	[
		"parts over each other",
		{ places: { ...USUAL_PLACES, "0x7800": "partition_table/partition-table.bin" } },
		/reaches into/,
	],
];

for (const [what, changes, reason] of REFUSED) {
	test(`${what} is refused in a sentence`, async () => {
		assert.match(await refusalOf(changes), reason);
	});
}

test("a folder with something else in it is not emptied", () =>
	withSite(({ out }) => {
		rmSync(join(out, "transmitter.json"));
		writeFileSync(join(out, "thesis.txt"), "");
		const folders = { transmitter: join(out, "../transmitter"), receiver: join(out, "../receiver") };
		assert.throws(() => buildSite({ folders, out }), /has something else in it/);
		assert.ok(existsSync(join(out, "thesis.txt")));
	}));

test("ESP Web Tools comes along whole, with the licences of what is in it, and the page names no other server's file", () =>
	withSite(({ out }) => {
		const page = readFileSync(join(out, "index.html"), "utf8");
		assert.ok(!page.includes("{{"));
		assert.ok(!/(?:src|href)="https?:[^"]*\.(?:js|css|json)"/.test(page));
		const button = readFileSync(join(out, "esp-web-tools/install-button.js"), "utf8");
		for (const [, file] of button.matchAll(/"\.\/([\w-]+\.js)"/g))
			assert.ok(existsSync(join(out, "esp-web-tools", file)), file);
		const licenses = readFileSync(join(out, "esp-web-tools/LICENSES.txt"), "utf8");
		assert.match(licenses, /Apache License/);
		assert.match(licenses, /BSD 3-Clause/);
	}));

const TYPES: Readonly<Record<string, string>> = {
	".html": "text/html",
	".js": "text/javascript",
	".json": "application/json",
};

/** Serves a folder on this computer, as a host of static pages does. */
async function serve(folder: string): Promise<{ origin: string; close(): void }> {
	const server = createServer((request, response) => {
		const path = join(folder, request.url === "/" ? "index.html" : (request.url ?? ""));
		if (!path.startsWith(folder) || !existsSync(path)) response.writeHead(404).end();
		else
			response
				.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" })
				.end(readFileSync(path));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

const SCREENS = {
	desktop: { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
	phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: "dark" },
} as const;

for (const [name, look] of Object.entries(SCREENS)) {
	browserTest(
		`on a ${name}'s screen, both buttons are there, lead to their manifests, and all comes from the page's own server`,
		() =>
			withSite(async ({ out }) => {
				const { origin, close } = await serve(out);
				const browser = await openBrowser();
				try {
					const page = await browser.newPage(look);
					const strays: string[] = [];
					page.on("request", (request) => request.url().startsWith(`${origin}/`) || strays.push(request.url()));
					page.on("response", (response) => response.ok() || strays.push(`${response.status()} ${response.url()}`));
					// ESP Web Tools says its name.
					page.on("console", (message) => message.text().startsWith("ESP Web Tools ") || strays.push(message.text()));
					page.on("pageerror", (error) => strays.push(error.message));
					// No device is there: nobody picks one.
					await page.addInitScript(
						"navigator.serial && (navigator.serial.requestPort = async () => { throw new DOMException('', 'NotFoundError'); })",
					);
					await page.goto(`${origin}/`);
					for (const { role } of PROGRAMS) {
						const button = page.locator(`esp-web-install-button[manifest="${role}.json"]`);
						await page.waitForFunction("customElements.get('esp-web-install-button')");
						assert.ok(await button.getByRole("button", { name: `Install the ${role}` }).isVisible(), role);
						const sizes = await page.evaluate(
							`(async () => {
							const { builds } = await (await fetch("${role}.json")).json();
							const parts = builds[0].parts.map(async ({ path }) => (await (await fetch(path)).arrayBuffer()).byteLength);
							return Promise.all(parts);
						})()`,
						);
						assert.deepEqual((sizes as number[]).length, 4);
					}
					const width = await page.evaluate("document.documentElement.scrollWidth");
					assert.ok((width as number) <= look.viewport.width, `${width}`);
					if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/installer-${name}.png`, fullPage: true });
					await page.getByRole("button", { name: "Install the receiver" }).click();
					await page.locator("ewt-no-port-picked-dialog").waitFor({ state: "attached" });
					if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/installer-${name}-no-port.png` });
					assert.deepEqual(strays, []);
				} finally {
					await browser.close();
					close();
				}
			}),
	);
}

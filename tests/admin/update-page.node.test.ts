/** Updates from the settings page, in a browser, and past it. */
import { connect } from "node:net";
import type { Page } from "playwright-core";
import { ENVELOPE_BYTES } from "../../src/update/image-head.js";
import { assert, test } from "../harness/index.js";
import { browserTest, openBrowser, SCREENSHOTS } from "../home/browser.js";
import { LOCALHOST } from "../home/served-home.js";
import { type FileUpdater, withFileUpdater } from "../update/file-updater.js";
import { PASSWORD, type ServedAdmin, withAdmin } from "./served-admin.js";
import { ask } from "./stamped.js";

function withUpdates(body: (served: ServedAdmin & FileUpdater) => Promise<void>): Promise<void> {
	return withFileUpdater((bench) => withAdmin((served) => body({ ...bench, ...served }), { updater: bench.updater }));
}

async function opened(origin: string, body: (page: Page) => Promise<void>): Promise<void> {
	const browser = await openBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
		await page.goto(`${origin}/settings`);
		await page.getByLabel("Password of this page").fill(PASSWORD);
		await page.keyboard.press("Enter");
		await page.getByText("Version 0.1.0 runs.").waitFor();
		await body(page);
	} finally {
		await browser.close();
	}
}

async function choose(page: Page, file: Uint8Array): Promise<void> {
	const buffer = Buffer.from(file);
	await page
		.getByLabel("The update's file")
		.setInputFiles({ name: "x.p1u", mimeType: "application/octet-stream", buffer });
	await page.getByRole("button", { name: "Update", exact: true }).click();
}

browserTest("an update is chosen, proved and started from the page, on a phone", async () => {
	await withUpdates(async ({ origin, update, image, started }) => {
		const signed = update();
		await opened(origin, async (page) => {
			await choose(page, signed.file);
			await page.locator("#updatesays", { hasText: "Version 0.2.0 is there, and the receiver starts it." }).waitFor();
			if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/update.png`, fullPage: true });
			assert.ok(Number(await page.evaluate("document.documentElement.scrollWidth")) <= 390);
		});
		assert.deepEqual(image(), signed.image);
		await new Promise((resolve) => setTimeout(resolve, 2100));
		assert.deepEqual(started, ["0.2.0"]);
	});
});

browserTest("the page says why a file is refused; an older one goes by choice alone", async () => {
	await withUpdates(async ({ origin, update, forged, image }) => {
		await opened(origin, async (page) => {
			const says = (hasText: string) => page.locator("#updatesays", { hasText }).waitFor();
			await page.getByRole("button", { name: "Update", exact: true }).click();
			await says("Choose the update's file first.");
			await choose(page, forged());
			await says("Not updated: it is not signed with the key that this receiver trusts: nothing was changed.");
			await choose(page, new Uint8Array(500));
			await says("Not updated: this is no update: make one of an image with p1-lora sign.");
			const older = update("0.0.9").file;
			await choose(page, older);
			await says("Not updated: 0.0.9 is older than 0.1.0, which runs: nothing was changed.");
			const damaged = update("0.2.0").file.slice();
			damaged[200_000] ^= 1;
			await choose(page, damaged);
			await says("Not updated: what came is not what was signed: nothing was changed.");
			assert.equal(image(), undefined);
			await page.getByLabel("An older version, or the same one, is meant").check();
			await choose(page, older);
			await says("Version 0.0.9 is there");
		});
	});
});

test("no image is taken that nobody with the password has announced, and none of another length", async () => {
	await withUpdates(async ({ origin, owner, update, updater, image }) => {
		const { file } = update();
		const put = (body: Uint8Array) => fetch(`${origin}/api/update`, { method: "PUT", body });
		assert.equal((await put(file.slice(ENVELOPE_BYTES, 2000))).status, 409);
		const bare = await fetch(`${origin}/api/update`, { method: "POST", body: file.slice(0, ENVELOPE_BYTES) });
		assert.equal(bare.status, 401);
		const wrong = await ask({ ...owner, password: "a wrong horse" }, "POST", "/api/update", "x");
		assert.equal(wrong.status, 401);
		assert.equal(updater.state.phase, "idle");
		updater.offer(file.slice(0, ENVELOPE_BYTES), false);
		while (updater.state.phase === "checking") await new Promise((resolve) => setTimeout(resolve, 5));
		assert.equal((await put(file.slice(ENVELOPE_BYTES, 2000))).status, 413);
		assert.equal(updater.state.phase, "offered");
		const cross = await fetch(`${origin}/api/update`, {
			method: "PUT",
			headers: { origin: "http://elsewhere.example" },
			body: file.slice(ENVELOPE_BYTES),
		});
		assert.equal(cross.status, 403);
		assert.equal(image(), undefined);
	});
});

test("a connection that breaks in the middle of an image leaves nothing behind, and the next one is taken", async () => {
	await withUpdates(async ({ port, origin, update, updater, image, folder }) => {
		const { file, image: whole } = update();
		const offered = async () => {
			updater.offer(file.slice(0, ENVELOPE_BYTES), false);
			while (updater.state.phase === "checking") await new Promise((resolve) => setTimeout(resolve, 5));
		};
		await offered();
		await new Promise<void>((resolve) => {
			const socket = connect(port, LOCALHOST, () => {
				socket.write(`PUT /api/update HTTP/1.1\r\nHost: ${LOCALHOST}\r\nContent-Length: ${whole.length}\r\n\r\n`);
				socket.write(whole.subarray(0, 100_000), () => setTimeout(() => resolve(void socket.destroy()), 100));
			});
		});
		while (updater.state.phase === "writing") await new Promise((resolve) => setTimeout(resolve, 5));
		assert.match(updater.state.phase === "refused" ? updater.state.reason : "", /^the connection broke/);
		const { readdirSync } = await import("node:fs");
		assert.deepEqual(readdirSync(folder), []);
		await offered();
		const answer = await fetch(`${origin}/api/update`, { method: "PUT", body: file.slice(ENVELOPE_BYTES) });
		assert.equal(answer.status, 200);
		assert.deepEqual(await answer.json(), { version: "0.1.0", phase: "written", offered: "0.2.0", size: 300_000 });
		assert.deepEqual(image(), whole);
	});
});

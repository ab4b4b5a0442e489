import { chromium } from "playwright-core";

const [, , out, width = "1280", scheme = "light", wait = "1000", posts = "[]", y = "-1", h = "900"] = process.argv;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({
	viewport: { width: Number(width), height: 900 },
	deviceScaleFactor: Number(width) < 600 ? 1.5 : 1,
	colorScheme: scheme as "light",
});
page.on("console", (m) => console.log("console:", m.text()));
page.on("pageerror", (e) => console.log("error:", e.message));
await page.goto("http://127.0.0.1:8400/");
for (const action of JSON.parse(posts))
	await fetch("http://127.0.0.1:8400/action", {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(action),
	}).then(async (r) => r.ok || console.log(await r.text()));
await page.waitForTimeout(Number(wait));
console.log(
	"scrollWidth",
	await page.evaluate("document.documentElement.scrollWidth"),
	"height",
	await page.evaluate("document.documentElement.scrollHeight"),
);
if (y === "-1") await page.screenshot({ path: out, fullPage: true });
else
	await page.screenshot({
		path: out,
		fullPage: true,
		clip: { x: 0, y: Number(y), width: Number(width), height: Number(h) },
	});
await browser.close();

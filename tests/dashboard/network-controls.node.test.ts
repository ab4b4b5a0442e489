import { browserTest } from "../home/browser.js";
import { DESKTOP, show } from "./shown-bench.js";

browserTest("the Wi-Fi is pulled: the receiver is offline, says so, and is back by itself", async () => {
	await show(DESKTOP, async (shown) => {
		const { page, world, accessPoint, until, says } = shown;
		await until("it is online", () => world.wifi?.state.phase === "online");
		const wifi = page.getByRole("switch", { name: "Wi-Fi" });
		await wifi.click();
		await until("it is offline", () => !accessPoint.isOn && world.wifi?.state.phase !== "online");
		await says("#headline", /has no Wi-Fi: nothing reaches the broker/);
		await says("#log", /Wi-Fi: the network is lost/);
		await wifi.click();
		await until("it is online again", () => world.wifi?.state.phase === "online");
		await says("#headline", /Running/);
	});
});

browserTest(
	"the broker is stopped: its port is free, the page says so, and entities are told anew when it is back",
	async () => {
		await show(DESKTOP, async (shown) => {
			const { page, world, brokerSwitch, until, says } = shown;
			await says("#entities", /Power consumption/);
			const runs = page.getByRole("switch", { name: "Runs" });
			await runs.click();
			await until("it is stopped", () => !brokerSwitch.isOn && world.receiver?.status.broker?.phase !== "ready");
			await says("#entities", /The broker is not reached/);
			await says("#headline", /no broker to tell/);
			await runs.click();
			await until("it is connected", () => world.receiver?.status.broker?.phase === "ready");
			await page.locator("#entities.stale").waitFor({ state: "detached" });
			await says("#entities", /Power consumption/);
		});
	},
);

/** The settings page of a receiver on real sockets. */
import { Guard } from "../../src/admin/guard.js";
import { settingsRoutes } from "../../src/admin/settings-routes.js";
import { updateRoutes } from "../../src/admin/update-routes.js";
import { Settings } from "../../src/device/settings.js";
import { Updater } from "../../src/update/updater.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { Flash } from "../../tools/sim/flash.js";
import { LOCALHOST, withHome } from "../home/served-home.js";
import { snapshotOf } from "../home/snapshots.js";
import type { Asked } from "./stamped.js";

export const PASSWORD = "correct horse";

export interface ServedAdmin {
	settings: Settings;
	origin: string;
	port: number;
	/** Who knows the password. */
	owner: Asked;
	restarts: () => number;
}

export async function withAdmin(
	body: (served: ServedAdmin) => Promise<void>,
	{ password = PASSWORD, updater }: { password?: string; updater?: Updater } = {},
): Promise<void> {
	const settings = new Settings(new Flash().open("settings"), "receiver", {});
	settings.set("wifiName", "Zo\u00eb's <Wi-Fi>");
	settings.set("wifiPassword", "a secret of mine");
	settings.set("pagePassword", password);
	let restarts = 0;
	const clock = new RealClock();
	const guard = new Guard({ password: settings.optional("pagePassword"), clock, random: Math.random });
	const routes = [
		...settingsRoutes({ guard, settings, role: "receiver", clock, restart: () => restarts++ }),
		...updateRoutes(guard, updater ?? keyless(clock)),
	];
	const serve = async ({ httpPort }: { httpPort: number }) => {
		const origin = `http://${LOCALHOST}:${httpPort}`;
		await body({ settings, origin, port: httpPort, owner: { password, origin }, restarts: () => restarts });
	};
	await withHome(snapshotOf(undefined), serve, {}, routes);
}

/** Of a board that was built without a key. */
function keyless(clock: RealClock): Updater {
	const unused = () => {
		throw new Error("nothing is taken");
	};
	return new Updater({
		clock,
		publicKey: undefined,
		role: "receiver",
		board: "a-board",
		version: "0.1.0",
		openSlot: unused,
		digest: unused,
		onWritten: unused,
	});
}

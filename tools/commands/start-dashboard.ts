/** Puts the dashboard beside a bench that is about to start. */
import type { Dashboard, DashboardOptions } from "../dashboard/dashboard.js";
import type { LinePrinter } from "../host/line-printer.js";
import { canListen } from "../host/tcp.js";
import { METER_MODELS } from "../sim/meters.js";
import type { StartOptions } from "./start-options.js";
import { reasonOf, UserError } from "./user-error.js";

/** Where it can be served; says where that is, or why nowhere. */
export async function placeDashboard(
	{ dashboard: place }: StartOptions,
	printer: LinePrinter,
): Promise<StartOptions["dashboard"]> {
	if (place === undefined) return undefined;
	const { host, port } = place;
	if (await canListen(host, port)) {
		printer.print(`Look at the bench, and lay hands on it: http://${host.includes(":") ? `[${host}]` : host}:${port}/`);
		return place;
	}
	printer.print(`The dashboard: off, since port ${port} is taken or not allowed. Choose another with --dashboard.`);
	return undefined;
}

/** Before the boards have power: it is to see them start. */
export async function openDashboard(
	{ source, seed, region, pathLossDb, home }: StartOptions,
	place: NonNullable<StartOptions["dashboard"]>,
	parts: Omit<DashboardOptions, "bench" | "seed" | "region" | "pathLossDb">,
): Promise<Dashboard> {
	// What it is made of is only loaded where there is to be one.
	const { Dashboard } = await import("../dashboard/dashboard.js");
	const dashboard = new Dashboard({
		...parts,
		...{ seed, region, pathLossDb },
		tempo: source.kind === "serial" ? undefined : parts.tempo,
		bench: { meter: meterOf(source), receiverPage: pageOf(home.httpPort) },
	});
	await dashboard.open(place).catch((error) => {
		throw new UserError(`The dashboard can't be served on port ${place.port}: ${reasonOf(error)}.`);
	});
	return dashboard;
}

function meterOf(source: StartOptions["source"]): string {
	if (source.kind === "generated") return METER_MODELS[source.model]?.about ?? source.model;
	return source.kind === "replay" ? "telegrams from a file" : "a real meter";
}

function pageOf(port: number | undefined): string | undefined {
	return port === undefined || port === 0 ? undefined : `http://127.0.0.1:${port}/`;
}

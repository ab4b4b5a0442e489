/** How both boards do at this moment, and the points of the lines over time. */
import type { Milliseconds } from "../../src/clock.js";
import { LADDER } from "../../src/negotiation/ladder.js";
import { phaseWord } from "../../src/negotiation/report.js";
import type { Receiver } from "../../src/receiver/receiver.js";
import type { Transmitter } from "../../src/transmitter/transmitter.js";
import type { World } from "../sim/world.js";
import type { BoardStatus, Sample, Settings, StatusEvent } from "./events.js";
import { headlineOf } from "./headline.js";

const OFF: BoardStatus = Object.freeze({
	powered: false,
	phase: "off",
	rung: undefined,
	frequencyHz: undefined,
	trouble: undefined,
	airtimeUsedUs: 0,
	airtimeLimitUs: 0,
	telegrams: 0,
});

export interface Look {
	world: World;
	settings: Settings;
	jams: boolean;
	now: Milliseconds;
	/** When the newest telegram came home. */
	heardAt: Milliseconds | undefined;
}

export function statusOf({ world, settings, jams, now, heardAt }: Look): StatusEvent {
	const transmitter = transmitterStatus(world);
	const receiver = { ...receiverStatus(world), age: heardAt === undefined ? undefined : now - heardAt };
	return { type: "status", at: now, ...headlineOf({ transmitter, receiver, settings }), jams, transmitter, receiver };
}

function transmitterStatus({ transmitter: program, transmitterBoard }: World): StatusEvent["transmitter"] {
	if (program === undefined || !transmitterBoard.powered) return { ...OFF, damaged: 0, lossPercent: undefined };
	const { status } = program;
	const { link, damaged } = status;
	return {
		...boardStatus(status),
		damaged,
		lossPercent: link?.phase === "running" ? Math.round(100 * link.losses.ratio) : undefined,
	};
}

function receiverStatus({ receiver: program, receiverBoard, wifi }: World): Omit<StatusEvent["receiver"], "age"> {
	const nothing = { rssiDbm: undefined, snrDb: undefined, lossPercent: undefined };
	if (program === undefined || !receiverBoard.powered) return { ...OFF, ...nothing, broker: "off", wifi: "off" };
	const { status } = program;
	const { quality, lossPercent, broker } = status;
	return {
		...boardStatus(status),
		rssiDbm: quality?.rssiDbm,
		snrDb: quality?.snrDb,
		lossPercent,
		broker: broker?.phase ?? "closed",
		wifi: wifi?.state.phase ?? "online",
	};
}

function boardStatus(status: Transmitter["status"] | Receiver["status"]): BoardStatus {
	const { obstacle, radio, radioFault, link, place, airtimeUsedUs, airtimeLimitUs, telegrams } = status;
	return {
		powered: true,
		phase: phaseWord(link?.phase),
		rung: place?.rung,
		frequencyHz: place?.frequencyHz,
		trouble: obstacle ?? (radio?.mode === "failed" ? radioFault : undefined),
		...{ airtimeUsedUs, airtimeLimitUs, telegrams },
	};
}

/** What is not known, or older than that, leaves a gap in its line. */
const OLD: Milliseconds = 60_000;

export function sampleOf({ at, transmitter, receiver }: StatusEvent): Sample {
	const isHeard = receiver.age !== undefined && receiver.age < OLD;
	const { rung } = receiver;
	return {
		t: Math.round(at / 100) / 10,
		transmitterRung: transmitter.rung ?? null,
		receiverRung: rung ?? null,
		snrDb: isHeard ? (receiver.snrDb ?? null) : null,
		limitDb: rung === undefined ? null : LADDER[rung].requiredSnrDb,
		rssiDbm: isHeard ? (receiver.rssiDbm ?? null) : null,
		transmitterLoss: transmitter.lossPercent ?? null,
		receiverLoss: receiver.lossPercent === undefined ? null : Math.round(receiver.lossPercent * 10) / 10,
		transmitterAirtime: airtimePercent(transmitter),
		receiverAirtime: airtimePercent(receiver),
		ageSeconds: receiver.age === undefined ? null : Math.round(receiver.age / 100) / 10,
	};
}

function airtimePercent({ airtimeUsedUs, airtimeLimitUs }: BoardStatus): number | null {
	return airtimeLimitUs === 0 ? null : Math.round((1000 * airtimeUsedUs) / airtimeLimitUs) / 10;
}

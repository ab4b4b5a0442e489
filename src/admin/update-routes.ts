/**
 * A new image over HTTP. Whoever knows the page's password announces an image by its envelope. The image itself then needs no
 * password: only the one announced is taken, and nothing is ever started that is not signed.
 */
import { asciiJSON } from "../home/ascii-json.js";
import type { Answer, BodySink, Route } from "../http/route.js";
import type { Status } from "../http/status.js";
import { ENVELOPE_BYTES } from "../update/image-head.js";
import type { Updater } from "../update/updater.js";
import type { Guard } from "./guard.js";

/** Of an image: more than any board's flash. */
const LONGEST_IMAGE = 16 * 1024 * 1024;

/** This byte behind the envelope means that a version which is not newer is wanted, too. */
const BACK = 1;

export function updateRoutes(guard: Guard, updater: Updater): readonly Route[] {
	const tell = (status: Status): Answer => ({
		status,
		type: "application/json",
		body: [asciiJSON(updateDocument(updater))],
	});
	return [
		{ method: "GET", path: "/api/update", answer: () => tell(200) },
		{
			method: "POST",
			path: "/api/update",
			longestBody: ENVELOPE_BYTES + 1,
			answer: (body, head) => {
				const refusal = guard.refusal(head, body);
				if (refusal !== undefined) return refusal;
				updater.offer(body.slice(0, ENVELOPE_BYTES), body[ENVELOPE_BYTES] === BACK);
				return tell(200);
			},
		},
		{
			method: "PUT",
			path: "/api/update",
			longestBody: LONGEST_IMAGE,
			receive: (length) => {
				const { state } = updater;
				if (state.phase !== "offered") return tell(409);
				return length === state.image.size ? sinkInto(updater, tell) : tell(413);
			},
			answer: () => tell(411),
		},
	];
}

function sinkInto(updater: Updater, tell: (status: Status) => Answer): BodySink {
	return {
		push: (bytes) => updater.write(bytes),
		answer: () => tell(updater.state.phase === "written" ? 200 : 422),
		gone: () => updater.interrupted(),
	};
}

function updateDocument({ version, state }: Updater): object {
	const image = "image" in state ? state.image : undefined;
	return {
		version,
		phase: state.phase,
		...(image && { offered: image.version, size: image.size }),
		...(state.phase === "writing" && { received: state.received }),
		...(state.phase === "refused" && { reason: state.reason }),
	};
}

/** Asks as the settings page does, on real sockets. */
import { stampOf } from "../../src/admin/guard.js";
import { encodeUtf8 } from "../../src/utf8.js";

export interface Asked {
	password: string;
	/** Such as `http://127.0.0.1:8080`. */
	origin: string;
}

export async function ask(
	{ password, origin }: Asked,
	method: string,
	target: string,
	body?: string,
): Promise<Response> {
	const { challenge = "" } = (await (await fetch(`${origin}/api/challenge`)).json()) as { challenge?: string };
	const stamp = stampOf(password, method, target, challenge, encodeUtf8(body ?? ""));
	return fetch(origin + target, {
		method,
		headers: { authorization: `P1-LoRa ${challenge} ${stamp}` },
		...(body !== undefined && { body }),
	});
}

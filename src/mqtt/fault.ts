/** Why a connection to the broker ended, or did not come about. */
export type MQTTFault =
	/** The name has no address. */
	| { kind: "unresolved"; host: string }
	/** No TCP connection. */
	| { kind: "unreachable" }
	/** The broker said no; `code` is CONNACK's return code (MQTT 3.1.1, table 3.1). */
	| { kind: "refused"; code: number; reason: string }
	/** Connected, but not greeted in time. */
	| { kind: "timeout" }
	/** Connected, and then nothing came back any more, not even an answer to a ping. */
	| { kind: "silent" }
	/** The TCP connection is gone. */
	| { kind: "lost" }
	/** What came is not MQTT, or not what a broker may send. */
	| { kind: "malformed"; detail: string }
	/** The broker asks for more answers than the send queue holds, and takes none. */
	| { kind: "congested" }
	/** A mistake in the program, the application's callbacks included. */
	| { kind: "exception"; message: string };

/** MQTT 3.1.1, table 3.1, from code 1 on. */
const CONNACK_REASONS: readonly string[] = Object.freeze([
	"it does not speak MQTT 3.1.1",
	"it does not accept the client id",
	"it is unavailable",
	"user name or password is wrong",
	"this client is not authorized",
]);

/** The fault that CONNACK's return code `code`, 1 to 255, stands for. */
export function refusal(code: number): MQTTFault {
	return { kind: "refused", code, reason: CONNACK_REASONS[code - 1] ?? `unknown return code ${code}` };
}

const SENTENCES: Readonly<Record<MQTTFault["kind"], string>> = Object.freeze({
	unresolved: "The broker's name has no address",
	unreachable: "The broker cannot be reached",
	refused: "The broker refuses the connection",
	timeout: "The broker does not answer",
	silent: "The broker has gone silent",
	lost: "The connection to the broker is lost",
	malformed: "What came from the broker is not MQTT",
	congested: "The broker takes nothing any more",
	exception: "The MQTT client has failed",
});

/** The fault as a sentence without its full stop, for a log or a person. */
export function describeFault(fault: MQTTFault): string {
	const sentence = SENTENCES[fault.kind];
	switch (fault.kind) {
		case "unresolved":
			return `${sentence}: ${fault.host}`;
		case "refused":
			return `${sentence}: ${fault.reason}`;
		case "malformed":
			return `${sentence}: ${fault.detail}`;
		case "exception":
			return `${sentence}: ${fault.message}`;
		default:
			return sentence;
	}
}

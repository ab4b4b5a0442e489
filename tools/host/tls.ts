/** ECMA-419's TCP class over Node's TLS: for a broker that wants it. */
import type { Socket } from "node:net";
import { connect } from "node:tls";
import type { TCPClass, TCPOptions } from "../../src/io.js";
import { HostTCP } from "./tcp.js";

export interface TLSOptions {
	/** What the certificate must be for. */
	host: string;
	/** In PEM: whom to trust, in place of the authorities that Node knows. */
	ca?: string | undefined;
	/** Why a connection was given up, as a sentence without its full stop. */
	onProblem: (sentence: string) => void;
}

/** A class whose every connection is TLS to this host; of one that can't be trusted nothing is read, and nothing sent. */
export function tlsTo({ host, ca, onProblem }: TLSOptions): TCPClass {
	return class extends HostTCP {
		constructor(options: TCPOptions) {
			super(options);
		}

		protected override open({ address, port }: TCPOptions): Socket {
			const isAddress = /^[\d.]+$|:/.test(host);
			// A name is told to the server, which may have several certificates; an address must not be (RFC 6066, 3).
			const socket = connect({
				host: address,
				port,
				ALPNProtocols: ["mqtt"],
				...(ca !== undefined && { ca }),
				...(!isAddress && { servername: host }),
			});
			let phase: "away" | "connected" | "told" | "secure" = "away";
			const tell = (sentence: string | undefined) => {
				if (sentence === undefined || phase === "told") return;
				phase = "told";
				onProblem(sentence);
			};
			/** A broker without TLS hangs up on what it hears. */
			const ended = () => tell(phase === "connected" ? NOT_TLS : undefined);
			socket
				.on("connect", () => {
					phase = "connected";
				})
				.on("secureConnect", () => {
					phase = "secure";
				})
				.on("error", (error: NodeJS.ErrnoException) => {
					tell(describeTLSError(error.code ?? "", host));
					ended();
				})
				.on("end", ended);
			return socket;
		}

		protected override get connectEvent(): string {
			return "secureConnect";
		}
	};
}

const NOT_TLS =
	"The broker does not speak TLS on this port: use mqtt:// there, or the port that it has for TLS, mostly 8883";
const HOW_TO_TRUST = "give the authority that signed it with --mqtt-ca FILE";

/** What is wrong with a certificate, and what to do; undefined for what TLS has no part in. */
function describeTLSError(code: string, host: string): string | undefined {
	switch (code) {
		case "ERR_TLS_CERT_ALTNAME_INVALID":
			return `The broker's certificate is not for ${host}: use the name that it is for, or have one made for ${host}`;
		case "CERT_HAS_EXPIRED":
			return "The broker's certificate has expired: renew it on the broker";
		case "CERT_NOT_YET_VALID":
			return "The broker's certificate is not valid yet: is this computer's clock right?";
		case "DEPTH_ZERO_SELF_SIGNED_CERT":
		case "SELF_SIGNED_CERT_IN_CHAIN":
		case "UNABLE_TO_GET_ISSUER_CERT":
		case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
		case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
			return `The broker's certificate is of nobody whom this computer knows: ${HOW_TO_TRUST}`;
	}
	if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG" || code === "EPROTO")
		return NOT_TLS;
	return code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") ? `TLS with the broker failed: ${code}` : undefined;
}

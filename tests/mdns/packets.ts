/** The asker's side of multicast DNS, for tests: written apart from the responder's. */

/** `_tcp.local` stands there once, and is pointed to by further names: as everybody writes it who asks for much. */
export function query(
	questions: readonly { name: string; type: number; unicast?: boolean }[],
	{ id = 0, flags = 0 }: { id?: number; flags?: number } = {},
): Uint8Array {
	const bytes = [id >> 8, id & 255, flags >> 8, flags & 255, 0, questions.length, 0, 0, 0, 0, 0, 0];
	let shared: number | undefined;
	const push = (name: string) => {
		for (const [index, label] of name.split(".").entries()) {
			if (label === "_tcp" && index > 0) {
				if (shared !== undefined) return void bytes.push(0xc0 | (shared >> 8), shared & 255);
				shared = bytes.length;
			}
			bytes.push(label.length, ...Array.from(label, (c) => c.charCodeAt(0)));
		}
		bytes.push(0);
	};
	for (const { name, type, unicast } of questions) {
		push(name);
		bytes.push(type >> 8, type & 255, unicast ? 0x80 : 0, 1);
	}
	return Uint8Array.from(bytes);
}

export interface Told {
	name: string;
	type: number;
	flush: boolean;
	ttl: number;
	data: Uint8Array;
}

/** Of a response without compression. */
export function answers(bytes: Uint8Array): { id: number; questions: number; records: Told[] } {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	let at = 12;
	const name = () => {
		const labels: string[] = [];
		for (let length = bytes[at++]; length > 0; length = bytes[at++]) {
			labels.push(String.fromCharCode(...bytes.subarray(at, at + length)));
			at += length;
		}
		return labels.join(".");
	};
	const questions = view.getUint16(4);
	for (let i = 0; i < questions; i++) {
		name();
		at += 4;
	}
	const records = Array.from({ length: view.getUint16(6) }, () => {
		const told = {
			name: name(),
			type: view.getUint16(at),
			flush: (bytes[at + 2] & 0x80) !== 0,
			ttl: view.getUint32(at + 4),
		};
		const length = view.getUint16(at + 8);
		const data = bytes.slice(at + 10, at + 10 + length);
		at += 10 + length;
		return { ...told, data };
	});
	return { id: view.getUint16(0), questions, records };
}

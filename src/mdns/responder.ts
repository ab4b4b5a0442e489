/**
 * Answers who asks the local network for this receiver, by name or by what it offers (multicast DNS, RFC 6762, and DNS-SD,
 * RFC 6763). Names hold the pair's fingerprint, so that no two receivers can want the same: none is probed for. The SDK's own
 * responder is not used: a damaged packet makes it throw where nobody catches it, and the board would restart.
 */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { Announcement, Service } from "../home/announcement.js";
import type { UDP, UDPClass } from "../io.js";
import { type Question, type ResourceRecord, readQuery, Type, writeResponse } from "./message.js";

export const MDNS_ADDRESS = "224.0.0.251";
const MDNS_PORT = 5353;

/** RFC 6762, 10: of what depends on the address, and of all else. */
const HOST_TTL = 120;
const OTHER_TTL = 4500;
/** RFC 6762, 6.7: of an answer to somebody who does not hear about changes. */
const LEGACY_TTL = 10;

/** RFC 6762, 6: no record goes to all more often than this. */
const QUIET: Milliseconds = 1000;
/** Unicast answers in a second: more questions than that are somebody's mistake, or an attack. */
const MOST_ANSWERS = 10;
/** RFC 6762, 8.3: announced twice at least, a second apart. */
const ANNOUNCEMENTS: readonly Milliseconds[] = Object.freeze([0, 1000, 3000]);

const DIRECTORY = "_services._dns-sd._udp.local";

export interface ResponderOptions {
	io: UDPClass;
	clock: Clock;
	announcement: Announcement;
	/** Of this board, now. */
	address: string;
	/** Another one than mDNS's, in tests. */
	port?: number;
}

export class Responder {
	readonly #options: ResponderOptions;
	#socket: UDP | undefined;
	#timers: Timer[] = [];
	/** When each record, by its place among all, went to all the last time. */
	readonly #toldAt: (Milliseconds | undefined)[] = [];
	#answers = 0;
	#secondEnds: Milliseconds = 0;

	/** Opens its socket and says that the receiver is there. Where the socket is not to be had, nobody is answered. */
	constructor(options: ResponderOptions) {
		this.#options = options;
		const { io, clock, port = MDNS_PORT } = options;
		this.#guard(() => {
			const socket = new io({
				port,
				timeToLive: 255,
				onReadable: (count) => this.#guard(() => this.#read(count)),
			});
			this.#socket = socket;
			socket.add(MDNS_ADDRESS);
			this.#timers = ANNOUNCEMENTS.map((delay) => clock.after(delay, () => this.#announce()));
		});
	}

	close(): void {
		const socket = this.#socket;
		this.#socket = undefined;
		for (const timer of this.#timers) this.#options.clock.cancel(timer);
		this.#guard(() => socket?.close());
	}

	/** Made anew when they are wanted: they are 300 slots of the board's memory, and seldom asked for. */
	#recordsNow(): readonly ResourceRecord[] {
		return recordsOf(this.#options.announcement, this.#options.address);
	}

	#announce(): void {
		const all = this.#recordsNow();
		this.#tellAll(all, all);
	}

	/** Reads every packet that waits, so that none of them takes memory. */
	#read(count: number): void {
		for (let left = count; left > 0; left--) {
			const packet = this.#socket?.read();
			if (packet === undefined) return;
			this.#answer(new Uint8Array(packet), packet.address, packet.port);
		}
	}

	#answer(bytes: Uint8Array, address: string, port: number): void {
		const query = readQuery(bytes, namesOf(this.#options.announcement));
		if (query === undefined || query.questions.length === 0) return;
		const all = this.#recordsNow();
		const answered = query.questions.map((question) => ({ question, records: this.#recordsFor(question, all) }));
		const known = answered.filter(({ records }) => records.length > 0);
		const [first] = known;
		if (first === undefined) return;
		if (port !== (this.#options.port ?? MDNS_PORT)) {
			const records = first.records.map((record) => ({ ...record, ttl: LEGACY_TTL }));
			this.#tellOne(writeResponse(records, { id: query.id, question: first.question }), address, port);
			return;
		}
		const of = (unicast: boolean) => [
			...new Set(known.flatMap(({ question, records }) => (question.unicast === unicast ? records : []))),
		];
		const alone = of(true);
		if (alone.length > 0) this.#tellOne(writeResponse(alone), address, port);
		this.#tellAll(of(false), all);
	}

	/** The records that answer the question, and those that whoever asks it will want next (RFC 6763, 12). */
	#recordsFor({ name, type }: Question, all: readonly ResourceRecord[]): readonly ResourceRecord[] {
		const named = all.filter((record) => record.name === name);
		// Whoever wants an address asks for one of IPv6, too, and on a Mac waits five seconds to hear that there is none.
		const isAnswer = (record: ResourceRecord) => record.type === type || record.type === Type.nsec;
		const direct = named.filter((record) => type === Type.any || isAnswer(record));
		const isService = direct.some((record) => record.type === Type.ptr) && name !== DIRECTORY;
		if (isService) return all.filter((record) => direct.includes(record) || !this.#isOther(record, direct));
		if (!direct.some((record) => record.type === Type.srv)) return direct;
		return [...direct, ...all.filter((record) => record.type === Type.a && !direct.includes(record))];
	}

	/** Whether the record belongs to another service than those that `pointers` point to. */
	#isOther(record: ResourceRecord, pointers: readonly ResourceRecord[]): boolean {
		if (record.type === Type.a) return false;
		return record.type === Type.ptr || !pointers.some(({ name }) => record.name.endsWith(`.${name}`));
	}

	#tellAll(records: readonly ResourceRecord[], all: readonly ResourceRecord[]): void {
		const now = this.#options.clock.now();
		const due = records.filter((record) => now >= (this.#toldAt[all.indexOf(record)] ?? now - QUIET) + QUIET);
		if (due.length === 0) return;
		for (const record of due) this.#toldAt[all.indexOf(record)] = now;
		this.#write(writeResponse(due), MDNS_ADDRESS, this.#options.port ?? MDNS_PORT);
	}

	#tellOne(bytes: Uint8Array, address: string, port: number): void {
		const now = this.#options.clock.now();
		if (now >= this.#secondEnds) {
			this.#secondEnds = now + 1000;
			this.#answers = 0;
		}
		if (++this.#answers <= MOST_ANSWERS) this.#write(bytes, address, port);
	}

	#write(bytes: Uint8Array, address: string, port: number): void {
		this.#guard(() => this.#socket?.write(bytes, address, port));
	}

	/** What can't be sent now is asked for again; on the board an exception that nobody catches is a restart. */
	#guard(body: () => void): void {
		try {
			body();
		} catch {
			// See above.
		}
	}
}

/** All that can be asked for. Most questions in a network are for others: no records are made for those. */
function namesOf({ hostName, services }: Announcement): string[] {
	const types = services.map(typeOf);
	return [DIRECTORY, `${hostName}.local`, ...types, ...types.map((type) => `${hostName}.${type}`)];
}

function typeOf({ name, protocol }: Service): string {
	return `_${name}._${protocol}.local`;
}

function recordsOf({ hostName, services }: Announcement, address: string): ResourceRecord[] {
	const host = `${hostName}.local`;
	const records: ResourceRecord[] = [
		{ name: host, type: Type.a, ttl: HOST_TTL, unique: true, address },
		{ name: host, type: Type.nsec, ttl: HOST_TTL, unique: true },
	];
	for (const service of services) {
		const { port, txt } = service;
		const type = typeOf(service);
		const instance = `${hostName}.${type}`;
		records.push(
			{ name: DIRECTORY, type: Type.ptr, ttl: OTHER_TTL, unique: false, target: type },
			{ name: type, type: Type.ptr, ttl: OTHER_TTL, unique: false, target: instance },
			{ name: instance, type: Type.srv, ttl: HOST_TTL, unique: true, port, target: host },
			{ name: instance, type: Type.txt, ttl: OTHER_TTL, unique: true, pairs: txt },
		);
	}
	return records;
}

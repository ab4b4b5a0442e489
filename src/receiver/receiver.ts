/** The board at home: rebuilds the telegrams, acknowledges each, and hands them on. */
import { type RegisterSnapshot, utcOf } from "../history/register-snapshot.js";
import { ToldQuarters } from "../history/told-quarters.js";
import { type Announcement, pageUrl } from "../home/announcement.js";
import { Home, type HomeSettings } from "../home/home.js";
import { LinkHistory } from "../home/link-history.js";
import type { WiFiReport } from "../home/receiver-report.js";
import type { Route } from "../http/route.js";
import { describeLinkEvent } from "../link/describe-event.js";
import { describeSilence } from "../link/describe-silence.js";
import type { LinkEvent } from "../link/event.js";
import { type LinkQuality, ReceiverSession } from "../link/receiver-session.js";
import { openStation, type Station, type StationParts } from "../link/station.js";
import type { Log } from "../log.js";
import { describeFault } from "../lora/describe-fault.js";
import { rungName } from "../negotiation/ladder.js";
import type { LinkPlace } from "../negotiation/report.js";
import { Continuity } from "../p1/continuity.js";
import { parseTelegram } from "../p1/parse.js";
import type { Reading } from "../p1/reading.js";
import type { Updater } from "../update/updater.js";
import { crc32 } from "../vendor/crc-32.js";
import type { Broker, Extras, Network } from "./contract.js";
import { describeContinuity } from "./describe-continuity.js";
import { Publisher } from "./publisher.js";
import { SelfReport } from "./self-report.js";
import { Silence } from "./silence.js";
import { countStart } from "./starts.js";
import { summary } from "./summary.js";
import { WishedRung } from "./wished-rung.js";

export interface ReceiverOptions extends StationParts {
	/** What its owner calls the board. */
	name?: string;
	network: Network;
	broker: Broker;
	/** What is published beside the state. */
	extras?: Extras | undefined;
	/** Starts the board anew; where it is missing, the command to do so is not offered. */
	restart?: () => void;
	/** Takes new images over MQTT; where it is missing, none is taken. */
	updater?: Updater;
	/** Why the board started. */
	startReason?: string | undefined;
	/** What other machines may read over the network, where that takes connections. */
	home?: HomeSettings;
	/** Its name is announced in the network (`announcement`), so that links to its page may use it. */
	isFoundByName?: boolean;
	/** More routes for its HTTP server: the settings, for one. */
	moreRoutes?: readonly Route[];
	wifi?: () => WiFiReport | undefined;
	log: Log;
	/** The state of this reading was handed to the broker. */
	onPublished?: (reading: Reading) => void;
	/** A telegram was rebuilt, byte for byte as the meter sent it. */
	onTelegram?: (telegram: Uint8Array) => void;
	/** Registers that an outage of the link kept back wait for the broker, each moment once. */
	onHistory?: (snapshots: readonly RegisterSnapshot[]) => void;
}

export class Receiver {
	readonly #options: ReceiverOptions;
	readonly #station: Station | undefined;
	readonly #session: ReceiverSession | undefined;
	readonly #publisher: Publisher | undefined;
	readonly #home: Home | undefined;
	readonly #continuity = new Continuity();
	readonly #told: ToldQuarters;
	readonly #wish: WishedRung;
	/** CRC-32 of the latest telegram with the time of a quarter's first one. */
	#firstCrc: number | undefined;
	/** Why the board neither sends nor listens. */
	#obstacle: string | undefined;
	/** The radio's last fault, as a sentence. */
	#radioFault: string | undefined;
	readonly #history: LinkHistory;
	#telegram: Uint8Array | undefined;
	#reading: Reading | undefined;
	#telegrams = 0;
	#quality: LinkQuality | undefined;
	readonly #silence: Silence;
	#isClosed = false;

	/** Starts the board. Without a pairing key it says so, and neither listens nor connects. */
	constructor(options: ReceiverOptions) {
		this.#options = options;
		const { clock, random, network, broker, log } = options;
		this.#told = new ToldQuarters(options.storage("history"));
		this.#wish = new WishedRung(options.storage("link"));
		this.#history = new LinkHistory(clock.now());
		this.#silence = new Silence(clock, (patience) => {
			log(`no telegram of the meter for ${Math.round(patience / 60_000)} minutes`);
			this.#publisher?.setLink(false);
		});
		const opened = openStation({
			role: "receiver",
			clock,
			random,
			radio: options.radio,
			storage: options.storage,
			region: options.region,
			frequencyHz: options.frequencyHz,
			powerDbm: options.powerDbm,
			antennaGainDbi: options.antennaGainDbi,
			onReceive: (packet) => this.#soon(() => this.#session?.received(packet)),
			onFault: (fault) => {
				this.#radioFault = describeFault(fault);
				log(`radio: ${this.#radioFault}`);
			},
		});
		if (!opened.ok) {
			this.#obstacle = opened.reason;
			log(opened.reason);
			return;
		}
		const { station } = opened;
		this.#station = station;
		const { port, channel, plan, lastGood, remember } = station;
		log(`paired, fingerprint ${channel.fingerprint}`);
		const silence = describeSilence(port, clock.now());
		if (silence !== undefined) log(silence);
		this.#session = new ReceiverSession({
			clock,
			port,
			channel,
			plan,
			lastGood,
			onRemember: remember,
			wish: () => this.#wish.rung,
			onTelegram: (telegram, quality, partial) => this.#soon(() => this.#received(telegram, quality, partial)),
			onSnapshots: (snapshots) => this.#caughtUp(snapshots),
			onEvent: (event) => this.#happened(event),
		});
		this.#session.start();
		const storage = options.storage("homeassistant");
		const { startReason, wifi } = options;
		const { httpPort } = options.home ?? {};
		const selfReport = new SelfReport({
			clock,
			brokerHost: broker.host,
			starts: countStart(storage),
			startReason,
			wifi,
		});
		this.#publisher = new Publisher({
			deviceId: channel.fingerprint,
			storage,
			name: options.name,
			network,
			broker,
			extras: options.extras,
			page: options.isFoundByName && httpPort ? pageUrl(channel.fingerprint, httpPort) : undefined,
			handlers: {
				...(options.restart && { restart: options.restart }),
				resync: () => this.#session?.resync(),
				rung: (name) => {
					this.#wish.name = name;
				},
			},
			updater: options.updater,
			random,
			diagnostics: () => selfReport.diagnostics(this.status),
			onPublished: (reading) => options.onPublished?.(reading),
			log,
		});
		const { serving } = network;
		if (options.home === undefined || serving === undefined) return;
		this.#home = new Home({
			...network,
			serving,
			settings: options.home,
			moreRoutes: options.moreRoutes,
			deviceId: channel.fingerprint,
			random,
			look: () => selfReport.report(this.status),
			history: () => {
				this.#history.advance(clock.now());
				return this.#history;
			},
			log,
		});
	}

	/** How the receiver is to be found by name; undefined where nobody can connect to it. */
	get announcement(): Announcement | undefined {
		return this.#home?.announcement;
	}

	/** What the board is doing, for its display and for whoever watches. */
	get status() {
		return {
			obstacle: this.#obstacle,
			fingerprint: this.#station?.channel.fingerprint,
			radio: this.#station?.radio.state,
			radioFault: this.#radioFault,
			link: this.#session?.negotiation,
			place: this.#place,
			quality: this.#quality,
			lossPercent: this.#session?.reception.lossPercent,
			/** Telegrams come through: the reading tells what the meter says now. */
			isFresh: this.#publisher?.linkOnline ?? false,
			reading: this.#reading,
			/** The last whole one, as the meter sent it. */
			telegram: this.#telegram,
			telegramAt: this.#silence.heardAt,
			broker: this.#publisher?.connection,
			telegrams: this.#telegrams,
			rungWanted: this.#wish.name,
			refused: this.#session?.refused ?? {},
			airtimeUsedUs: this.#station?.port.ledger.usedUs ?? 0,
			airtimeLimitUs: this.#station?.port.ledger.limitUs ?? 0,
		};
	}

	/** Where the link is, or looks. */
	get #place(): LinkPlace | undefined {
		const state = this.#session?.negotiation;
		return state && this.#station?.plan.place(state.profile);
	}

	/** Says goodbye to the broker and lets go of all hardware. */
	close(): void {
		this.#isClosed = true;
		this.#silence.close();
		this.#home?.close();
		this.#publisher?.close();
		this.#station?.radio.close();
	}

	/**
	 * Does the work from the event loop, where the stack is empty: what a frame or a telegram leads to goes deep by
	 * itself.
	 */
	#soon(work: () => void): void {
		this.#options.clock.after(0, () => {
			if (!this.#isClosed) work();
		});
	}

	/**
	 * A `partial` telegram is only parsed. It is not what the meter sent, so it is neither counted nor handed on as a
	 * telegram.
	 */
	#received(telegram: Uint8Array, quality: LinkQuality, partial: boolean): void {
		const { clock, log, onTelegram } = this.#options;
		this.#quality = quality;
		const reading = parseTelegram(telegram);
		const seconds = utcOf(reading);
		if (!partial && this.#isKnown(telegram, seconds)) return;
		// One that is sent again says nothing of how often the meter speaks.
		this.#silence.heard();
		if (!partial) {
			this.#telegrams++;
			this.#telegram = telegram;
			this.#history.record(quality, clock.now());
			this.#home?.offer(telegram);
			onTelegram?.(telegram);
		}
		const { rung, rssiDbm, snrDb } = quality;
		log(
			`${partial ? "ahead of a telegram" : `telegram ${this.#telegrams}`}: ${summary(reading)}; ` +
				`${rungName(rung)}, ${Math.round(rssiDbm)} dBm, SNR ${snrDb.toFixed(1)} dB`,
		);
		const continued = this.#continuity.check(reading, clock.now());
		for (const note of continued.notes) log(describeContinuity(note));
		const isFirst = !partial && seconds !== undefined && this.#told.live(seconds);
		if (isFirst) this.#firstCrc = crc32(telegram);
		if (continued.reading !== undefined) this.#publisher?.publish(continued.reading, isFirst);
		// Once the history has it in flash: power that is cut in between has it told twice, and not never.
		if (isFirst) this.#told.save();
		if (continued.reading === undefined || partial) return;
		this.#reading = continued.reading;
		this.#publisher?.publishTelegram(telegram);
	}

	/** Whether the telegram was taken before: the first one of a quarter is sent again when its answer was lost. */
	#isKnown(telegram: Uint8Array, seconds: number | undefined): boolean {
		if (seconds === undefined || !this.#told.isFirst(seconds)) return false;
		// The time alone does not tell: where a meter's clock stands still, other telegrams have it, too.
		const crc = crc32(telegram);
		const isKnown = (this.#firstCrc ?? crc) === crc;
		this.#firstCrc = crc;
		return isKnown;
	}

	/** Registers of quarters that were missed have come. False where there is no room for them. */
	#caughtUp(snapshots: readonly RegisterSnapshot[]): boolean {
		const { log, onHistory } = this.#options;
		const news = snapshots.filter(({ seconds }) => !this.#told.isTold(seconds));
		if (news.length === 0) return true;
		if (!this.#publisher?.publishHistory(news)) return false;
		onHistory?.(news);
		for (const { seconds } of news) this.#told.note(seconds);
		this.#told.save();
		log(`the registers of ${news.length} quarter-hours, missed before`);
		return true;
	}

	#happened(event: LinkEvent): void {
		const { clock, log } = this.#options;
		log(describeLinkEvent(event, clock.now()));
		if (event.kind !== "negotiation" || event.report.kind !== "lost") return;
		this.#silence.interrupted();
		this.#publisher?.setLink(false);
	}
}

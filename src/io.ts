/**
 * The slice of ECMA-419 (2nd edition) that the product uses, as types: portable code is handed
 * `{ io: Class, ...pins }` and constructs it, as Moddable's own drivers do.
 */

/** A hardware class together with the options it is constructed with. */
export type Hardware<Class, Options> = Options & { io: Class };

export interface SPIOptions {
	clock: number;
	out: number;
	in: number;
	select: number;
	hz: number;
	/** Clock polarity and phase, 0 to 3 (ECMA-419 10.6). */
	mode?: number;
	/** Which SPI peripheral; the ESP32 wants it named. */
	port?: number;
}

export interface SPI {
	/** Full duplex and in place: `buffer` goes out, what came in replaces it. Select stays asserted. */
	transfer(buffer: Uint8Array): void;
	/** Ends the transaction; `true` releases select. */
	flush(deselect?: boolean): void;
	close(): void;
}

export type SPIClass = new (options: SPIOptions) => SPI;

export interface DigitalOptions {
	pin: number;
	/** `Digital.Input`, `Digital.Output` and so on: the numbers are the class's own. */
	mode: number;
	/** Bit set of `Digital.Rising` and `Digital.Falling`; wanted with `onReadable`. */
	edge?: number;
	initialValue?: number;
	/** Called on an edge, on the program's own thread. An edge can be missed or merged: read the chip's flags. */
	onReadable?: () => void;
}

export interface Digital {
	read(): number;
	write(value: number): void;
	close(): void;
}

export interface DigitalClass {
	new (options: DigitalOptions): Digital;
	readonly Input: number;
	readonly InputPullUp: number;
	readonly Output: number;
	readonly Rising: number;
	readonly Falling: number;
}

export interface I2COptions {
	data: number;
	clock: number;
	/** Of 7 bits. */
	address: number;
	hz: number;
	/** In milliseconds, of each transfer: the SDK's addition to the standard. */
	timeout?: number;
}

export interface I2C {
	/** Throws where nobody acknowledges. */
	write(buffer: Uint8Array): void;
	close(): void;
}

export type I2CClass = new (options: I2COptions) => I2C;

export interface SerialOptions {
	receive: number;
	transmit?: number;
	baud: number;
	port?: number;
	format?: "buffer" | "number";
	/** `count` bytes can be read now. */
	onReadable?: (count: number) => void;
}

export interface Serial {
	/** The bytes that have come in, or `undefined` where there are none. */
	read(): ArrayBuffer | undefined;
	close(): void;
}

export type SerialClass = new (options: SerialOptions) => Serial;

export interface InletOptions {
	receive: number;
	port: number;
	baud: number;
	/** The line rests low, and a one is low. */
	inverted: boolean;
	/** How many bytes are kept until the program asks. */
	bufferBytes: number;
}

/** A serial line that keeps its bytes until the program asks for them, where ECMA-419's Serial calls the program. */
export interface Inlet {
	/** How many bytes wait. */
	readonly available: number;
	/** The oldest ones, `most` at most. */
	read(most: number): ArrayBuffer | undefined;
	close(): void;
}

/** Throws where the pin or the port is in use. */
export type InletClass = new (options: InletOptions) => Inlet;

export interface DuplexSerialOptions extends SerialOptions {
	/** First called on opening, then whenever room appears; `count` is how many bytes may be written. */
	onWritable?: (count: number) => void;
}

export interface DuplexSerial extends Serial {
	/** Never buffers: throws when given more than the last writable count left. */
	write(buffer: Uint8Array): void;
}

export type DuplexSerialClass = new (options: DuplexSerialOptions) => DuplexSerial;

export interface TCPCallbacks {
	onReadable?: (count: number) => void;
	/** First called on connect, then whenever room appears; `count` is how much may be written. */
	onWritable?: (count: number) => void;
	/** The connection could not be made, or is gone. The socket is dead after this. */
	onError?: () => void;
}

export interface TCPOptions extends TCPCallbacks {
	/** An IP address: names are resolved before. */
	address: string;
	port: number;
}

export interface TCP {
	/** The bytes that have come in, or `undefined` where there are none. Throws for a `count` beyond those. */
	read(count?: number): ArrayBuffer | undefined;
	/** Never buffers: throws before the first `onWritable`, and when given more than the last writable count left. */
	write(buffer: ArrayBuffer | Uint8Array): void;
	close(): void;
}

export type TCPClass = new (options: TCPOptions) => TCP;

export interface AcceptedTCPOptions extends TCPCallbacks {
	/** What a listener has read: its connection goes over to the new instance, and it is dead itself. */
	from: TCP;
}

/**
 * The TCP class once more, as connections that a listener has accepted are taken over. It throws for one that is gone.
 */
export type AcceptedTCPClass = new (options: AcceptedTCPOptions) => TCP;

export interface ListenerOptions {
	/** 0 is any free one. */
	port: number;
	/** `count` connections can be read now. */
	onReadable: (count: number) => void;
	/** It listens no longer, or never did. */
	onError?: () => void;
}

export interface Listener {
	readonly port: number;
	/** The oldest connection that waits, without callbacks until it is taken over, or `undefined`. */
	read(): TCP | undefined;
	close(): void;
}

/** Throws where there is no socket or memory left. */
export type ListenerClass = new (options: ListenerOptions) => Listener;

export interface UDPOptions {
	port: number;
	/** Of what is sent; the SDK's addition to the standard. */
	timeToLive?: number;
	/** `count` packets can be read now. */
	onReadable: (count: number) => void;
}

export interface UDP {
	/** The oldest packet that waits, with where it is from, or `undefined`. */
	read(): (ArrayBuffer & { address: string; port: number }) | undefined;
	/** Throws where it can't be sent now. */
	write(buffer: Uint8Array, address: string, port: number): void;
	/** Joins a multicast group: the SDK's addition to the standard. */
	add(address: string): void;
	close(): void;
}

export type UDPClass = new (options: UDPOptions) => UDP;

/**
 * A domain of `embedded:storage/key-value`, opened with `format: "buffer"`. Each write is committed when it returns.
 * Keys have 1 to 15 characters (NVS).
 */
export interface KeyValue {
	read(key: string): ArrayBuffer | undefined;
	write(key: string, value: ArrayBuffer): void;
	delete(key: string): void;
}

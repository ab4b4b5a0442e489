/**
 * The SX1276's registers, from the datasheet (rev. 7, 6.2 and 6.4), for the chip model. The driver has a table of its
 * own: an address that is wrong in one of them shows.
 */

export const R = Object.freeze({
	fifo: 0x00,
	opMode: 0x01,
	frfMsb: 0x06,
	frfMid: 0x07,
	frfLsb: 0x08,
	paConfig: 0x09,
	fifoAddrPtr: 0x0d,
	fifoTxBaseAddr: 0x0e,
	fifoRxBaseAddr: 0x0f,
	fifoRxCurrentAddr: 0x10,
	irqFlagsMask: 0x11,
	irqFlags: 0x12,
	rxNbBytes: 0x13,
	rxHeaderCntMsb: 0x14,
	rxPacketCntMsb: 0x16,
	modemStat: 0x18,
	pktSnr: 0x19,
	pktRssi: 0x1a,
	hopChannel: 0x1c,
	modemConfig1: 0x1d,
	modemConfig2: 0x1e,
	preambleMsb: 0x20,
	preambleLsb: 0x21,
	payloadLength: 0x22,
	maxPayloadLength: 0x23,
	fifoRxByteAddr: 0x25,
	modemConfig3: 0x26,
	feiMsb: 0x28,
	ifFreq2: 0x2f,
	detectOptimize: 0x31,
	highBwOptimize1: 0x36,
	syncWord: 0x39,
	imageCal: 0x3b,
	dioMapping1: 0x40,
	dioMapping2: 0x41,
	version: 0x42,
	paDac: 0x4d,
});

export const IRQ = Object.freeze({
	rxDone: 0x40,
	payloadCrcError: 0x20,
	validHeader: 0x10,
	txDone: 0x08,
	cadDone: 0x04,
});

/** DIO0 by bits 7 and 6 of RegDioMapping1 (table 18). */
export const DIO0_FLAGS: readonly number[] = Object.freeze([IRQ.rxDone, IRQ.txDone, IRQ.cadDone, 0]);

type Values = readonly (readonly [register: number, value: number])[];

/** After a reset, on either page. What is left out is 0. */
const COMMON_RESET: Values = [
	[R.opMode, 0x09],
	[R.frfMsb, 0x6c],
	[R.frfMid, 0x80],
	[R.paConfig, 0x4f],
	[0x0a, 0x09], // PaRamp
	[0x0b, 0x2b], // Ocp
	[0x0c, 0x20], // Lna
	[R.version, 0x12],
	[0x4b, 0x09], // Tcxo
	[R.paDac, 0x84],
];

const LORA_RESET: Values = [
	[R.fifoTxBaseAddr, 0x80],
	[R.modemStat, 0x10],
	[R.modemConfig1, 0x72],
	[R.modemConfig2, 0x70],
	[0x1f, 0x64], // SymbTimeoutLsb
	[R.preambleLsb, 0x08],
	[R.payloadLength, 0x01],
	[R.maxPayloadLength, 0xff],
	[R.modemConfig3, 0x04],
	[R.ifFreq2, 0x20],
	[R.detectOptimize, 0xc3],
	[0x33, 0x27], // InvertIQ
	[R.highBwOptimize1, 0x03],
	[0x37, 0x0a], // DetectionThreshold
	[R.syncWord, 0x12],
	[0x3a, 0x65], // HighBwOptimize2
	[0x3b, 0x1d], // InvertIQ2
];

const FSK_RESET: Values = [[R.imageCal, 0x82]];

function filled(...tables: Values[]): Uint8Array {
	const registers = new Uint8Array(0x80);
	for (const table of tables) for (const [register, value] of table) registers[register] = value;
	return registers;
}

/** Both pages after a reset. Only 0x0d to 0x3f differ between them in use; the rest is kept on the LoRa page. */
export function resetPages(): { lora: Uint8Array; fsk: Uint8Array } {
	return { lora: filled(COMMON_RESET, LORA_RESET), fsk: filled(FSK_RESET) };
}

export function isPaged(register: number): boolean {
	return register >= 0x0d && register <= 0x3f;
}

/** LoRa status registers: writing them does nothing. */
const READ_ONLY = new Set<number>([
	...[R.fifoRxCurrentAddr, R.rxNbBytes, 0x14, 0x15, 0x16, 0x17, R.modemStat, R.pktSnr, R.pktRssi, 0x1b, R.hopChannel],
	...[R.fifoRxByteAddr, 0x28, 0x29, 0x2a, 0x2c, R.version],
]);

export function isReadOnly(register: number): boolean {
	return READ_ONLY.has(register);
}

const WRITABLE_IN_ANY_MODE = new Set<number>([
	...[R.fifo, R.opMode, R.fifoAddrPtr, R.irqFlagsMask, R.irqFlags, R.dioMapping1, R.dioMapping2],
]);

/** Static configuration: to be written in sleep and standby only (4.1.2.1). */
export function isConfiguration(register: number): boolean {
	return !WRITABLE_IN_ANY_MODE.has(register) && !READ_ONLY.has(register);
}

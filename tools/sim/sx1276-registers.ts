/**
 * The SX1276's registers under the datasheet's names (rev. 7, tables 41 and 42, 6.2 and 6.4), for the chip model. The
 * driver has a table of its own: an address that is wrong in one of them shows.
 */

/** On LoRa's page, where nothing else is said. */
export const R = Object.freeze({
	Fifo: 0x00,
	OpMode: 0x01,
	FrfMsb: 0x06,
	FrfMid: 0x07,
	FrfLsb: 0x08,
	PaConfig: 0x09,
	PaRamp: 0x0a,
	Ocp: 0x0b,
	Lna: 0x0c,
	FifoAddrPtr: 0x0d,
	FifoTxBaseAddr: 0x0e,
	FifoRxBaseAddr: 0x0f,
	FifoRxCurrentAddr: 0x10,
	IrqFlagsMask: 0x11,
	IrqFlags: 0x12,
	RxNbBytes: 0x13,
	RxHeaderCntValueMsb: 0x14,
	RxHeaderCntValueLsb: 0x15,
	RxPacketCntValueMsb: 0x16,
	RxPacketCntValueLsb: 0x17,
	ModemStat: 0x18,
	PktSnrValue: 0x19,
	PktRssiValue: 0x1a,
	RssiValue: 0x1b,
	HopChannel: 0x1c,
	ModemConfig1: 0x1d,
	ModemConfig2: 0x1e,
	SymbTimeoutLsb: 0x1f,
	PreambleMsb: 0x20,
	PreambleLsb: 0x21,
	PayloadLength: 0x22,
	MaxPayloadLength: 0x23,
	HopPeriod: 0x24,
	FifoRxByteAddr: 0x25,
	ModemConfig3: 0x26,
	PpmCorrection: 0x27,
	FeiMsb: 0x28,
	FeiMid: 0x29,
	FeiLsb: 0x2a,
	RssiWideband: 0x2c,
	IfFreq2: 0x2f,
	IfFreq1: 0x30,
	DetectOptimize: 0x31,
	InvertIQ: 0x33,
	HighBwOptimize1: 0x36,
	DetectionThreshold: 0x37,
	SyncWord: 0x39,
	HighBwOptimize2: 0x3a,
	InvertIQ2: 0x3b,
	DioMapping1: 0x40,
	DioMapping2: 0x41,
	Version: 0x42,
	Tcxo: 0x4b,
	PaDac: 0x4d,
});

/** On the FSK page: what a LoRa driver may have to do with. */
export const FSK = Object.freeze({
	RssiValue: 0x11,
	FeiMsb: 0x1d,
	FeiLsb: 0x1e,
	ImageCal: 0x3b,
	Temp: 0x3c,
	IrqFlags1: 0x3e,
	IrqFlags2: 0x3f,
});

/** RegIrqFlags. */
export const IRQ = Object.freeze({
	RxTimeout: 0x80,
	RxDone: 0x40,
	PayloadCrcError: 0x20,
	ValidHeader: 0x10,
	TxDone: 0x08,
	CadDone: 0x04,
	FhssChangeChannel: 0x02,
	CadDetected: 0x01,
});

/** RegOpMode, bits 2 to 0. In FSK mode 5 is the only receiver, and 6 and 7 are reserved. */
export const MODE = Object.freeze({
	sleep: 0,
	standby: 1,
	fsTx: 2,
	transmit: 3,
	fsRx: 4,
	rxContinuous: 5,
	rxSingle: 6,
	cad: 7,
});

export const MODE_NAMES: readonly string[] = Object.freeze([
	...["SLEEP", "STDBY", "FSTX", "TX", "FSRX", "RXCONTINUOUS", "RXSINGLE", "CAD"],
]);

export const LONG_RANGE_MODE = 0x80;
const ACCESS_SHARED_REG = 0x40;

/** The crystal's start, TS_OSC, and the synthesizer's lock, TS_FS (table 7). */
export const TS_OSC_US = 250;
export const TS_FS_US = 60;

type Values = readonly (readonly [register: number, value: number])[];

/**
 * After a reset, outside of the pages. What is left out is 0. RegOpMode is printed as 0x01, but chips come up with
 * LowFrequencyModeOn set, as bit 3's own default says.
 */
const COMMON_RESET: Values = [
	[R.OpMode, 0x09],
	...([
		[0x02, 0x1a], // Bitrate
		[0x03, 0x0b],
		[0x05, 0x52], // Fdev
		[R.FrfMsb, 0x6c],
		[R.FrfMid, 0x80],
		[R.PaConfig, 0x4f],
		[R.PaRamp, 0x09],
		[R.Ocp, 0x2b],
		[R.Lna, 0x20],
		[R.Version, 0x12],
		[0x44, 0x2d], // PllHop
		[R.Tcxo, 0x09],
		[R.PaDac, 0x84],
		[0x61, 0x13], // AgcRef
		[0x62, 0x0e], // AgcThresh
		[0x63, 0x5b],
		[0x64, 0xdb],
		[0x70, 0xd0], // Pll
	] as const),
];

/**
 * RegModemConfig3 reads 0x00 on some silicon. RegIfFreq2, RegHighBwOptimize and RegInvertIQ2 are not in every revision
 * of the tables: their values are those that the errata and drivers go back to.
 */
const LORA_RESET: Values = [
	[R.FifoTxBaseAddr, 0x80],
	[R.ModemStat, 0x10],
	[R.ModemConfig1, 0x72],
	[R.ModemConfig2, 0x70],
	[R.SymbTimeoutLsb, 0x64],
	[R.PreambleLsb, 0x08],
	[R.PayloadLength, 0x01],
	[R.MaxPayloadLength, 0xff],
	[R.ModemConfig3, 0x04],
	[R.IfFreq2, 0x20],
	[R.DetectOptimize, 0xc3],
	[R.InvertIQ, 0x27],
	[R.HighBwOptimize1, 0x03],
	[R.DetectionThreshold, 0x0a],
	[R.SyncWord, 0x12],
	[R.HighBwOptimize2, 0x65],
	[R.InvertIQ2, 0x1d],
];

const FSK_RESET: Values = [
	...([
		[0x0d, 0x08], // RxConfig
		[0x0e, 0x02], // RssiConfig
		[0x0f, 0x0a], // RssiCollision
		[0x10, 0xff], // RssiThresh
		[0x12, 0x15], // RxBw
		[0x13, 0x0b], // AfcBw
		[0x14, 0x28], // OokPeak
		[0x15, 0x0c], // OokFix
		[0x16, 0x12], // OokAvg
		[0x17, 0x47], // reserved
		[0x18, 0x32],
		[0x19, 0x3e],
		[0x1f, 0x40], // PreambleDetect
		[0x24, 0x05], // Osc
		[0x26, 0x03], // PreambleLsb
		[0x27, 0x93], // SyncConfig
	] as const),
	...[0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f].map((syncValue) => [syncValue, 0x55] as const),
	...([
		[0x30, 0x90], // PacketConfig1
		[0x31, 0x40], // PacketConfig2
		[0x32, 0x40], // PayloadLength
		[0x35, 0x0f], // FifoThresh
		[0x39, 0xf5], // Timer1Coef
		[0x3a, 0x20], // Timer2Coef
		[FSK.ImageCal, 0x82],
		[0x3d, 0x02], // LowBat
		[FSK.IrqFlags1, 0x80],
		[FSK.IrqFlags2, 0x40],
	] as const),
];

function filled(...tables: Values[]): Uint8Array {
	const registers = new Uint8Array(0x80);
	for (const table of tables) for (const [register, value] of table) registers[register] = value;
	return registers;
}

/** LoRa status: writing does nothing (table 41, "r"). */
const READ_ONLY = new Set<number>([
	...[R.FifoRxCurrentAddr, R.RxNbBytes, R.RxHeaderCntValueMsb, R.RxHeaderCntValueLsb, R.RxPacketCntValueMsb],
	...[R.RxPacketCntValueLsb, R.ModemStat, R.PktSnrValue, R.PktRssiValue, R.RssiValue, R.HopChannel],
	...[R.FifoRxByteAddr, R.FeiMsb, R.FeiMid, R.FeiLsb, R.RssiWideband, R.Version],
]);

const FSK_READ_ONLY = new Set<number>([
	...[FSK.RssiValue, FSK.FeiMsb, FSK.FeiLsb, FSK.Temp, FSK.IrqFlags1, FSK.IrqFlags2, R.Version],
]);

/** What is no configuration; that is to be written in sleep and standby only (4.1.2.1). */
const WRITABLE_IN_ANY_MODE = new Set<number>([
	...[R.Fifo, R.OpMode, R.FifoAddrPtr, R.IrqFlagsMask, R.IrqFlags, R.DioMapping1, R.DioMapping2],
]);

/** Whether the LoRa register may be written outside of sleep and standby. */
export function isWritableInAnyMode(register: number): boolean {
	return WRITABLE_IN_ANY_MODE.has(register) || READ_ONLY.has(register);
}

const NAMES = new Map<number, string>(Object.entries(R).map(([name, address]) => [address, name]));

/** As in the datasheet, with its address. */
export function registerName(register: number): string {
	return `Reg${NAMES.get(register) ?? ""} (0x${register.toString(16).padStart(2, "0")})`;
}

/** Both pages and what the synthesizer has taken over. Only 0x0d to 0x3f differ between the pages. */
export class RegisterFile {
	lora = filled(COMMON_RESET, LORA_RESET);
	fsk = filled(FSK_RESET);
	/** RegFrf as it was when its least significant byte was written (4.1.4). */
	frf = 0x6c8000;

	reset(): void {
		this.lora = filled(COMMON_RESET, LORA_RESET);
		this.fsk = filled(FSK_RESET);
		this.frf = 0x6c8000;
	}

	get mode(): number {
		return this.lora[R.OpMode] & 0x07;
	}

	/** The other bits of RegOpMode stay. */
	set mode(mode: number) {
		this.lora[R.OpMode] = (this.lora[R.OpMode] & ~0x07) | mode;
	}

	get isLoRa(): boolean {
		return (this.lora[R.OpMode] & LONG_RANGE_MODE) !== 0;
	}

	/** Which page an access goes to; AccessSharedReg shows FSK's in LoRa mode (6.4, RegOpMode). */
	isFsk(register: number): boolean {
		if (register < 0x0d || register > 0x3f) return false;
		return (this.lora[R.OpMode] & (LONG_RANGE_MODE | ACCESS_SHARED_REG)) !== LONG_RANGE_MODE;
	}

	isReadOnly(register: number): boolean {
		return (this.isFsk(register) ? FSK_READ_ONLY : READ_ONLY).has(register);
	}
}

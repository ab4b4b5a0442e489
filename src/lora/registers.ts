/**
 * The SX1276's registers and bit fields in use, under the datasheet's names (rev. 7: 6.2 for both pages, 6.4 for LoRa;
 * LoRa's page where nothing else is said).
 */

export const Register = Object.freeze({
	Fifo: 0x00,
	OpMode: 0x01,
	FrfMsb: 0x06,
	FrfMid: 0x07,
	FrfLsb: 0x08,
	PaConfig: 0x09,
	Ocp: 0x0b,
	Lna: 0x0c,
	FifoAddrPtr: 0x0d,
	FifoTxBaseAddr: 0x0e,
	FifoRxBaseAddr: 0x0f,
	FifoRxCurrentAddr: 0x10,
	IrqFlagsMask: 0x11,
	IrqFlags: 0x12,
	RxNbBytes: 0x13,
	RxPacketCntMsb: 0x16,
	RxPacketCntLsb: 0x17,
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
	ModemConfig3: 0x26,
	FeiMsb: 0x28,
	RssiWideband: 0x2c,
	/** Errata note 2.3. */
	IfFreq2: 0x2f,
	/** Errata note 2.3. */
	IfFreq1: 0x30,
	DetectOptimize: 0x31,
	InvertIQ: 0x33,
	/** Errata note 2.1. */
	HighBwOptimize1: 0x36,
	DetectionThreshold: 0x37,
	SyncWord: 0x39,
	/** Errata note 2.1. */
	HighBwOptimize2: 0x3a,
	/** On LoRa's page. */
	InvertIQ2: 0x3b,
	/** On the FSK page. */
	ImageCal: 0x3b,
	DioMapping1: 0x40,
	Version: 0x42,
	PaDac: 0x4d,
});

/** Some bits of a register. */
export interface BitField {
	readonly shift: number;
	/** Before it is shifted: the largest value. */
	readonly mask: number;
}

function bits(high: number, low = high): BitField {
	return Object.freeze({ shift: low, mask: 2 ** (high - low + 1) - 1 });
}

/** A field's value at its place in the register. */
export function put({ shift, mask }: BitField, value: number): number {
	return (value & mask) << shift;
}

/** A field's value, taken out of a register's. */
export function take({ shift, mask }: BitField, registerValue: number): number {
	return (registerValue >> shift) & mask;
}

export const Field = Object.freeze({
	PaConfig: Object.freeze({
		/** 1 is PA_BOOST, 0 RFO. */
		PaSelect: bits(7),
		MaxPower: bits(6, 4),
		OutputPower: bits(3, 0),
	}),
	Ocp: Object.freeze({ OcpOn: bits(5), OcpTrim: bits(4, 0) }),
	Lna: Object.freeze({
		/** 1 is the highest gain. */
		LnaGain: bits(7, 5),
		/** 3 is 150 % of the current, on the HF port only. */
		LnaBoostHf: bits(1, 0),
	}),
	ModemStat: Object.freeze({
		HeaderInfoValid: bits(3),
		RxOnGoing: bits(2),
		SignalSynchronized: bits(1),
		SignalDetected: bits(0),
	}),
	/** In the header of the last packet: whether a payload CRC follows. */
	HopChannel: Object.freeze({ CrcOnPayload: bits(6) }),
	ModemConfig1: Object.freeze({ Bw: bits(7, 4), CodingRate: bits(3, 1), ImplicitHeaderModeOn: bits(0) }),
	ModemConfig2: Object.freeze({ SpreadingFactor: bits(7, 4), RxPayloadCrcOn: bits(2), SymbTimeoutMsb: bits(1, 0) }),
	ModemConfig3: Object.freeze({ LowDataRateOptimize: bits(3), AgcAutoOn: bits(2) }),
	DetectOptimize: Object.freeze({ AutomaticIFOn: bits(7), Reserved: bits(6, 3), DetectionOptimize: bits(2, 0) }),
	InvertIQ: Object.freeze({
		InvertIQRx: bits(6),
		Reserved: bits(5, 1),
		/** 0 inverts and 1 does not: the opposite of what the datasheet says. */
		TxNotInverted: bits(0),
	}),
	ImageCal: Object.freeze({ ImageCalStart: bits(6), ImageCalRunning: bits(5) }),
	/** What DIO0 shows (table 18). */
	DioMapping1: Object.freeze({ Dio0Mapping: bits(7, 6) }),
	PaDac: Object.freeze({ Reserved: bits(7, 3), PaDac: bits(2, 0) }),
});

/** Values of RegOpMode; LoRa's have bit 7 set, which can change in sleep only. */
export const OpMode = Object.freeze({
	FskSleep: 0x00,
	/** FSK standby, as a reset leaves it. */
	AfterReset: 0x09,
	Sleep: 0x80,
	Standby: 0x81,
	TransmitSynthesizer: 0x82,
	Transmit: 0x83,
	ReceiveSynthesizer: 0x84,
	ReceiveContinuous: 0x85,
	ReceiveSingle: 0x86,
	Cad: 0x87,
});

/** The bit of RegOpMode that makes the chip a LoRa modem. */
export const LONG_RANGE_MODE = 0x80;

/** Its bits for the mode proper. */
export const MODE_MASK = 0x07;

/** Bits of RegIrqFlags; writing a 1 clears. */
export const Irq = Object.freeze({
	RxTimeout: 0x80,
	RxDone: 0x40,
	PayloadCrcError: 0x20,
	ValidHeader: 0x10,
	TxDone: 0x08,
	CadDone: 0x04,
	CadDetected: 0x01,
	All: 0xff,
});

/** Values of Dio0Mapping (table 18). */
export const Dio0 = Object.freeze({ RxDone: 0, TxDone: 1, CadDone: 2 });

/** RegVersion: 0x12 in the datasheet; others have met the two beside it on modules sold as SX1276 and SX1278. */
export const CHIP_VERSIONS: readonly number[] = Object.freeze([0x11, 0x12, 0x13]);

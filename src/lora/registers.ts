/** SX1276 register addresses and bits (datasheet 6.2 and 6.4, LoRa page where nothing else is said). */

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
	IrqFlags: 0x12,
	RxNbBytes: 0x13,
	PktSnrValue: 0x19,
	PktRssiValue: 0x1a,
	HopChannel: 0x1c,
	ModemConfig1: 0x1d,
	ModemConfig2: 0x1e,
	PreambleMsb: 0x20,
	PreambleLsb: 0x21,
	PayloadLength: 0x22,
	MaxPayloadLength: 0x23,
	ModemConfig3: 0x26,
	FeiMsb: 0x28,
	IfFreq2: 0x2f,
	IfFreq1: 0x30,
	DetectOptimize: 0x31,
	HighBwOptimize1: 0x36,
	DetectionThreshold: 0x37,
	SyncWord: 0x39,
	HighBwOptimize2: 0x3a,
	/** FSK page. */
	ImageCal: 0x3b,
	DioMapping1: 0x40,
	Version: 0x42,
	PaDac: 0x4d,
});

/** Values of RegOpMode; LoRa's have bit 7 set, which can change in sleep only. */
export const OpMode = Object.freeze({
	FskSleep: 0x00,
	FskStandby: 0x01,
	Sleep: 0x80,
	Standby: 0x81,
	Transmit: 0x83,
	ReceiveContinuous: 0x85,
});

/** The bit of RegOpMode that makes the chip a LoRa modem. */
export const LONG_RANGE_MODE = 0x80;

/** Bits of RegIrqFlags; writing a 1 clears. */
export const Irq = Object.freeze({
	RxDone: 0x40,
	PayloadCrcError: 0x20,
	TxDone: 0x08,
	All: 0xff,
});

/** Values of RegDioMapping1: what DIO0 shows (table 18). */
export const Dio0 = Object.freeze({ RxDone: 0x00, TxDone: 0x40 });

/** RegHopChannel: the header of the last packet announced a payload CRC. */
export const CRC_ON_PAYLOAD = 0x40;

/** RegImageCal (FSK page): start, and running. */
export const IMAGE_CAL_START = 0x40;
export const IMAGE_CAL_RUNNING = 0x20;

/** RegVersion of the SX1276, 77, 78, 79 and the RFM95. */
export const CHIP_VERSION = 0x12;

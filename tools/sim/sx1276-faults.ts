/** What can be wrong with a simulated SX1276, changed at will while it runs; `chip-faults.ts` does so by schedule. */

/** Which byte of an SPI transaction: the address, or one of the data. */
export type SpiByte = "address" | "read" | "written";

export class ChipFaults {
	/** This many of the next rising edges of the DIO pins in use go unnoticed. */
	loseEdges = 0;
	/** A transmission that begins never ends: no TxDone. */
	stuckTransmit = false;
	/** The bus is dead: all reads give `deadReads`, writes are lost. The chip itself goes on. */
	dead = false;
	/** What MISO is stuck at. */
	deadReads: 0x00 | 0xff = 0x00;
	/** A transfer throws, and nothing of it reaches the chip. */
	failingBus = false;
	/** What RegVersion says. */
	version = 0x12;
	/** This many of the next bytes written to registers arrive with their lowest bit flipped. */
	garbleWrites = 0;
	/** The supply fails at the so-manieth byte read or written from now on; 0 for never. */
	brownOutAfter = 0;
	/** What becomes of a byte on the bus. */
	tamper: ((byte: number, what: SpiByte) => number) | undefined;
}

/** Serial ports by the package serialport, which is optional: it is native code, and few commands want it. */
import { UserError } from "../commands/user-error.js";

/** Bytes both ways, with a board at the other end. */
export interface BytePort {
	write(bytes: Uint8Array): void;
	/** `onLost`: the port is gone, for this reason. */
	listen(onBytes: (bytes: Uint8Array) => void, onLost: (reason: string) => void): void;
	close(): Promise<void>;
}

/** Throws a UserError where the package is missing or does not run. */
export async function loadSerialPort() {
	const { SerialPort } = await import("serialport").catch((error: NodeJS.ErrnoException) => {
		throw new UserError(
			error.code === "ERR_MODULE_NOT_FOUND"
				? "A serial port needs the package serialport, which is not installed here: npm install serialport."
				: `The package serialport does not work here: ${error.message}.`,
		);
	});
	return SerialPort;
}

/** Opens a port. Throws a UserError that names it when that can't be done. */
export async function openBytePort(path: string, baudRate: number): Promise<BytePort> {
	const SerialPort = await loadSerialPort();
	return new Promise((resolve, reject) => {
		// Without hupcl, closing the port would pull the lines that reset an ESP32.
		const port = new SerialPort({ path, baudRate, hupcl: false }, (error) => {
			if (error) void cannotOpen(path, error.message).then(reject);
			else resolve(open);
		});
		const open: BytePort = {
			write: (bytes) => port.write(bytes),
			listen(onBytes, onLost) {
				port.on("data", (bytes: Buffer) => onBytes(new Uint8Array(bytes)));
				port.on("close", (error: Error | null) => {
					if (error) onLost(error.message);
				});
				port.on("error", (error: Error) => onLost(error.message));
			},
			close: () => new Promise((closed) => (port.isOpen ? port.close(() => closed()) : closed())),
		};
	});
}

/** Why `path` is not open, and which ports there are instead. */
export async function cannotOpen(path: string, message: string): Promise<UserError> {
	const reason = serialReason(message);
	if (reason === IN_USE) return new UserError(`Cannot open the serial port ${path}: ${reason}.`);
	const SerialPort = await loadSerialPort();
	// Not every computer tells.
	const ports = await SerialPort.list().catch(() => undefined);
	const onUsb = ports?.filter(({ vendorId }) => vendorId !== undefined).map((port) => port.path);
	return new UserError(`Cannot open the serial port ${path}: ${reason}.${otherPorts(path, onUsb)}`);
}

/** What a person may have meant instead of `path`. */
export function otherPorts(path: string, ports: readonly string[] | undefined): string {
	if (ports === undefined || ports.includes(path)) return "";
	if (ports.length > 0) return ` On USB there are: ${ports.join(", ")}.`;
	return " Nothing is on USB: is the board plugged in, by a cable that carries data?";
}

const IN_USE = "another program has it open, such as a serial monitor: close that one, and try again";

/** What the bindings of Linux, macOS and Windows say (@serialport/bindings-cpp 13.0.0, src), in plain words. */
const REASONS: readonly (readonly [RegExp, string])[] = [
	[/cannot lock port|resource busy|access denied/i, IN_USE],
	[/no such file|file not found/i, "there is no such port"],
	[/is a directory|inappropriate ioctl/i, "it is no serial port"],
];

/** The bindings' messages read `Error: No such file or directory, cannot open /dev/x`, or `Opening COM3: File not found`. */
export function serialReason(message: string): string {
	const known = REASONS.find(([pattern]) => pattern.test(message));
	if (known !== undefined) return known[1];
	const reason = message.replace(/^Error:? /, "").replace(/,? cannot open .*/, "");
	return /permission denied/i.test(reason) && process.platform === "linux"
		? `${reason} (on Linux: sudo usermod -a -G dialout $USER, then log in again)`
		: reason;
}

declare module "embedded:io/serial" {
	const Serial: import("../../src/io.js").DuplexSerialClass;
	export default Serial;
}

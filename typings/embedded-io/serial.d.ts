declare module "embedded:io/serial" {
	const Serial: import("../../src/io.js").SerialClass;
	export default Serial;
}

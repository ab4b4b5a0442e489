declare module "embedded:io/socket/udp" {
	const UDP: import("../../../src/io.js").UDPClass;
	export default UDP;
}

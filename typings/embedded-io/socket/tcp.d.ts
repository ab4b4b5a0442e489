declare module "embedded:io/socket/tcp" {
	const TCP: import("../../../src/io.js").TCPClass & import("../../../src/io.js").AcceptedTCPClass;
	export default TCP;
}

declare module "embedded:io/socket/tcp" {
	const TCP: import("../../../src/io.js").TCPClass;
	export default TCP;
}

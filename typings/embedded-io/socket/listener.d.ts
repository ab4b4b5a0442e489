declare module "embedded:io/socket/listener" {
	const Listener: import("../../../src/io.js").ListenerClass;
	export default Listener;
}

declare module "embedded:io/digital" {
	const Digital: import("../../src/io.js").DigitalClass;
	export default Digital;
}

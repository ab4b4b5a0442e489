declare module "embedded:io/i2c" {
	const I2C: import("../../src/io.js").I2CClass;
	export default I2C;
}

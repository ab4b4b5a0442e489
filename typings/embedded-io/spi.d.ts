declare module "embedded:io/spi" {
	const SPI: import("../../src/io.js").SPIClass;
	export default SPI;
}

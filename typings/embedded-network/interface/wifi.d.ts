declare module "embedded:network/interface/wifi" {
	const WiFi: import("../../../src/device/wifi.js").WiFiClass;
	export default WiFi;
}

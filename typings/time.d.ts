/** Of the Moddable SDK: the time since the start. */
declare module "time" {
	const Time: import("../src/device/device-clock.js").TimeModule;
	export default Time;
}

/** Of the Moddable SDK: one-shot timers in whole milliseconds, below 2^31. */
declare module "timer" {
	const Timer: import("../src/device/device-clock.js").TimerModule;
	export default Timer;
}

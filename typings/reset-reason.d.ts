/** Of the Moddable SDK, for the ESP32. */
declare module "resetReason" {
	export default function getResetReason(): { reason: number; string: string };
}

/** How the receiver is found by name (mDNS, RFC 6762 and 6763): what is to be announced, as data. */
import { PRODUCT_NAME, PRODUCT_TYPE, serialOf } from "./homewizard.js";

export interface Service {
	/** Without its underscore: `http`. */
	name: string;
	protocol: "tcp";
	port: number;
	txt: Record<string, string>;
}

export interface Announcement {
	/** Without `.local`. */
	hostName: string;
	services: Service[];
}

/** Ports that are undefined are not listened on. */
export function announcementOf(
	deviceId: string,
	{ httpPort, p1Port, homeWizard }: { httpPort: number | undefined; p1Port: number | undefined; homeWizard: boolean },
): Announcement {
	const services: Service[] = [];
	if (httpPort !== undefined) {
		services.push({ name: "http", protocol: "tcp", port: httpPort, txt: { path: "/" } });
		// Home Assistant takes no notice where one of the five is missing, or the path is another.
		const txt = {
			api_enabled: "1",
			path: "/api/v1",
			serial: serialOf(deviceId),
			product_name: PRODUCT_NAME,
			product_type: PRODUCT_TYPE,
		};
		if (homeWizard) services.push({ name: "hwenergy", protocol: "tcp", port: httpPort, txt });
	}
	// Not a registered name: there is none for raw P1.
	if (p1Port !== undefined) services.push({ name: "p1", protocol: "tcp", port: p1Port, txt: {} });
	return { hostName: hostNameOf(deviceId), services };
}

/** The address of the page by that name. */
export function pageUrl(deviceId: string, httpPort: number): string {
	return `http://${hostNameOf(deviceId)}.local${httpPort === 80 ? "" : `:${httpPort}`}/`;
}

function hostNameOf(deviceId: string): string {
	return `p1-lora-${deviceId}`;
}

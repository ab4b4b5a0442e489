/** Which name server is asked: see name-server.c. */
class NameServer {
	set(address: string): void {
		native("xs_p1_name_server").call(this, address);
	}
}

/** Throws where there is no Wi-Fi, or the address is none. */
export function setNameServer(address: string): void {
	new NameServer().set(address);
}

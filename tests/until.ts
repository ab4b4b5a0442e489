/** Waits for what real sockets, processes and browsers do in their own time. */

const PATIENCE = 30_000;
const LOOK = 10;

/** Until that is so; throws when it does not come to that. A fixed wait is too short one day. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
	const end = performance.now() + PATIENCE;
	while (!(await isSo())) {
		if (performance.now() > end) throw new Error(`it has not come to this: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, LOOK));
	}
}

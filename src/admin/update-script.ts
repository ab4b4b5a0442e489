/**
 * The part of the settings page's script that brings an update: what the file begins with, with the password's stamp; then,
 * once the receiver has found that genuine, the image. No backslash, no `${`, and ASCII only.
 */
export const UPDATE_SCRIPT = `
const ENVELOPE = 136, wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function updateState() {
	return JSON.parse((await send("GET", "/api/update")).text);
}

function upload(image) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest(), bar = byId("progress");
		bar.hidden = false;
		request.open("PUT", "/api/update");
		request.upload.onprogress = ({ loaded, total }) => {
			bar.value = loaded / total;
			clearTimeout(idle);
		};
		request.onload = resolve;
		request.onerror = reject;
		request.onloadend = () => bar.hidden = true;
		request.send(image);
	});
}

async function update() {
	const file = byId("file").files[0];
	if (!file || file.size <= ENVELOPE) throw new Error("Choose the update's file first.");
	tell("updatesays", "Its signature is looked at ...", true);
	const head = new Uint8Array(await file.slice(0, ENVELOPE).arrayBuffer());
	const answer = await ask("POST", "/api/update", Uint8Array.of(...head, byId("back").checked ? 1 : 0));
	let state = JSON.parse(answer.text);
	for (; state.phase === "checking"; state = await updateState()) await wait(500);
	if (state.phase === "offered") {
		tell("updatesays", "Version " + state.offered + " is on its way. Leave this page open.", true);
		await upload(file.slice(ENVELOPE)).catch(() => {});
		state = await updateState();
	}
	if (state.phase !== "written") throw new Error("Not updated: " + (state.reason || "the receiver did not get all of it") + ".");
	tell("updatesays", "Version " + state.offered + " is there, and the receiver starts it. It is on trial for a minute: leave it " +
		"under power.", true);
}

on("update", "submit", "send", "updatesays", update);
updateState().then(({ version }) => byId("runs").textContent = "Version " + version + " runs.").catch(() => {});
`;

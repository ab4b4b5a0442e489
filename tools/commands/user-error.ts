/** Something that the person at the keyboard can mend, as one sentence for them: no stack is shown. */
export class UserError extends Error {}

/** What the operating system says about a file or a port, by its code. */
const REASONS: Readonly<Record<string, string | undefined>> = Object.freeze({
	ENOENT: "there is no such file",
	ENOTDIR: "there is no such file",
	EISDIR: "it is a directory",
	EACCES: "permission denied",
	EPERM: "permission denied",
	EBUSY: "it is in use",
});

/** Why something failed, as the end of a sentence without its full stop. */
export function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const code = "code" in error ? String(error.code) : "";
	return REASONS[code] ?? error.message;
}

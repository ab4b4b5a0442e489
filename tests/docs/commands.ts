/** The commands that the documentation tells a person to type, out of its blocks and of its sentences. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tools/test/suite.js";

export interface DocumentedCommand {
	file: string;
	/** In one line, without a comment behind it. */
	command: string;
}

/** What begins like this is for a shell; all else in `code` is a name or a text. */
const PROGRAMS =
	/^(?:npm (?!error)|npx |p1-lora [a-z]|mosquitto_sub|git |sudo |python3 |export |~\/|make(?:$| -C )|xcode-select|brew|apt-get|ls )/;

export function documentedCommands(): DocumentedCommand[] {
	const files = ["README.md", "boards/README.md", "src/lora/README.md"];
	files.push(
		...readdirSync(join(ROOT, "docs"))
			.filter((name) => name.endsWith(".md"))
			.map((name) => `docs/${name}`),
	);
	return files.flatMap((file) => {
		const commands = new Set(commandsIn(readFileSync(join(ROOT, file), "utf8")));
		return [...commands].map((command) => ({ file, command }));
	});
}

export function commandsIn(markdown: string): string[] {
	const found: string[] = [];
	const rest = markdown.replace(/^( *)```(\w*)\n(.*?)^ *```$/gms, (_, _indent, language: string, block: string) => {
		if (language === "sh") found.push(...linesOf(block));
		return "";
	});
	const sentences = rest.replace(/(?:^ {4}\S.*\n)+/gm, (block) => {
		found.push(...linesOf(block).filter((line) => PROGRAMS.test(line)));
		return "";
	});
	for (const [, code] of sentences.matchAll(/`([^`]+)`/g)) {
		const command = code.replace(/\s+/g, " ");
		if (PROGRAMS.test(command)) found.push(...parts(command));
	}
	return found;
}

function linesOf(block: string): string[] {
	return block
		.replace(/\\\n/g, " ")
		.split("\n")
		.map((line) =>
			line
				.replace(/ +#.*$/, "")
				.replace(/\s+/g, " ")
				.trim(),
		)
		.filter((line) => line !== "")
		.flatMap(parts);
}

function parts(line: string): string[] {
	return line.split(" && ");
}

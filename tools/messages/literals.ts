/** The texts in a TypeScript source: strings and templates, without those that name modules. */
import { SyntaxKind } from "typescript/unstable/ast";
import { createScanner } from "typescript/unstable/ast/scanner";

/** Stands for what a template fills in. */
export const FILLED_IN = "{}";

export interface Literal {
	text: string;
	/** It is the first thing that a `UserError` is made of. */
	isUserError: boolean;
}

/** Behind these a slash divides; behind all else it begins a regular expression. */
const OPERANDS: ReadonlySet<SyntaxKind> = new Set([
	SyntaxKind.Identifier,
	SyntaxKind.NumericLiteral,
	SyntaxKind.BigIntLiteral,
	SyntaxKind.StringLiteral,
	SyntaxKind.NoSubstitutionTemplateLiteral,
	SyntaxKind.TemplateTail,
	SyntaxKind.CloseParenToken,
	SyntaxKind.CloseBracketToken,
	SyntaxKind.CloseBraceToken,
	SyntaxKind.ThisKeyword,
]);

const NAMES_A_MODULE: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.FromKeyword, SyntaxKind.ImportKeyword]);

interface OpenTemplate {
	text: string;
	isUserError: boolean;
	/** Of braces, within what is filled in. */
	depth: number;
}

export function literalsOf(source: string): Literal[] {
	const scanner = createScanner(true);
	scanner.setText(source);
	const found: Literal[] = [];
	const templates: OpenTemplate[] = [];
	let before: SyntaxKind = SyntaxKind.Unknown;
	let words: readonly string[] = ["", "", ""];
	for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
		const open = templates.at(-1);
		if (kind === SyntaxKind.SlashToken && !OPERANDS.has(before)) kind = scanner.reScanSlashToken();
		if (open !== undefined && kind === SyntaxKind.OpenBraceToken) open.depth++;
		if (open !== undefined && kind === SyntaxKind.CloseBraceToken && open.depth-- === 0) {
			kind = scanner.reScanTemplateToken(false);
			open.depth = 0;
			open.text += FILLED_IN + scanner.getTokenValue();
			if (kind === SyntaxKind.TemplateTail) found.push(...templates.splice(-1));
		} else if (kind === SyntaxKind.TemplateHead) {
			templates.push({ text: scanner.getTokenValue(), isUserError: makesUserError(words), depth: 0 });
		} else if (kind === SyntaxKind.StringLiteral || kind === SyntaxKind.NoSubstitutionTemplateLiteral) {
			if (!NAMES_A_MODULE.has(before))
				found.push({ text: scanner.getTokenValue(), isUserError: makesUserError(words) });
		}
		before = kind;
		words = [words[1], words[2], scanner.getTokenText()];
	}
	return found;
}

/** `new UserError(` stands before. */
function makesUserError([first, second, third]: readonly string[]): boolean {
	return first === "new" && second === "UserError" && third === "(";
}

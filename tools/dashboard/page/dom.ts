/** Making and finding elements. What comes from the bench goes in as text, never as markup. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string;

export function byId<Wanted extends Element = HTMLElement>(id: string): Wanted {
	const found = document.getElementById(id);
	if (found === null) throw new Error(`there is no #${id}`);
	// The markup is this page's own.
	return found as Element as Wanted;
}

export function html<Tag extends keyof HTMLElementTagNameMap>(
	tag: Tag,
	attributes: Attributes = {},
	...children: Child[]
): HTMLElementTagNameMap[Tag] {
	return filled(document.createElement(tag), attributes, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
	tag: Tag,
	attributes: Attributes = {},
	...children: Child[]
): SVGElementTagNameMap[Tag] {
	return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled<Made extends Element>(made: Made, attributes: Attributes, children: Child[]): Made {
	for (const [name, value] of Object.entries(attributes)) {
		if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
	}
	made.append(...children);
	return made;
}

/** Only where it differs: what has not changed is not announced, drawn or laid out again. */
export function setText(element: Element, text: string): void {
	if (element.textContent !== text) element.textContent = text;
}

export const lessMotion = matchMedia("(prefers-reduced-motion: reduce)");
export const darkColours = matchMedia("(prefers-color-scheme: dark)");

/** One of the style sheet's colours. */
export function colour(name: string): string {
	return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

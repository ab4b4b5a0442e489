/** Something that the person at the keyboard can mend, as one sentence for them: no stack is shown. */
export class UserError extends Error {}

/** Writes the list of all texts that a person can meet anew, for its difference to be read: `npm run messages`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listed, ROOT, readMessages } from "./messages/messages.js";

const LIST = join(ROOT, "tests/fixtures/messages.txt");

const messages = readMessages();
writeFileSync(LIST, listed(messages));
console.log(`${messages.length} texts are in tests/fixtures/messages.txt: read what has changed`);

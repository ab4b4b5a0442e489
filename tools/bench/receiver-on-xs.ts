import { bootReceiver } from "./parts.js";
import { replay } from "./replayed-parts.js";

replay(bootReceiver);

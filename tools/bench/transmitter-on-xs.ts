import { bootTransmitter } from "./parts.js";
import { replay } from "./replayed-parts.js";

replay(bootTransmitter);

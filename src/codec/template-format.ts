/**
 * A template as bytes. First the telegram's length as a varint, then, until that many bytes are told: characters below
 * 0x80 as they are, bytes from 0x80 up for a piece of the dictionary, and the operations below. An operation's arguments
 * are below 0x80 too, so that pieces may stand for any stretch of it.
 */
import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { type ByteReader, ByteWriter } from "./byte-stream.js";
import { FIELD_OPERATION, PIECES } from "./dictionary.js";
import { digitsOf, decimalsOf, MAX_FIELDS, type Template, widthOf } from "./template.js";

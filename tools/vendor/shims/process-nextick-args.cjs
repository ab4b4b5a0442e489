// mqtt-packet defers only the uncorking of a Node stream, and is never given one.
module.exports = {};

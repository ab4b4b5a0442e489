// mqtt-packet needs bl's list, not its stream, which would bring in all of readable-stream.
module.exports = require("../../../node_modules/bl/BufferList.js");

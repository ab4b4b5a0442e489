/** How each command of the documentation is run by a test: shorter, without boards, or, where that can't be, why not. */

export interface Run {
	/** What stands in the documentation for a thing of one's own, or for a size, and what is taken for it here. */
	take?: Readonly<Record<string, readonly string[]>>;
	add?: readonly string[];
	/** 0 where it is left out. */
	code?: number;
	/** Of what it prints, stderr included. */
	says: RegExp;
}

export type How = Run | { why: string };

/** No such port: the command has understood its words, and gets as far as the board. */
const NO_BOARD: readonly string[] = ["/dev/p1-lora-nowhere"];
const AT_A_BOARD: Run = {
	take: { PORT: NO_BOARD, "/dev/ttyUSB0": NO_BOARD, "/dev/ttyUSB1": ["/dev/p1-lora-nowhere-else"], NAME: ["Home"] },
	code: 1,
	says: /Cannot open the serial port \/dev\/p1-lora-nowhere|A serial port needs the package serialport/,
};
const NO_SDK: Run = { code: 2, says: /The Moddable SDK is not there: install it/ };
const NO_BROKER: Run = {
	take: {
		"mqtt://user:password@homeassistant.local:1883": ["mqtt://user:password@127.0.0.1:1"],
	},
	code: 1,
	says: /The broker cannot be reached/,
};
const ONCE: readonly string[] = ["--once", "--port", "0", "--p1-port", "0", "--http-port", "0"];
const STARTED: Run = { take: { "telegrams.txt": ["{folder}/telegrams.txt"] }, add: ONCE, says: /states published: 1/ };
/** It takes minutes; each of its options is understood all the same. */
const HELP: Run = { add: ["--help"], says: /^Usage: p1-lora/ };
const FUZZ: Run = { take: { "1000000": ["300"], N: ["1"] }, says: /300/ };
const SOAK: Run = {
	take: { "10": ["1"] },
	add: ["--hours", "1", "--workers", "1", "--twice", "0"],
	says: /1 of 1 seeds done|0 failed/,
};
const NOT_OURS = { why: "another's program, which needs the network, or rights to install" };
const WRITES = { why: "writes files of the project anew: another test holds these against what it would write" };
const IN_A_SHELL = { why: "one command within another, which a shell puts together" };
const TESTS = { why: "it is what runs this" };

type Ways = Readonly<Record<string, How>>;

/** What others have made, what runs this, and what writes files. */
const NOT_RUN: Ways = {
	"git clone <this repository> p1-lora": NOT_OURS,
	"cd p1-lora": NOT_OURS,
	"npm install": NOT_OURS,
	"npm install serialport": NOT_OURS,
	"git clone -b v6.0 --recursive https://github.com/espressif/esp-idf.git ~/esp-idf": NOT_OURS,
	"~/esp-idf/install.sh esp32": NOT_OURS,
	"export IDF_PATH=~/esp-idf": NOT_OURS,
	"export MODDABLE=~/moddable": NOT_OURS,
	"sudo apt-get install git gcc make python3-venv cmake ninja-build libusb-1.0-0 libncurses-dev flex bison gperf libgtk-3-dev":
		NOT_OURS,
	"git clone --depth 1 -b 8.2.3 https://github.com/Moddable-OpenSource/moddable.git ~/moddable": NOT_OURS,
	"make -C ~/moddable/build/makefiles/lin": NOT_OURS,
	"make -C ~/moddable/build/makefiles/mac": NOT_OURS,
	"brew install cmake ninja": NOT_OURS,
	'PATH="$MODDABLE/build/bin/lin/release:$PATH" P1_LORA_SLOTS=one-slot npm exec -c "mcconfig -d -m -p esp32:./boards/ttgo-t3-v1.6.1 src/receiver/manifest.json"':
		NOT_OURS,
	"gh release upload v0.2.0 p1-lora-receiver-0.2.0.p1u": NOT_OURS,
	"sudo usermod -aG dialout $USER": NOT_OURS,
	"ls /dev/tty*": NOT_OURS,
	"python3 -m http.server --bind 127.0.0.1 --directory build/installer 8000": NOT_OURS,
	"mosquitto_sub -h 127.0.0.1 -v -t 'p1-lora/#' -t 'homeassistant/#'": {
		why: "another's program; a subscriber with these topics is in tests/tools/p1-lora.node.test.ts",
	},

	"npm test": TESTS,
	"npm run test:node -- link": TESTS,
	"npx tsx tools/test.ts soak": TESTS,
	"npm run types": TESTS,
	"npm run lint": TESTS,
	"npm run format": WRITES,
	"npm run oled": WRITES,
	"npm run dashboard:picture": { why: "writes a picture, which is another at each time, with a browser" },
	"npm run drawings": WRITES,
	"npm run messages": WRITES,
	"npm run fixtures": WRITES,
	"npm run figures": WRITES,
	"npm run train-codec": WRITES,
};

/** Both boards on this computer, and boards on USB. */
export const BOARDS: Ways = {
	"npm start": STARTED,
	"npm start -- --replay telegrams.txt": STARTED,
	"npm start -- --replay encrypted.bin --p1-key 00112233445566778899AABBCCDDEEFF": {
		take: { "encrypted.bin": ["{folder}/encrypted.bin"], "00112233445566778899AABBCCDDEEFF": ["{key}"] },
		add: ONCE,
		says: /states published: 1/,
	},
	"npm start -- --mqtt mqtt://user:password@homeassistant.local:1883": NO_BROKER,
	"npm start -- --mqtt mqtts://user:password@broker:8883": {
		...NO_BROKER,
		take: { "mqtts://user:password@broker:8883": ["mqtts://user:password@127.0.0.1:1"] },
	},
	"npm start -- --serial /dev/ttyUSB0": AT_A_BOARD,
	"npm start -- --help": { says: /^Usage: p1-lora start/ },

	'npm run -s p1-lora -- pair --transmitter /dev/ttyUSB0 --receiver /dev/ttyUSB1 --wifi-name "My Home" --mqtt-user p1':
		AT_A_BOARD,
	'npm run -s p1-lora -- pair --transmitter /dev/ttyUSB0 --receiver /dev/ttyUSB1 --wifi-name "My Home" --mqtt-host homeassistant.local --mqtt-user p1':
		AT_A_BOARD,
	"npm run -s p1-lora --": { code: 1, says: /^Usage: p1-lora COMMAND/ },
	"npm run -s p1-lora -- doctor /dev/ttyUSB1": AT_A_BOARD,
	"npm run -s p1-lora -- doctor PORT": AT_A_BOARD,
	"p1-lora doctor": HELP,
	"p1-lora config PORT": AT_A_BOARD,
	"p1-lora config PORT KEY VALUE --restart": {
		...AT_A_BOARD,
		take: { PORT: NO_BOARD, KEY: ["name"], VALUE: ["Cellar"] },
	},
	"p1-lora config PORT --set pagePassword --restart": AT_A_BOARD,
	"p1-lora config PORT homeWizard on --restart": AT_A_BOARD,
	"p1-lora config PORT p1Inverted on --restart": AT_A_BOARD,
	"p1-lora config PORT led off --restart": AT_A_BOARD,
	"p1-lora config PORT p1Key --set --restart": AT_A_BOARD,
	"p1-lora config PORT wifiPassword --set --restart": AT_A_BOARD,
	"p1-lora config PORT pushUrl http://HOST:PORT": AT_A_BOARD,
	"p1-lora config PORT --set pushKey --restart": AT_A_BOARD,
	"npm run -s p1-lora -- config PORT mqttUser p1": AT_A_BOARD,
	"npm run -s p1-lora -- config PORT --set mqttPassword --restart": AT_A_BOARD,
	"p1-lora config PORT wifiName NAME": AT_A_BOARD,
};

/** What computes something. */
export const TOOLS: Ways = {
	"npm run -s p1-lora -- airtime --sf 9 --bw 250 --bytes 17": { says: /^82\.\d+ ms on air/ },
	"npm run -s p1-lora -- meter --kind KIND": {
		take: { KIND: ["nl-1ph"] },
		add: ["--hours", "0.001"],
		says: /^\/.*\r\n/,
	},
	"npm run -s p1-lora -- inspect FILE": { take: { FILE: ["{folder}/telegrams.txt"] }, says: /^\{"ok":true/ },
	"npm run -s p1-lora -- power": { says: /\| DSMR 5 \| 250 mA \|/ },
	"npm run -s p1-lora -- codec FILE": { take: { FILE: ["{folder}/telegrams.txt"] }, says: /^\{/ },
	"p1-lora codec FILE --interval 10": { take: { FILE: ["{folder}/telegrams.txt"], "10": ["2"] }, says: /^\{/ },
	"npm run -s p1-lora -- aloha ...": {
		take: { "...": ["--set", "SN3", "--nodes", "5", "--hours", "2"] },
		says: /"der"/,
	},
	"p1-lora aloha": HELP,
	"npm run -s p1-lora -- soak --days 10": SOAK,
	"p1-lora soak --days 200 --seed 1": HELP,
	"p1-lora soak --days 10000": HELP,
	"p1-lora building": HELP,
	"npm run -s p1-lora -- building --pairs 20": HELP,
	"npm run -s p1-lora -- building --docs": HELP,
	"npm run -s p1-lora -- building --pairs 500 --warm-up 8 --hours 0.05": HELP,
	"npm run -s p1-lora -- building --pairs 50 --cellar 100 --hours 0.25 --scheme all": HELP,
	"npm run -s p1-lora -- building --pairs 20 --hours 0.25 --scheme all": {
		take: { "20": ["1"], "0.25": ["0.05"] },
		add: ["--warm-up", "1"],
		says: /\| 1 {5}\| ALOHA/,
	},
};

/** Measurements, and what makes images. */
export const MAKERS: Ways = {
	"npm run check:images": { says: /^ok {4}p1-lora-transmitter for ttgo-t3-v1\.6\.1/m },
	"npm run bench": HELP,
	"npm run bench -- --help": { says: /^Usage: p1-lora bench/ },
	"npm run bench -- boards": HELP,
	"npm run bench -- boards --day --meter lt": HELP,
	"npm run bench -- boards --seconds 60": HELP,
	"npm run bench -- boards --seconds 60 --meter KIND": HELP,
	"npm run bench -- boards --seconds 300 --meter nl-1ph-10s --path-loss 139": HELP,
	"npm run bench -- air": HELP,
	"npm run bench -- codec": HELP,
	"npm run bench -- compare": HELP,
	"npm run bench -- compare --docs": HELP,

	"npm run fuzz -- p1 --count 1000000": FUZZ,
	"npm run fuzz -- p1 --count 1000000 --seed N": FUZZ,
	"npm run fuzz -- codec --count 1000000": FUZZ,

	"npm run -s p1-lora -- sign --new-key ~/p1-lora.key": {
		take: { "~/p1-lora.key": ["{folder}/p1-lora.key"] },
		says: /[0-9a-f]{64}/i,
	},
	"npm run -s p1-lora -- sign --key ~/p1-lora.key build/tmp/esp32/ttgo-t3-v1.6.1/release/p1-lora-receiver/xsProj-esp32/build/xs_esp32.bin":
		HELP,
	"npm run -s p1-lora -- sign --key ~/p1-lora.key p1-lora/receiver/010000.bin": HELP,
	"npm run -s p1-lora -- update p1-lora-receiver-0.2.0.p1u --mqtt mqtt://user:password@homeassistant.local": HELP,
	"npm run build:receiver -- --update-key $(npm run -s p1-lora -- sign --public-key ~/p1-lora.key)": IN_A_SHELL,
	"npm run flash:receiver -- --port /dev/ttyUSB1 --update-key $(npm run -s p1-lora -- sign --public-key ~/p1-lora.key)":
		IN_A_SHELL,

	"npm run build:transmitter": NO_SDK,
	"npm run flash:transmitter -- --port /dev/ttyUSB0": NO_SDK,
	"npm run flash:receiver -- --port /dev/ttyUSB1": NO_SDK,
	"npm run flash:transmitter -- --board heltec-lora-32-v2 --port ...": NO_SDK,
	"npm run monitor -- --port /dev/ttyUSB0": {
		code: 2,
		says: /Cannot open the serial port|needs the package serialport/,
	},
	"npm run build:installer": {
		add: ["--transmitter", "{folder}", "--out", "{folder}/page"],
		code: 1,
		says: /The build left no .*flasher_args\.json: build the image first\./,
	},
};

export const HOW: Ways = { ...NOT_RUN, ...BOARDS, ...TOOLS, ...MAKERS };

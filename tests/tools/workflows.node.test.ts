/** The workflows are data that nothing here can run: what can be known of them is held against the project. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

interface Step {
	uses?: string;
	run?: string;
	env?: Record<string, string>;
}

interface Workflow {
	name: string;
	on: Record<string, unknown>;
	permissions: Record<string, string>;
	env?: Record<string, string>;
	jobs: Record<string, { "runs-on": string; "timeout-minutes": number; needs?: string; steps: Step[] }>;
}

const FOLDER = join(ROOT, ".github/workflows");
const workflows = new Map(
	readdirSync(FOLDER).map((file) => [file, parse(readFileSync(join(FOLDER, file), "utf8")) as Workflow]),
);
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

function read(file: string): Workflow {
	const workflow = workflows.get(file);
	if (workflow === undefined) throw new Error(`there is no ${file}`);
	return workflow;
}

function commands(workflow: Workflow): string[] {
	return Object.values(workflow.jobs).flatMap(({ steps }) =>
		steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
	);
}

test("each workflow is YAML with a trigger, few rights, an end to each job, and actions of exact versions", () => {
	assert.deepEqual([...workflows.keys()].sort(), ["ci.yml", "release.yml"]);
	for (const [file, { on, permissions, jobs }] of workflows) {
		assert.ok(Object.keys(on).length > 0, file);
		assert.deepEqual(permissions, { contents: "read" }, file);
		for (const [name, job] of Object.entries(jobs)) {
			assert.ok(job["timeout-minutes"] <= 60, `${file} ${name}`);
			assert.match(job["runs-on"], /^ubuntu-\d+\.\d+$/);
			assert.ok(job.needs === undefined || Object.hasOwn(jobs, job.needs), `${file} ${name}`);
			for (const { uses, run } of job.steps) {
				assert.ok((uses === undefined) !== (run === undefined), `${file} ${name}`);
				if (uses !== undefined) assert.match(uses, /^actions\/[\w-]+@v\d+\.\d+\.\d+$/);
			}
		}
	}
});

test("each npm script that a workflow runs is there, and the tests are those of the README", () => {
	for (const [file, workflow] of workflows) {
		for (const [, name] of commands(workflow)
			.join("\n")
			.matchAll(/npm run (?:-s )?([\w:-]+)/g))
			assert.ok(Object.hasOwn(scripts, name), `${file}: ${name}`);
	}
	assert.ok(commands(read("ci.yml")).includes("npm test"));
	assert.ok(readFileSync(join(ROOT, "README.md"), "utf8").includes("`npm test` runs everything"));
});

test("a release is built with the versions that docs/flashing.md and the build ask for", () => {
	const { env } = read("release.yml");
	const flashing = readFileSync(join(ROOT, "docs/flashing.md"), "utf8");
	assert.ok(flashing.includes(`git clone -b ${env?.IDF_VERSION} --recursive`));
	const toolchain = readFileSync(join(ROOT, "tools/flash/toolchain.ts"), "utf8");
	const wanted = (name: string) => new RegExp(`${name}_WANTED = "([^"]+)"`).exec(toolchain)?.[1];
	assert.ok(env?.MODDABLE_VERSION.startsWith(`${wanted("SDK")}.`));
	assert.equal(env?.IDF_VERSION, `v${wanted("IDF")}`);
	const run = commands(read("release.yml"));
	const order = ["npm run build:transmitter", "npm run build:receiver", "npm run build:installer"].map((command) =>
		run.findIndex((line) => line.startsWith(command)),
	);
	assert.ok(order[0] > 0 && order[0] < order[1] && order[1] < order[2]);
});

test("a released receiver knows the key that its updates are signed with, where the repository names one", () => {
	const steps = Object.values(read("release.yml").jobs).flatMap((job) => job.steps);
	const build = steps.find(({ run }) => run?.startsWith("npm run build:receiver"));
	assert.match(build?.env?.UPDATE_KEY ?? "", /^\$\{\{ vars\.UPDATE_KEY \}\}$/);
	const shell = (key: string) =>
		spawnSync("sh", ["-c", `npm() { echo "$@"; false; }; ${build?.run}`], {
			encoding: "utf8",
			env: { UPDATE_KEY: key },
		});
	const key = "0123456789abcdef".repeat(4);
	assert.equal(shell(key).stdout, `run build:receiver -- --update-key ${key}\n`);
	assert.equal(shell("").stdout, "run build:receiver --\n");
	// A build that fails is no release: least of all one without the key.
	assert.equal(shell(key).status, 1);
});

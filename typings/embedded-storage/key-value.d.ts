/** ECMA-419's key-value storage, over NVS: paths and keys have 15 characters at most. */
declare module "embedded:storage/key-value" {
	const storage: {
		open(options: { path: string; format: "buffer" }): import("../../src/io.js").KeyValue;
	};
	export default storage;
}

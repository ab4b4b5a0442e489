/** The manifest's `config`, frozen; what the command line of mcconfig sets is a string. */
declare module "mc/config" {
	const config: Readonly<Record<string, unknown>>;
	export default config;
}

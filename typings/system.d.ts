/** Of the Moddable SDK: importing it defines the global `System`. */
declare module "system" {}

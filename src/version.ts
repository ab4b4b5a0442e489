/** Of both images and of everything that they announce; the same as in package.json. */
export const VERSION = "0.1.0";

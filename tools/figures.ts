/** `npm run figures`: counts the figures of tools/bench/figures.json anew and keeps them, telling what became worse. */
import { countFigures, countSteps, keepFigures, keptFigures, worseFigures } from "./bench/figures.js";

const kept = keptFigures();
const found = countFigures();
const steps = await countSteps();
if (steps === undefined)
	console.error("The engine that counts steps is not built (npm run bench builds it): they stay as they are.");
const figures = { ...found, "engine steps": steps ?? kept["engine steps"] ?? {} };
for (const worse of worseFigures(kept, figures)) console.log(worse);
keepFigures(figures);

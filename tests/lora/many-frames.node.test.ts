import { testManyFrames } from "./many-frames.js";

testManyFrames(100_000);

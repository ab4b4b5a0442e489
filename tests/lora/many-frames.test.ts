import { testManyFrames } from "./many-frames.js";

testManyFrames(2_100);

import { testFaultSchedules } from "./fault-schedules.js";

testFaultSchedules(201, 9_800);

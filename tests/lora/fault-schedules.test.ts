import { testFaultSchedules } from "./fault-schedules.js";

testFaultSchedules(1, 200);

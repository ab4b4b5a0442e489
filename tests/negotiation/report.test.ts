import { describeReport, type NegotiationReport } from "../../src/negotiation/report.js";
import { assert, test } from "../harness/index.js";

test("each step of the negotiation has its sentence", () => {
	const sentences: [NegotiationReport, string][] = [
		[{ kind: "searching", rung: 0, attempt: 12 }, "looking for the other board on SF12/125, attempt 12"],
		[{ kind: "met", rung: 6 }, "met the other board on SF7/250"],
		[{ kind: "testing", rung: 5 }, "testing SF8/250 with virtual telegrams"],
		[{ kind: "proven", rung: 3, snrDb: -12.25 }, "SF10/250 works, SNR -12.3 dB"],
		[{ kind: "switching", from: 0, to: 5 }, "switching from SF12/125 to SF8/250"],
		[{ kind: "fell back", from: 5, to: 0 }, "SF8/250 did not work, back to SF12/125"],
		[{ kind: "settled", rung: 1 }, "settled on SF12/250"],
		[{ kind: "lossy", rung: 4, lost: 9 }, "losses too high on SF9/250 (9 of the latest frames), a new sync"],
		[{ kind: "listening", rung: 2 }, "listening for the other board on SF11/250"],
		[{ kind: "lost", rung: 6 }, "the other board fell silent on SF7/250"],
	];
	for (const [report, sentence] of sentences) assert.equal(describeReport(report), sentence);
});

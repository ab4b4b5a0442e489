import { ChannelPlan } from "../../src/negotiation/channel-plan.js";
import { discoveryPause, discoveryPlace, discoveryYields, REVISITS } from "../../src/negotiation/discovery.js";
import { LADDER, RENDEZVOUS, type Rung, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { channelOf, type Profile, profileOf, rungOf } from "../../src/negotiation/profile.js";
import { exchangeTime, frameTime, HELLO_FRAME_BYTES } from "../../src/negotiation/timing.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { planOf, planOfRegion } from "./plans.js";

const PLAN = planOf();
const RUNGS = LADDER.map((_, rung) => rung);

/** The rungs of the first so many discoveries. */
function plan(lastGood: Rung | undefined, attempts: number): Rung[] {
	return Array.from({ length: attempts }, (_, attempt) => discoveryPlace({ attempt, plan: PLAN, lastGood }));
}

test("two boards that never ran together are looked for where a hello takes little of the air, and each fifth time at the rendezvous", () => {
	const rungs = plan(undefined, 200);
	assert.deepEqual(new Set(rungs), new Set([TOP_RUNG, RENDEZVOUS]));
	assert.equal(rungs.filter((rung) => rung === RENDEZVOUS).length, 40);
	assert.equal(rungs.indexOf(RENDEZVOUS), 3);
});

test("after a loss the rung that they had comes first, then all others, twice, then the rendezvous for ever", () => {
	for (const lastGood of RUNGS) {
		const first = plan(lastGood, REVISITS);
		assert.ok(first.every((rung) => rung === lastGood));
		const searched = plan(lastGood, REVISITS + 28).slice(REVISITS);
		for (const rung of RUNGS) assert.ok(searched.filter((one) => one === rung).length >= 2, `rung ${rung}`);
		const later = plan(lastGood, 200).slice(REVISITS + 28);
		assert.ok(later.every((rung) => rung === RENDEZVOUS || rung === lastGood));
		assert.ok(later.filter((rung) => rung === RENDEZVOUS).length >= later.length / 2);
	}
});

test("discoveries take a tenth of the air in any hour but for the first few, and of two pairs no two in step", () => {
	for (const lastGood of [undefined, ...RUNGS]) {
		const random = seededRandom(1, `${lastGood}`);
		let airtime = 0;
		let now = 0;
		for (let attempt = 0; now < 3_600_000; attempt++) {
			const rung = discoveryPlace({ attempt, plan: PLAN, lastGood });
			airtime += frameTime(rung, HELLO_FRAME_BYTES);
			now += frameTime(rung, HELLO_FRAME_BYTES) + discoveryPause({ attempt, plan: PLAN, lastGood }, random());
		}
		assert.ok(airtime < 0.1 * now, `${airtime / now}`);
	}
	const late = { attempt: 20, plan: PLAN, lastGood: undefined };
	assert.ok(discoveryPause(late, 0.9) > 1.4 * discoveryPause(late, 0));
});

test("in no hour discoveries take more than the law allows in any sub-band, wherever two meet and ran", () => {
	const HOUR = 3_600_000;
	for (const region of ["EU868", "EU433"])
		for (const meeting of [0, 1])
			for (const rung of [undefined, ...RUNGS]) {
				const lawful = planOfRegion(region, { meeting });
				const lastGood = rung === undefined ? undefined : profileOf(meeting, rung);
				/** Of each sub-band, when how much was sent. */
				const sent = new Map<string, { at: number; time: number }[]>();
				let now = 0;
				for (let attempt = 0; now < 3 * HOUR; attempt++) {
					const place = discoveryPlace({ attempt, plan: lawful, lastGood });
					const time = frameTime(rungOf(place), HELLO_FRAME_BYTES);
					const { name } = lawful.at(place).subBand;
					sent.set(name, [...(sent.get(name) ?? []), { at: now, time }]);
					now += time + discoveryPause({ attempt, plan: lawful, lastGood }, 0.5);
				}
				for (const [name, frames] of sent) {
					const { dutyCycle } = lawful.channels.find(({ subBand }) => subBand.name === name)?.subBand ?? {
						dutyCycle: 0,
					};
					for (let from = 0; from <= 2 * HOUR; from += HOUR / 6) {
						const inHour = frames.filter(({ at }) => at >= from && at < from + HOUR);
						const used = inHour.reduce((sum, { time }) => sum + time, 0) / (dutyCycle * HOUR);
						assert.ok(used < 0.95, `${region}, met on channel ${meeting}, ran on ${rung}: ${used} of ${name}`);
					}
				}
			}
});

test("where there is a second channel it is tried now and then, and no other place is for that tried much more rarely", () => {
	const two = planOfRegion();
	for (const lastGood of [undefined, 3, 4, 5, TOP_RUNG, profileOf(4, 5)]) {
		/** Of an hour's discoveries the times of those at each place. */
		const timesOf = (plan: ChannelPlan) => {
			const random = seededRandom(1, `${lastGood}`);
			const times = new Map<Profile, number>();
			let airtime = 0;
			let now = 0;
			for (let attempt = 0; now < 3_600_000; attempt++) {
				const place = discoveryPlace({ attempt, plan, lastGood });
				times.set(place, (times.get(place) ?? 0) + 1);
				const time = frameTime(rungOf(place), HELLO_FRAME_BYTES);
				if (channelOf(place) === 1) airtime += time;
				now += exchangeTime(rungOf(place), HELLO_FRAME_BYTES) + discoveryPause({ attempt, plan, lastGood }, random());
			}
			return { times, airtime };
		};
		const one = new ChannelPlan(two.channels);
		const [before, after] = [timesOf(one), timesOf(two)];
		for (const [place, times] of before.times)
			assert.ok(
				(after.times.get(place) ?? 0) > 0.8 * times,
				`${place} with ${lastGood}: ${after.times.get(place)} of ${times}`,
			);
		const elsewhere = two.elsewhere(lastGood) ?? -1;
		assert.equal(channelOf(elsewhere), 1);
		assert.ok((after.times.get(elsewhere) ?? 0) > 50, `${lastGood}: ${after.times.get(elsewhere)}`);
		assert.ok(after.airtime < 36_000, `${lastGood}: ${after.airtime} ms in band M`);
	}
	for (const slow of [0, 1, 2]) assert.equal(two.elsewhere(slow), undefined);
	assert.equal(two.elsewhere(profileOf(1, TOP_RUNG)), undefined, "home is there");
});

test("three of four discoveries leave a busy channel alone, so that of many pairs some get through", () => {
	const yielding = Array.from({ length: 40 }, (_, attempt) => discoveryYields(attempt));
	assert.equal(yielding.filter((yields) => yields).length, 30);
	assert.ok(yielding[0]);
});

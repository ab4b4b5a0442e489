/** The weather over the house: how warm it is, and how much of the sun comes through. */
import type { Random } from "../random.js";
import { below, clamp, cosine, divide, sine, spread, TURN, UNIT } from "./arithmetic.js";
import type { LocalClock } from "./calendar.js";

const DAY = 86_400;
const YEAR = 365;

/** De Bilt, 1991 to 2020 (KNMI): 10.5 degrees in the year's mean, 3.6 in January, 17.9 in July. In hundredths. */
const MEAN = 1050;
const SEASON_SWING = 720;
const COLDEST_DAY = 20;
/** Between three at night and three in the afternoon, and between one week's weather and another's. */
const DAY_SWING = 380;
const WARMEST_SECOND = 15 * 3600;

/** What is left of the sun under a thick cloud, in thousandths. */
const UNDER_CLOUD = 220;
const CLEAR = 1000;

/** Latitude of Brussels and Utrecht, 51.5 degrees: its sine and cosine. */
const SINE_LATITUDE = 7826;
const COSINE_LATITUDE = 6225;
/** 23.44 degrees, the earth's tilt, in 65,536ths of a turn. */
const TILT = 4267;

/** The sine of the sun's height over the horizon, in ten-thousandths; `solarSecond` since the night's middle. */
export function sunHeight(dayOfYear: number, solarSecond: number): number {
	const declination = divide(-TILT * cosine(divide((dayOfYear + 10) * TURN, YEAR)), UNIT);
	const hourAngle = divide((solarSecond - DAY / 2) * TURN, DAY);
	const across = divide(COSINE_LATITUDE * cosine(declination), UNIT);
	return divide(SINE_LATITUDE * sine(declination) + across * cosine(hourAngle), UNIT);
}

/**
 * What panels on a roof give of their peak under a clear sky, in thousandths, at a height of the sun as above. The
 * air takes more of a low sun: at a height's sine of 0.1, half.
 */
export function clearSky(height: number): number {
	if (height <= 0) return 0;
	return divide(divide(1080 * height, UNIT) * height, height + 1000);
}

export class Weather {
	/** Hundredths of a degree Celsius. */
	temperature = 0;
	/** Of the panels' peak, in millionths. */
	sunshine = 0;
	readonly #random: Random;
	readonly #clock: LocalClock;
	/** Deviation from the season's temperature; changes over days. */
	#spell: number;
	/** Share of the sky that is clouded, in thousandths: changes over hours. */
	#cover: number;
	/** Whether a cloud is before the sun right now, until when, and what comes through, gliding, in millionths. */
	#shaded = false;
	#until = 0;
	#light = CLEAR * 1000;
	#clear = 0;
	#untilLook = 0;

	constructor(random: Random, clock: LocalClock) {
		this.#random = random;
		this.#clock = clock;
		this.#spell = spread(random, 600);
		this.#cover = below(random, 1001);
		this.#look();
	}

	tick(): void {
		if (--this.#untilLook <= 0) this.#look();
		if (this.#clear === 0) {
			this.sunshine = 0;
			return;
		}
		if (--this.#until <= 0) this.#drift();
		const goal = (this.#shaded ? UNDER_CLOUD + ((CLEAR - this.#cover) >> 2) : CLEAR - (this.#cover >> 3)) * 1000;
		// A cloud's edge takes some twenty seconds to pass, and no cloud is even.
		this.#light += divide(goal - this.#light, 12) + spread(this.#random, this.#shaded ? 2500 : 700);
		this.sunshine = divide(this.#clear * clamp(this.#light, 50_000, CLEAR * 1000), 1000);
	}

	/** The next cloud, or the next gap: seconds to minutes under broken cloud, long under a clear or a grey sky. */
	#drift(): void {
		this.#shaded = below(this.#random, 1000) < this.#cover;
		const broken = 500 - Math.abs(this.#cover - 500);
		this.#until = 20 + below(this.#random, broken > 150 ? 240 : 1800);
	}

	/** Each minute: all that is slow. */
	#look(): void {
		const { dayOfYear, secondOfDay, summer } = this.#clock;
		this.#untilLook = 60;
		const random = this.#random;
		this.#spell = clamp(this.#spell - divide(this.#spell, 4000) + spread(random, 20), -900, 900);
		this.#cover = clamp(this.#cover + spread(random, 24), 0, 1000);
		const season = divide(-SEASON_SWING * cosine(divide((dayOfYear - COLDEST_DAY) * TURN, YEAR)), UNIT);
		const hour = divide(DAY_SWING * cosine(divide((secondOfDay - WARMEST_SECOND) * TURN, DAY)), UNIT);
		this.temperature = MEAN + season + hour + this.#spell;
		// The sun is behind Central European Time by 40 minutes at 5 degrees east.
		const solarSecond = secondOfDay - (summer ? 3600 : 0) - 2400;
		this.#clear = clearSky(sunHeight(dayOfYear, solarSecond));
	}
}

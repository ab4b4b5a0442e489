import { Air } from "../sim/air.js";
import { VirtualClock } from "../sim/clock.js";
import { INDOOR } from "../sim/propagation.js";
import { seededRandom } from "../sim/random.js";
import { AgeRecord } from "./age.js";
import { floorPlan } from "./floor-plan.js";
import { OurPair } from "./our-pair.js";
import { nodeName, SIDES } from "./pair.js";
import { TelegramPool } from "./telegram-pool.js";
const g: any = globalThis; g.DIAG = { ev: {} as any };
const [pairs, minutes, warm = "15", every="5", seed = "1", watch = "-1"] = process.argv.slice(2);
const N = +pairs, SEED = +seed;
const clock = new VirtualClock();
const air = new Air({ clock, seed: SEED, propagation: INDOOR });
const plan = floorPlan({ homes: N, seed: SEED, cellarPercent: 0 });
const pool = new TelegramPool("be-3ph", SEED);
const random = seededRandom(SEED, "power-on");
const T = ["telegram","fragment","ack","hello","link","probe","snap"];
let air1: any = {}, fates: any = {}, fatesA: any = {}, ev: any = {};
g.DIAG.on = (i: number, side: string, e: any) => {
  const k = e.kind === "negotiation" ? e.report.kind + "@" + (e.report.rung ?? e.report.from + ">" + e.report.to) : e.kind==="unanswered"||e.kind==="delivered"||e.kind==="stretch" ? e.kind : e.kind;
  if (side === "transmitter") ev[k] = (ev[k] ?? 0) + 1;
  if (i === +watch) console.log((clock.now()/1000).toFixed(2), side, k, JSON.stringify(e).slice(0,150));
};
air.observe((e: any) => {
  if (e.kind !== "ended") return;
  const sf = e.emission.spreadingFactor + (e.emission.bandwidthHz===125000?"n":"");
  const t = T[(e.emission.payload[0] >> 3) & 7];
  const k = "SF" + sf + " " + t;
  air1[k] = (air1[k] ?? 0) + (e.endsAt - e.startedAt) / 1000;
  const [side, index] = e.from.split(" ");
  const peer = nodeName(side === "transmitter" ? "receiver" : "transmitter", Number(index));
  const fate = e.receptions.find((r: any) => r.to === peer)?.fate ?? "too weak";
  const f = side === "transmitter" ? fates : fatesA;
  (f["SF"+sf] ??= {})[fate] = (f["SF"+sf][fate] ?? 0) + 1;
});
const tenants = plan.homes.map((home, index) => {
  const t: any = { age: undefined, newest: -Infinity, first: undefined, n: 0 };
  const pair = new OurPair({ clock, air, seed: SEED, index, phases: 3, pool, positions: home.positions, pathLossDb: home.pathLossDb,
    onValues: (at) => { t.first ??= clock.now(); if (at > t.newest) { t.newest = at; t.n++; t.age?.values(clock.now(), at); } } });
  const d = SIDES.map(() => random() * 60000);
  SIDES.forEach((s, w) => clock.after(d[w], () => pair.powerOn(s)));
  t.pair = pair; t.loss = home.pathLossDb; return t;
});
const all = (+minutes + +warm) * 60;
const c0 = process.cpuUsage().user;
for (let s = 0; s < all; s++) {
  if (s === +warm * 60) for (const t of tenants) { t.age = new AgeRecord(clock.now(), t.newest); t.n = 0; }
  for (const t of tenants) t.pair.meter();
  clock.advance(1000);
  if ((s + 1) % (+every * 60) === 0) {
    const ph: any = {}; let old = 0; const st: number[] = [];
    for (const t of tenants) { const n = t.pair.negotiation; const k = (n?.phase ?? "off") + "@" + n?.rung; ph[k] = (ph[k] ?? 0) + 1; if (clock.now() - t.newest > 60000) old++; if (n?.phase==="running") st.push(t.pair.interval ?? 0); }
    st.sort((a,b)=>a-b);
    console.log("== min", (s + 1) / 60, "cpu", ((process.cpuUsage().user - c0) / 1e6).toFixed(0), "old", old, "intervals", st[0], st[st.length>>1], st[st.length-1], JSON.stringify(ph));
    const sec = +every*60;
    console.log("  air Erl", Object.entries(air1).map(([k, v]: any) => k + " " + (v/sec).toFixed(3)).join(", "));
    const pct = (f: any) => Object.entries(f).map(([k, v]: any) => { const sum = Object.values(v).reduce((a: any, b: any) => a + b, 0) as number; return k + " n=" + sum + " " + Object.entries(v).sort((a:any,b:any)=>b[1]-a[1]).slice(0,4).map(([x, y]: any) => x + " " + (100 * y / sum).toFixed(0)).join("/"); }).join(" | ");
    console.log("  T->R", pct(fates)); console.log("  R->T", pct(fatesA));
    console.log("  ev", Object.entries(ev).filter(([k]) => k !== "delivered" ).map(([k, v]) => k + " " + v).join(", "), "delivered", ev.delivered);
    console.log("  busy looks", JSON.stringify((globalThis as any).BZ)); (globalThis as any).BZ = {};
    air1 = {}; fates = {}; fatesA = {}; ev = {};
  }
}
const old: number[] = [], p99: number[] = [], del: number[] = [];
for (const t of tenants) { t.age.end(clock.now()); old.push(t.age.shareOlderThan(60000)); p99.push(t.age.percentile(.99) / 1000); del.push(t.n / (+minutes * 60)); }
const q = (a: number[]) => { const s = [...a].sort((x, y) => x - y); return [s[0], s[s.length >> 1], s[Math.floor(s.length * .9)], s[s.length - 1]].map(v => v.toFixed(3)).join(" "); };
console.log("RESULT", N, "goal", old.filter(x => x <= 0.01).length, "old", q(old), "p99age", q(p99), "delivered", q(del), "first", q(tenants.map((t: any) => (t.first ?? Infinity) / 1000)), "cpu", ((process.cpuUsage().user - c0) / 1e6).toFixed(0));
if (process.env.WORST) tenants.map((t: any,i: number)=>({i,o:old[i],p:p99[i],loss:t.loss})).sort((a: any,b: any)=>b.p-a.p).slice(0,12).forEach((x: any)=>console.log(JSON.stringify(x)));

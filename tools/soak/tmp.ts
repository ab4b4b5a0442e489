import { runSoak } from "./run.js";
const [from="1", n="4"]=process.argv.slice(2);
for (let seed=Number(from);seed<Number(from)+Number(n);seed++){
const t=process.cpuUsage();
try {
const r=runSoak({seed});
const c=process.cpuUsage(t);
console.log(seed, r.meter,r.intervalSeconds,r.registers,Math.round((c.user+c.system)/1000),"ms cpu; cuts",r.cuts,"plan",r.plan.length,"tel",r.telegrams,"frames",r.frames,"str",r.strangers,"rep",r.repairs,r.busiestShare.toFixed(2),"heal",r.healedAfter,r.spent,JSON.stringify(r.drills),r.hash);
for(const v of r.violations) console.log("   !!",v.invariant,(v.at/1000).toFixed(1),v.what.slice(0,300));
} catch(e){console.log(seed,"THREW",e)}
}

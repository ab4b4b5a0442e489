import { Bench } from "./bench.js";
import { headerOracle } from "./invariants/nonces.js";
const [meter="nl-1ph-10s", s="60", hours="24"]=process.argv.slice(2);
for (let i=0;i<3;i++){
const t=process.cpuUsage();
const b=new Bench({seed:i+1,meter,intervalSeconds:Number(s),registers:false,oracle:headerOracle(),keepLines:true});
b.start(); b.clock.advance(Number(hours)*3600_000);
const c=process.cpuUsage(t);
console.log((c.user+c.system)/1000,"ms cpu", b.provenance.handedOn, b.provenance.sent, b.hash.hex, b.violations.all, b.nonces.frames, b.published.states, b.airtime.busiestShare);
if(i==0)console.log(b.lines.slice(0,20).join("\n"));
}

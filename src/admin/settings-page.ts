/** The settings page without its script, which asks for everything that it shows. ASCII only. */
import { BASE_STYLE, pageHead } from "../home/page-style.js";
import type { Answer } from "../http/route.js";
import { SETTINGS_SCRIPT } from "./settings-script.js";
import { UPDATE_SCRIPT } from "./update-script.js";

const HEAD = pageHead("P1-LoRa settings");

const STYLE = `main{display:block;max-width:40rem}
header{max-width:40rem}
section{margin-bottom:1rem}
label{display:block;font-weight:600;margin-bottom:.3rem}
.field{margin:0 0 1.1rem}
.field p{margin:.15rem 0 .35rem}
input,select,button{font:inherit;color:inherit;min-height:2.75rem;max-width:100%;border-radius:.4rem;border:1px solid var(--soft);background:var(--bg);padding:.4rem .7rem}
input,select{width:100%}
input[type=checkbox]{width:1.2rem;min-height:1.2rem;margin:0 .4rem 0 0;vertical-align:middle}
label.check{display:inline-block;font-weight:400;margin-top:.4rem}
button{background:var(--accent);border-color:var(--accent);color:var(--card);font-weight:600;cursor:pointer;margin:0 .5rem .5rem 0}
button.quiet{background:none;color:var(--accent)}
button:disabled{opacity:.5;cursor:default}
#room:focus{outline:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[aria-invalid=true]{border:2px solid var(--bad)}
.error,.field p.error{color:var(--bad);font-weight:600;margin:.35rem 0 0}
progress{width:100%}
.done{color:var(--good);font-weight:600}
[hidden]{display:none}
`;

const BODY = `</style>
</head>
<body>
<header><h1>P1-LoRa settings</h1><a href="/">Status</a></header>
<main>
<section id="door"><form id="login">
<input autocomplete="username" value="p1-lora" hidden readonly aria-hidden="true">
<div class="field"><label for="password">Password of this page</label>
<input id="password" type="password" autocomplete="current-password" required maxlength="64" aria-describedby="loginsays">
<p id="loginsays" role="alert"></p></div>
<button id="open">Open</button>
<p>The password itself is never sent. What you change is, for whoever listens: use a network that you trust.</p></form></section>
<div id="room" tabindex="-1" hidden>
<section><form id="form" novalidate><p id="problem" class="error" role="alert"></p><div id="fields"></div>
<button id="save">Store</button>
<button id="restart" type="button" class="quiet">Start anew</button>
<p id="says" role="status"></p></form></section>
<section><form id="update"><h2>Update</h2><p id="runs"></p>
<div class="field"><label for="file">The update's file</label><input id="file" type="file"></div>
<p><label class="check"><input id="back" type="checkbox">An older version, or the same one, is meant</label></p>
<button id="send">Update</button>
<progress id="progress" aria-label="How much has come" hidden></progress>
<p id="updatesays" role="status"></p></form></section></div>
</main>
<noscript><p>This page needs JavaScript; settings can be changed over USB, too.</p></noscript>
<script>`;

const TAIL = `</script>
</body>
</html>
`;

export const SETTINGS_PAGE: Answer = Object.freeze({
	status: 200,
	type: "text/html; charset=utf-8",
	body: Object.freeze([HEAD, BASE_STYLE, STYLE, BODY, SETTINGS_SCRIPT, UPDATE_SCRIPT, TAIL]),
});

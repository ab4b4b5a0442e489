/** The status page without its style and script. ASCII only. */
import { pageHead } from "./page-style.js";

export const HEAD = pageHead("P1-LoRa receiver");

export const BODY = `</style>
</head>
<body>
<header><h1>P1-LoRa</h1><span id="state" role="status">Loading ...</span></header>
<main>
<section class="wide" aria-labelledby="h-now"><h2 id="h-now">Now</h2><dl id="now"></dl><p id="meter"></p></section>
<section class="wide" aria-labelledby="h-history"><h2 id="h-history">Radio link over time</h2>
<svg id="history" viewBox="0 0 640 190" role="img" aria-label="No history yet"></svg></section>
<section aria-labelledby="h-link"><h2 id="h-link">Radio link</h2><dl id="link" class="rows"></dl></section>
<section aria-labelledby="h-air"><h2 id="h-air">Time on air, last hour</h2>
<meter id="air" min="0" max="1" high="0.8" optimum="0" value="0" aria-label="Share of the lawful time on air"></meter>
<p id="airtext"></p></section>
<section aria-labelledby="h-net"><h2 id="h-net">Network</h2><dl id="net" class="rows"></dl></section>
<section class="wide" aria-labelledby="h-all"><h2 id="h-all">Readings</h2><table><tbody id="all"></tbody></table></section>
</main>
<footer><span id="about"></span>`;

/** Where there are settings to be changed. */
export const SETTINGS_LINK = ` <a href="/settings">Settings</a>`;

export const FOOT = ` <a href="/api/status">JSON</a> <a href="/metrics">Prometheus</a></footer>
<noscript><p>This page needs JavaScript; the JSON does not.</p></noscript>
<script>`;

export const TAIL = `</script>
</body>
</html>
`;

/** One line of a chart. */
export interface Line {
  readonly name: string;
  /** Shares, 0 to 1, one for each place on the horizontal axis. */
  readonly shares: readonly number[];
}

/** A chart of shares. */
export interface Chart {
  readonly title: string;
  readonly horizontal: string;
  readonly vertical: string;
  /** What is written below each place. */
  readonly places: readonly string[];
  readonly lines: readonly Line[];
  /** Marks on the vertical axis, where shares stand for something else; quarters in percent when left out. */
  readonly ticks?: readonly { readonly share: number; readonly label: string }[];
}

const WIDTH = 760;
/** With two rows of names; each further row takes as much as a name. */
const HEIGHT = 400;
const ROW = 20;
const LEFT = 70;
const RIGHT = 740;
const TOP = 56;
const BOTTOM = 310;
/** Told apart by dashes as well, for those who see colours alike. */
const STYLES = [
  { colour: "#2f6feb", dashes: "" },
  { colour: "#d1592f", dashes: "8 4" },
  { colour: "#2e9e5b", dashes: "2 3" },
  { colour: "#8b5cd6", dashes: "10 3 2 3" },
  { colour: "#b8860b", dashes: "14 4" },
];

const QUARTERS = [0, 0.25, 0.5, 0.75, 1].map((share) => ({ share, label: `${share * 100} %` }));

/** A longer word below an end of the axis would leave the picture. */
const LONGEST_CENTRED = 6;

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const label = (x: number, y: number, text: string, more = "") =>
  `  <text x="${x}" y="${y}" font-size="13"${more}>${escaped(text)}</text>`;

function anchorOf(place: string, at: number, count: number): string {
  if (place.length <= LONGEST_CENTRED) return "middle";
  return at === count - 1 ? "end" : "middle";
}

/** An SVG that takes the colours of the page, in the same bytes for the same chart. */
export function chartSvg({ title, horizontal, vertical, places, lines, ticks = QUARTERS }: Chart): string {
  const step = (RIGHT - LEFT) / Math.max(places.length - 1, 1);
  const x = (place: number) => Math.round((LEFT + place * step) * 10) / 10;
  const y = (share: number) => Math.round((BOTTOM - share * (BOTTOM - TOP)) * 10) / 10;
  const grid = ticks.flatMap(({ share, label: mark }) => [
    `  <line x1="${LEFT}" y1="${y(share)}" x2="${RIGHT}" y2="${y(share)}" stroke="currentColor" stroke-opacity="0.15"/>`,
    label(LEFT - 8, y(share) + 4, mark, ' text-anchor="end" opacity="0.8"'),
  ]);
  const below = places.map((place, at) =>
    label(x(at), BOTTOM + 20, place, ` text-anchor="${anchorOf(place, at, places.length)}" opacity="0.8"`),
  );
  const drawn = lines.flatMap(({ name, shares }, index) => {
    const { colour, dashes } = STYLES[index % STYLES.length] ?? { colour: "currentColor", dashes: "" };
    const stroke = `fill="none" stroke="${colour}" stroke-width="2.5"${dashes === "" ? "" : ` stroke-dasharray="${dashes}"`}`;
    const points = shares.map((share, at) => `${x(at)},${y(share)}`).join(" ");
    const [left, top] = [LEFT + (index % 2) * 330, BOTTOM + 66 + Math.floor(index / 2) * ROW];
    return [
      `  <polyline points="${points}" ${stroke}/>`,
      `  <line x1="${left}" y1="${top - 4}" x2="${left + 36}" y2="${top - 4}" ${stroke}/>`,
      label(left + 44, top, name),
    ];
  });
  const height = HEIGHT + ROW * Math.max(0, Math.ceil(lines.length / 2) - 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" color="#1f2328" fill="currentColor" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif">`,
    `  <title>${escaped(title)}</title>`,
    "  <style>@media (prefers-color-scheme: dark) { svg { color: #e6edf3; } }</style>",
    label(20, 24, title, ' font-weight="600"'),
    label(20, 44, vertical, ' opacity="0.8"'),
    ...grid,
    ...below,
    label((LEFT + RIGHT) / 2, BOTTOM + 40, horizontal, ' text-anchor="middle" opacity="0.8"'),
    ...drawn,
    "</svg>",
    "",
  ].join("\n");
}

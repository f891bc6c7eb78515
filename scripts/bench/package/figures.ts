/** One figure of what the library costs those who install or bundle it. */
export interface PackageFigure {
  readonly name: FigureName;
  readonly value: number;
  readonly unit: Unit;
  /** The most it should be. */
  readonly reach: number;
  readonly floor: null;
  readonly bytes: null;
  /** The same of viem, measured in the same run; null where viem has nothing to compare. */
  readonly baseline: number | null;
}

type Unit = "packages" | "MB" | "kB" | "errors" | "groups" | "minutes";

/** The figures in the order they are printed. */
export const PACKAGE_GOALS = {
  sdk_packages: { what: "packages that npm install brings beside viem's own", unit: "packages", reach: 6 },
  sdk_megabytes: { what: "the same on disk", unit: "MB", reach: 14 },
  browser_gzip_kb: { what: "an app with openDeal and signTerms, viem external", unit: "kB", reach: 40 },
  actions_gzip_kb: { what: "an app with quittanceActions, viem external", unit: "kB", reach: 56 },
  terms_gzip_kb: { what: "an app that builds and checks terms, viem external", unit: "kB", reach: 15 },
  consumer_type_errors: {
    what: "the README's programs, strict, NodeNext and Bundler",
    unit: "errors",
    reach: 0,
  },
  sdk_room_cycles: { what: "groups of rooms that import each other", unit: "groups", reach: 0 },
  test_minutes: { what: "the last whole npm test here, not gated", unit: "minutes", reach: 8 },
} as const satisfies Readonly<
  Record<string, { readonly what: string; readonly unit: Unit; readonly reach: number }>
>;

export type FigureName = keyof typeof PACKAGE_GOALS;

/** A figure of the table of goals. */
export function packageFigure(name: FigureName, value: number, baseline: number | null): PackageFigure {
  const { unit, reach } = PACKAGE_GOALS[name];
  return { name, value, unit, reach, floor: null, bytes: null, baseline };
}

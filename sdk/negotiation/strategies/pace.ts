/** What a side gives is a whole number of millionths of its way: 0 at the opening, `WHOLE` at the aspiration. */
export const WHOLE = 1_000_000n;

/** How far along its way a side is, by time or turns, in millionths of it. */
export type Progress = bigint;

/**
 * How a side gives way.
 * - `time`: along a curve. Boulware gives little until late, a conceder gives much at once (Faratin, Sierra and Jennings 1998). The
 *   curve is progress^power, and for a conceder 1 - (1 - progress)^power: whole powers, so that every machine computes the same.
 * - `mirror`: as much as the other side has given by its last offer, as this side values it.
 * - `relative`: the part of what was between the two that the other side has given.
 *
 * Both answers to behaviour give at least `least` and at most `most` in a turn, in basis points of the way from opening to aspiration.
 * Without `least`, two of them would wait for each other. Without `most`, they would answer one large step by another.
 */
export type Pace =
  | { readonly kind: "time"; readonly shape: "boulware" | "linear" | "conceder"; readonly power?: number }
  | { readonly kind: "mirror" | "relative"; readonly least: number; readonly most: number };

/** What the other side has done, as this side values it. */
export interface Behaviour {
  /** What this side gave by its last offer; undefined before the first. */
  readonly own: bigint | undefined;
  /** What each offer of the other side would take of this side, in millionths of the way; may be beyond either end. */
  readonly asked: readonly bigint[];
}

/** Of curves that bend. */
export const USUAL_POWER = 3;

/** What a side gives next. It is never less than before. */
export function nextGiven(pace: Pace, progress: Progress, behaviour: Behaviour): bigint {
  const { own } = behaviour;
  if (pace.kind === "time") {
    const due = onCurve(pace, progress);
    return own === undefined || due > own ? due : own;
  }
  if (own === undefined) return 0n;
  const step = clamp(answered(pace.kind, own, behaviour.asked), {
    least: ofWhole(pace.least),
    most: ofWhole(pace.most),
  });
  return own + step > WHOLE ? (own > WHOLE ? own : WHOLE) : own + step;
}

function onCurve(
  { shape, power = USUAL_POWER }: Extract<Pace, { readonly kind: "time" }>,
  progress: Progress,
): bigint {
  if (shape === "linear") return progress;
  if (shape === "boulware") return raised(progress, power);
  return WHOLE - raised(WHOLE - progress, power);
}

const raised = (share: bigint, power: number) => share ** BigInt(power) / WHOLE ** BigInt(power - 1);

/** What answers the other side's last step. */
function answered(kind: "mirror" | "relative", own: bigint, asked: readonly bigint[]): bigint {
  const [before, last] = asked.slice(-2);
  if (before === undefined || last === undefined) return 0n;
  const given = before - last;
  if (kind === "mirror") return given;
  const between = before - own;
  return between <= 0n ? 0n : (given * (last - own)) / between;
}

const ofWhole = (basisPoints: number) => BigInt(basisPoints) * 100n;

function clamp(value: bigint, { least, most }: { readonly least: bigint; readonly most: bigint }): bigint {
  if (value < least) return least;
  return value > most ? most : value;
}

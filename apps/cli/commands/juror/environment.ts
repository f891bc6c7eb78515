/** Variables of the juror's daemon, and of nothing else. */
export function environmentIn(
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      name.startsWith("JUROR_") && value !== undefined ? [[name, value]] : [],
    ),
  );
}

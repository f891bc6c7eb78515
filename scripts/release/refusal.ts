/** Why a release does not go on, and what to do: shown without a stack. */
export class ReleaseRefusal extends Error {
  override readonly name = "ReleaseRefusal";
}

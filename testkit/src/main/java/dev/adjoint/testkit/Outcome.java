package dev.adjoint.testkit;

/// What an assertion that did not fail has done: how many elements it compared, and how many it had
/// to leave unchecked because no bound was known there (overflow, a kink, a decision that rounding
/// may have made, a domain edge, an op whose rule is on purpose not a derivative). A suite should
/// ask that most are compared.
///
/// @param compared the elements compared
/// @param unchecked the elements of which nothing is known
/// @param strange those of the unchecked of which only one value is finite, or only one NaN: with
///   correct executors this happens where a bound overflows, and rarely
public record Outcome(int compared, int unchecked, int strange) {
  /// Nothing was compared and nothing left out.
  public static final Outcome NOTHING = new Outcome(0, 0);

  /// An outcome without strange elements.
  public Outcome(int compared, int unchecked) {
    this(compared, unchecked, 0);
  }

  /// Both together.
  public Outcome plus(Outcome other) {
    return new Outcome(
        compared + other.compared, unchecked + other.unchecked, strange + other.strange);
  }
}

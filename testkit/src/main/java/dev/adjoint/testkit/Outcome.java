package dev.adjoint.testkit;

/// What an assertion that did not fail has done: how many elements it compared, and how many it had
/// to leave unchecked because no bound was known there (overflow, a kink, a decision that rounding
/// may have made, a domain edge, an op whose rule is on purpose not a derivative). A suite should
/// ask that most are compared.
public record Outcome(int compared, int unchecked) {
  /// Nothing was compared and nothing left out.
  public static final Outcome NOTHING = new Outcome(0, 0);

  /// Both together.
  public Outcome plus(Outcome other) {
    return new Outcome(compared + other.compared, unchecked + other.unchecked);
  }
}

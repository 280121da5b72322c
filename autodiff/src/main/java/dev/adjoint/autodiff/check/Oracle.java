package dev.adjoint.autodiff.check;

/// A way to a derivative that shares nothing with the vjp rules, unless it says so.
public enum Oracle {
  /// Dual numbers through the lowerings.
  DUAL_NUMBERS("dual numbers"),
  /// Five-point finite differences, with an estimate of their error.
  DIFFERENCES("finite differences"),
  /// The complex step, where every function on the way is analytic.
  COMPLEX_STEP("complex step"),
  /// Dual numbers of dual numbers: second derivatives.
  DUALS_OF_DUALS("duals of duals"),
  /// The gradient of the gradient: reverse over reverse.
  REVERSE_OVER_REVERSE("reverse over reverse"),
  /// Dual numbers through the gradient: forward over reverse.
  DUALS_THROUGH_GRADIENT("duals through the gradient"),
  /// The gradient of a forward-mode derivative: reverse over forward.
  REVERSE_OVER_FORWARD("reverse over forward"),
  /// The same rules in FLOAT32, held against FLOAT64.
  FLOAT32("float32 against float64");

  private final String text;

  Oracle(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

package dev.adjoint.autodiff.check;

/// What a wrong derivative looks like, and what to look for.
public enum ErrorKind {
  SIGN("the wrong sign", "negate it"),
  FACTOR("a constant factor", "look for a forgotten, doubled or approximated constant"),
  TRANSPOSE("a missing transpose", "transpose it: for y = x·w the cotangents are ȳ·wᵀ and xᵀ·ȳ"),
  MISSING_SUM(
      "a missing sum: it is not reduced over every place the operand went to",
      "sum the cotangent over the axes that the operand does not have"),
  SWAPPED("swapped operands: this is another operand's derivative", "exchange the two"),
  STALE(
      "a stale value: it does not follow its operands",
      "write it with the operands and y that vjp is given, not with a tensor from another time"),
  SATURATED(
      "wrong only where the function saturates",
      "use a form that keeps its digits there, such as σ(x)·σ(−x) for y·(1 − y)"),
  ONE_INDEX("wrong only at some index", "look at slices, offsets and special cases of an index"),
  SECOND_ORDER(
      "right in value but wrong when differentiated again",
      "the rule holds something constant: look for stopGradient, constants and rules of its own"
          + " ops"),
  SINGLE_PRECISION(
      "single precision: the rule of a float64 op computes in float32",
      "take constants and casts in the dtype of the operand"),
  FLOAT32_ONLY(
      "wrong only in float32", "look for thresholds and branches that depend on the dtype"),
  MISSING(
      "no gradient although there is a slope",
      "give this operand a cotangent; empty means that no gradient flows"),
  NOT_FINITE("not finite where the derivative is", "look for 0·∞, ∞ − ∞ and overflow on the way"),
  SUPPORT(
      "right until the op's support sets it to zero",
      "support must be true wherever the derivative is not zero"),
  KINK("not what the op declares at its kink", "give what kinks() says, or say what vjp gives"),
  CONTRACT("a rule that breaks its contract", "one cotangent an operand, of its dtype and shape"),
  LOWERING(
      "dual numbers and the rule agree, finite differences do not",
      "the lowering does not compute the function that its dual numbers differentiate"),
  COMBINATION(
      "every rule by itself is right, the whole is not",
      "the rule may not be linear in yBar, or the transform that combines rules is wrong"),
  OTHER("no pattern that is known", "derive the rule again, at the values given here");

  private final String text;
  private final String hint;

  ErrorKind(String text, String hint) {
    this.text = text;
    this.hint = hint;
  }

  /// What it looks like, in words.
  public String text() {
    return text;
  }

  /// What to do, in words.
  public String hint() {
    return hint;
  }
}

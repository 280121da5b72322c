package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import java.util.Optional;

/// A derivative by one operand in two ways: what is claimed, and an oracle to hold it against,
/// which is asked element by element or along directions.
interface Claim {
  /// The number of elements.
  int size();

  /// Whether the oracle gives all elements at the cost of one.
  boolean isCheap();

  /// How many elements are few enough to ask of each; of more, directions are tried first.
  int small();

  /// What is claimed, all elements.
  Bounded[] actual();

  /// What the oracle says of one element.
  Bounded expected(int element);

  /// What the oracle says along a direction.
  Bounded expectedAlong(double[] v);

  /// Why there is no derivative at an element, if there is none.
  Optional<Reason> noDerivative(int element);

  /// Whether a number can be held by what is claimed: FLOAT32 cannot be asked for 10⁻⁵⁰ or 10⁵⁰.
  default boolean isInRange(Bounded expected) {
    return true;
  }

  /// The relative error that agreement excludes.
  default double resolution() {
    return Judgement.RESOLUTION;
  }
}

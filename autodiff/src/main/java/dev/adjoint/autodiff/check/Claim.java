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

  /// Whether what is claimed is what the oracle says.
  default Judgement judge(Bounded expected, Bounded actual) {
    return Judgement.of(expected, actual);
  }
}

package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.tensor.DType;
import java.util.Arrays;

/// Sums of numbers with their error bounds.
final class Sums {
  private static final Lanes<Bounded, Truth> K = new Numbers().lanes(DType.FLOAT64);

  private Sums() {}

  /// `a·b` with an exact number; nothing times anything is nothing.
  static Bounded times(double a, Bounded b) {
    return a == 0 ? Bounded.exact(0) : K.mul(Bounded.exact(a), b);
  }

  static Bounded plus(Bounded a, Bounded b) {
    return K.add(a, b);
  }

  /// `⟨a, b⟩`.
  static Bounded dot(double[] a, Bounded[] b) {
    Bounded sum = Bounded.exact(0);
    for (int i = 0; i < a.length; i++) {
      if (a[i] != 0) {
        sum = K.add(sum, times(a[i], b[i]));
      }
    }
    return sum;
  }

  static Bounded[] zeros(int size) {
    Bounded[] zeros = new Bounded[size];
    Arrays.fill(zeros, Bounded.exact(0));
    return zeros;
  }

  /// The same values, of which nothing else is known.
  static Bounded[] unknown(Bounded[] values) {
    return Arrays.stream(values).map(x -> Bounded.unknown(x.value())).toArray(Bounded[]::new);
  }
}

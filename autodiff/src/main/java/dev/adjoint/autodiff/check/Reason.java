package dev.adjoint.autodiff.check;

/// Why a derivative could be neither confirmed nor refuted.
public sealed interface Reason {
  /// The function has a kink: one slope to the left, another to the right, both along the
  /// direction.
  record Kink(double left, double right) implements Reason {
    @Override
    public String toString() {
      return "kink: the slope is %s to the left and %s to the right".formatted(left, right);
    }
  }

  /// The function jumps.
  record Jump() implements Reason {
    @Override
    public String toString() {
      return "the function jumps here";
    }
  }

  /// Stepping, however little, leads to where the function has no finite value.
  record DomainEdge() implements Reason {
    @Override
    public String toString() {
      return "edge of the domain: any step leaves it; if the input is constrained, give a tangent"
          + " basis";
    }
  }

  /// The two agree within a rounding error that is too large beside the derivative, which may be
  /// zero, for agreement to mean anything.
  record Rounding(double value, double error) implements Reason {
    @Override
    public String toString() {
      return "a derivative of %s agrees within a rounding error of %s, which is too large beside it"
          .formatted(value, error);
    }
  }

  /// The number is beyond what FLOAT32 can hold.
  record BeyondFloat32(double value) implements Reason {
    @Override
    public String toString() {
      return "%s is beyond the range of float32".formatted(value);
    }
  }

  /// The function is so flat that differences see rounding only, and no other oracle can read it.
  record Saturated(double derivative) implements Reason {
    @Override
    public String toString() {
      return "saturation: the derivative %s is below what differences resolve, and the op is opaque"
              .formatted(derivative)
          + " to dual numbers";
    }
  }

  /// Nothing is known of the rounding error: an overflow, or a pole close by.
  record Unbounded() implements Reason {
    @Override
    public String toString() {
      return "the rounding error has no bound: an overflow, or a pole close by";
    }
  }

  /// An integer, such as an index, depends on a comparison that rounding may have decided.
  record Undecided() implements Reason {
    @Override
    public String toString() {
      return "an integer depends on a comparison that rounding may have decided";
    }
  }

  /// The function or its derivative is infinite or NaN.
  record NotFinite(double value) implements Reason {
    @Override
    public String toString() {
      return "no finite value: " + value;
    }
  }

  /// An op declares that its rule is, on purpose, not the derivative of what it computes.
  record Redefined(String op) implements Reason {
    @Override
    public String toString() {
      return "[%s] redefines its derivative on purpose; the other rules are checked one by one"
          .formatted(op);
    }
  }

  /// An op of a FLOAT64 graph cannot be tried in FLOAT32.
  record OnlyFloat64(String why) implements Reason {
    @Override
    public String toString() {
      return "its rule is not for float32: " + why;
    }
  }

  /// There is no element.
  record Empty() implements Reason {
    @Override
    public String toString() {
      return "it has no elements";
    }
  }
}

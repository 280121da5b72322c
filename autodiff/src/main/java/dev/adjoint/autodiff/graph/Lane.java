package dev.adjoint.autodiff.graph;

/// One operand or result of a [Formula]: a value, or a mask for operands of dtype BOOL.
public sealed interface Lane<V, M> {

  /// A lane of a numeric dtype.
  record Value<V, M>(V v) implements Lane<V, M> {}

  /// A lane of dtype BOOL.
  record Mask<V, M>(M m) implements Lane<V, M> {}

  /// The value; an op whose type rule admits only numeric operands may ask for it.
  default V value() {
    return switch (this) {
      case Value<V, M>(V v) -> v;
      case Mask<V, M> _ -> throw new IllegalStateException("a mask where a value was expected");
    };
  }

  /// The mask; an op whose type rule admits only BOOL operands may ask for it.
  default M mask() {
    return switch (this) {
      case Mask<V, M>(M m) -> m;
      case Value<V, M> _ -> throw new IllegalStateException("a value where a mask was expected");
    };
  }
}

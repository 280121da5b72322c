package dev.adjoint.autodiff.graph;

import java.util.List;

/// The formula of an elementwise op over an abstract algebra; a function of the operands' elements
/// at one position, generic so that it cannot depend on any one reading.
public interface Formula {
  /// The element of the result, from the elements of the operands in their order.
  <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> operands);
}

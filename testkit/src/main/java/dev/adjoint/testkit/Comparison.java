package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.tensor.Shape;

/// Compares elements one by one, counts them, and stops at the first that differ.
final class Comparison {
  private final GraphCase graph;
  private final String firstSource;
  private final String secondSource;
  private int compared;
  private int unchecked;
  private int strange;

  Comparison(GraphCase graph, String firstSource, String secondSource) {
    this.graph = graph;
    this.firstSource = firstSource;
    this.secondSource = secondSource;
  }

  /// One element, named by what it belongs to.
  void element(String what, Shape shape, int position, Bounded first, Bounded second) {
    double error = first.error() + second.error();
    if (!Agreement.isDecidable(first.value(), second.value(), error)) {
      unchecked++;
      strange += isOfAnotherKind(first.value(), second.value()) ? 1 : 0;
    } else if (Agreement.agree(first.value(), second.value(), error)) {
      compared++;
    } else {
      throw Disagreement.at(
          what,
          shape,
          position,
          new Disagreement.Compared(firstSource, first),
          new Disagreement.Compared(secondSource, second),
          graph);
    }
  }

  private static boolean isOfAnotherKind(double a, double b) {
    return Double.isFinite(a) != Double.isFinite(b) || Double.isNaN(a) != Double.isNaN(b);
  }

  /// One element of a derivative; where forward mode gives no number, nothing is asked.
  void derivative(String what, Shape shape, int position, Bounded forward, Bounded reverse) {
    if (Double.isFinite(forward.value())) {
      element(what, shape, position, forward, reverse);
    } else {
      unchecked++;
    }
  }

  /// An element about which nothing can be said.
  void skip() {
    unchecked++;
  }

  Outcome outcome() {
    return new Outcome(compared, unchecked, strange);
  }
}

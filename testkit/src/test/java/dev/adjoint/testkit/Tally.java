package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import java.util.Map;
import java.util.TreeMap;

/// What the properties of this test run have compared, and over which ops.
final class Tally {
  /// The counts of one property.
  record Entry(int cases, long compared, long unchecked) {
    Entry plus(Outcome outcome) {
      return new Entry(cases + 1, compared + outcome.compared(), unchecked + outcome.unchecked());
    }

    /// The part of all elements that were compared.
    double share() {
      return compared + unchecked == 0 ? 1 : (double) compared / (compared + unchecked);
    }
  }

  private static final Map<String, Entry> PROPERTIES = new TreeMap<>();
  private static final Map<String, Integer> OPS = new TreeMap<>();

  private Tally() {}

  static {
    if (Boolean.getBoolean("adjoint.thorough")) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Evidence.write(PROPERTIES, OPS)));
    }
  }

  /// Counts one case of a property.
  static synchronized void count(String property, GraphCase graph, Outcome outcome) {
    PROPERTIES.put(property, PROPERTIES.getOrDefault(property, new Entry(0, 0, 0)).plus(outcome));
    for (Expr node : Graph.topological(graph.outputs())) {
      if (node instanceof Apply apply) {
        OPS.merge(apply.op().name(), 1, Integer::sum);
      }
    }
  }

  /// The counts of a property so far.
  static synchronized Entry of(String property) {
    return PROPERTIES.getOrDefault(property, new Entry(0, 0, 0));
  }
}

package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Holds one graph against its oracles, and counts what was in it and what was compared.
final class Autopsy {
  private Autopsy() {}

  /// Counts into a tally; throws [Failure] at the first law that is broken.
  static void of(Specimen specimen, Subject subject, Tally tally) {
    long start = System.nanoTime();
    GraphCase graph = specimen.graph();
    tally.add("nanos/generation", System.nanoTime() - start);
    Examination examination = new Examination(graph, subject);
    for (Oracle oracle : specimen.oracles()) {
      start = System.nanoTime();
      Outcome outcome;
      try {
        outcome = oracle.check(examination);
      } catch (AssertionError | RuntimeException e) {
        throw new Failure(specimen, oracle, e);
      }
      String name = "oracle/" + (specimen.manner().isWild() ? "wild/" : "tame/") + oracle + "/";
      tally.add(name + "graphs", 1);
      tally.add(name + "compared", outcome.compared());
      tally.add(name + "unchecked", outcome.unchecked());
      tally.add(name + "strange", outcome.strange());
      tally.add("nanos/" + oracle, System.nanoTime() - start);
    }
    count(specimen, examination, tally);
    tally.add("graphs", 1);
  }

  /// A law that is broken.
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient Specimen specimen;
    final Oracle oracle;
    private final Class<? extends Throwable> way;

    Failure(Specimen specimen, Oracle oracle, Throwable cause) {
      super("graph %d breaks %s".formatted(specimen.number(), oracle), cause);
      this.specimen = specimen;
      this.oracle = oracle;
      this.way = cause.getClass();
    }

    /// The smallest graph that fails in the same way.
    GraphCase smallest(Subject subject) {
      return specimen.shrunk(oracle, subject, way);
    }
  }

  private static void count(Specimen specimen, Examination examination, Tally tally) {
    GraphCase graph = examination.graph();
    Map<Expr, Integer> depth = new HashMap<>();
    List<Expr> nodes = Graph.topological(graph.outputs());
    int deepest = 0;
    for (Expr node : nodes) {
      int here = 0;
      for (Expr operand : node.operands()) {
        here = Math.max(here, 1 + depth.getOrDefault(operand, 0));
      }
      depth.put(node, here);
      deepest = Math.max(deepest, here);
      if (node instanceof Apply apply) {
        tally.add("op/" + apply.op().getClass().getSimpleName(), 1);
      }
      if (node.shape().size() <= 1) {
        tally.add(node.shape().size() == 0 ? "nodes without elements" : "nodes of one element", 1);
      }
    }
    tally.add("manner/" + specimen.manner(), 1);
    tally.add("nodes", nodes.size());
    tally.add("nodes/" + bucket(nodes.size()), 1);
    tally.add("depth/" + bucket(deepest), 1);
    tally.add(
        "shared nodes",
        nodes.stream().mapToInt(node -> node.operands().size()).sum()
            - nodes.size()
            + graph.outputs().size());
    graph.bindings().values().forEach(value -> classes("inputs/", value, tally));
    List<Tensor> results = examination.results();
    for (int i = 0; i < results.size(); i++) {
      classes(i < graph.outputs().size() ? "outputs/" : "gradients/", results.get(i), tally);
    }
    if (!specimen.manner().isWild() && examination.loss().isPresent()) {
      countGradients(examination, tally);
    }
  }

  private static void countGradients(Examination examination, Tally tally) {
    for (Input x : examination.wrt()) {
      for (Bounded element : examination.gradient(x)) {
        boolean telling = Double.isFinite(element.value()) && element.value() != 0;
        tally.add(telling ? "gradient/telling" : "gradient/zero or not finite", 1);
      }
    }
  }

  /// Powers of two, named so that they sort.
  private static String bucket(int n) {
    int low = Integer.highestOneBit(n);
    return "%03d–%03d".formatted(low, Math.max(0, 2 * low - 1));
  }

  private static void classes(String prefix, Tensor tensor, Tally tally) {
    if (!tensor.dtype().isFloating()) {
      tally.add(prefix + tensor.dtype(), tensor.size());
      return;
    }
    boolean single = tensor.dtype() == DType.FLOAT32;
    for (double x : Direction.doubles(tensor)) {
      tally.add(prefix + kind(x, single), 1);
    }
  }

  private static String kind(double x, boolean single) {
    double size = Math.abs(x);
    if (Double.isNaN(x)) {
      return "NaN";
    } else if (Double.isInfinite(x)) {
      return x > 0 ? "+∞" : "−∞";
    } else if (x == 0) {
      return "zero";
    } else if (size < (single ? Float.MIN_NORMAL : Double.MIN_NORMAL)) {
      return "subnormal";
    }
    return size > (single ? 0x1p64 : 0x1p512) ? "huge" : "normal";
  }
}

package dev.adjoint.testkit;

import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Barrier;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Two ways of one arithmetic: they agree to the bit.
final class BitOracles {
  private static final int THREADS = 3;

  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          2 * THREADS, Thread.ofPlatform().name("oracle-", 0).daemon().factory());

  private BitOracles() {}

  static Outcome twice(Examination e) {
    Map<Input, Tensor> others = e.mirrored();
    List<Tensor> first = e.results();
    List<Tensor> between = e.program().run(others);
    Outcome outcome =
        same(
            e,
            e.everything(),
            "the first run",
            first,
            "a later run",
            e.program().run(e.graph().bindings()));
    Executable again = e.subject().compile(e.everything());
    return outcome.plus(
        same(
            e,
            e.everything(),
            "a run on other numbers",
            between,
            "a new program",
            again.run(others)));
  }

  static Outcome threads(Examination e) {
    List<Tensor> expected = e.results();
    List<Tensor> between = e.program().run(e.mirrored());
    List<Future<List<List<Tensor>>>> runs = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      runs.add(
          POOL.submit(
              () -> List.of(e.program().run(e.graph().bindings()), e.program().run(e.mirrored()))));
    }
    Outcome outcome = Outcome.NOTHING;
    for (Future<List<List<Tensor>>> run : runs) {
      List<List<Tensor>> both = await(run);
      outcome =
          outcome.plus(same(e, e.everything(), "alone", expected, "beside others", both.get(0)));
      outcome =
          outcome.plus(same(e, e.everything(), "alone", between, "beside others", both.get(1)));
    }
    return outcome;
  }

  private static <T> T await(Future<T> run) {
    try {
      return run.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failed) {
      throw new Disagreement("a run beside others failed: " + failed.getCause());
    }
  }

  static Outcome renamed(Examination e) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Graph.Copy copy =
        Graph.rebuild(
            e.everything(),
            (node, operands) ->
                switch (node) {
                  case Input x -> Input.of("renamed " + (9 - bindings.size()), x.type());
                  case Constant constant -> constant;
                  case Apply apply ->
                      Apply.of(apply.op(), operands).named("node " + apply.id() % 7);
                });
    e.graph()
        .bindings()
        .forEach(
            (x, value) -> {
              if (copy.map().get(x) instanceof Input now) {
                bindings.put(now, value);
              }
            });
    List<Tensor> actual = e.subject().compile(copy.outputs()).run(bindings);
    return same(e, e.everything(), "named", e.results(), "renamed", actual);
  }

  static Outcome reordered(Examination e) {
    List<Expr> outputs = new ArrayList<>(e.everything().reversed());
    for (Expr node : Graph.topological(e.graph().outputs())) {
      if (node instanceof Apply apply && apply.id() % 3 == 0) {
        outputs.add(node.dtype().isFloating() ? node.negate().exp() : node);
      }
    }
    List<Tensor> actual = e.subject().compile(outputs).run(e.graph().bindings());
    List<Tensor> asked = actual.subList(0, e.everything().size()).reversed();
    return same(e, e.everything(), "in order", e.results(), "reordered, beside more", asked);
  }

  static Outcome checkpoint(Examination e) {
    if (!hasBackwardPass(e.subject().stabilise(e.everything()))) {
      return Outcome.NOTHING;
    }
    List<Expr> kept = new ArrayList<>();
    for (Expr node : Graph.topological(e.graph().outputs())) {
      if (node instanceof Apply apply && apply.id() % 5 == 0) {
        kept.add(node);
      }
    }
    List<Expr> again = e.subject().checkpoint(e.everything(), kept);
    // What only a barrier waited for is not there any more.
    Map<Input, Tensor> bindings = new LinkedHashMap<>(e.graph().bindings());
    bindings.keySet().retainAll(Graph.inputs(again));
    List<Tensor> actual = e.subject().compile(again).run(bindings);
    return same(e, e.everything(), "held", e.results(), "computed again", actual);
  }

  private static boolean hasBackwardPass(List<Expr> outputs) {
    return Graph.topological(outputs).stream()
        .anyMatch(
            node ->
                node instanceof Apply apply
                    && !(apply.op() instanceof Barrier)
                    && apply.origin().order() > 0);
  }

  static Outcome nodeByNode(Examination e) {
    Map<Expr, Tensor> values = new HashMap<>(e.graph().bindings());
    List<Expr> stable = e.subject().stabilise(e.graph().outputs());
    for (Expr node : Graph.topological(stable)) {
      switch (node) {
        case Input _ -> {}
        case Constant constant -> values.put(constant, constant.value());
        case Apply apply -> values.put(apply, alone(apply, values));
      }
    }
    List<Tensor> expected =
        stable.stream().map(output -> Objects.requireNonNull(values.get(output))).toList();
    List<Tensor> actual = e.results().subList(0, stable.size());
    return same(e, e.graph().outputs(), "node by node", expected, "as one program", actual);
  }

  /// The value of a node by a program of its op alone, its operands being inputs.
  private static Tensor alone(Apply node, Map<Expr, Tensor> values) {
    Map<Expr, Input> inputs = new LinkedHashMap<>();
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    for (Expr operand : node.operands()) {
      Input input =
          inputs.computeIfAbsent(operand, x -> Input.of("operand " + inputs.size(), x.type()));
      bindings.put(input, Objects.requireNonNull(values.get(operand)));
    }
    List<Expr> operands = node.operands().stream().<Expr>map(inputs::get).toList();
    Expr single = Apply.of(node.op(), operands).asWritten();
    return Program.compile(single).run(bindings).getFirst();
  }

  private static Outcome same(
      Examination e,
      List<Expr> outputs,
      String first,
      List<Tensor> expected,
      String second,
      List<Tensor> actual) {
    int elements = 0;
    for (int k = 0; k < expected.size(); k++) {
      if (!expected.get(k).equals(actual.get(k))) {
        throw Disagreement.inBits(
            k, outputs.get(k), first, expected.get(k), second, actual.get(k), e.graph());
      }
      elements += expected.get(k).size();
    }
    return new Outcome(elements, 0);
  }
}

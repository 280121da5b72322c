package dev.adjoint.testkit;

import static dev.adjoint.testkit.PlantedFaults.operand;
import static dev.adjoint.testkit.PlantedFaults.when;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.LogSigmoid;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Reciprocal;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/// The faults of backward passes and of stable forms.
final class PlantedGradientFaults {
  private PlantedGradientFaults() {}

  static void addTo(Map<String, Subject> all) {
    all.put(
        "accumulation drops an addend",
        Plant.backward(node -> when(node.op() instanceof Add, () -> operand(node, 0))));
    all.put(
        "support is dropped",
        Plant.backward(node -> when(node.op() instanceof Where, () -> operand(node, 1))));
    all.put(
        "a node used twice by one op is counted once",
        Plant.rule(
            node ->
                when(
                    node.op() instanceof Multiply && operand(node, 0) == operand(node, 1),
                    () ->
                        node.op()
                            .of(operand(node, 0), StopGradient.stopGradient(operand(node, 1))))));
    for (Faulty.Mistake mistake : Faulty.Mistake.values()) {
      all.put(
          "the rule of one op has a mistake: " + mistake,
          Plant.rule(
              node ->
                  when(
                      mistake == Faulty.Mistake.MISSING_SUM
                          ? isRepeating(node)
                          : node.op() instanceof Sin,
                      () -> new Faulty(node.op(), mistake).of(operand(node, 0)))));
    }
    all.put(
        "seeds are ignored",
        vjp((given, seed) -> Constant.of(Tensor.ones(seed.type())), (x, g) -> g));
    all.put(
        "gradients are constants to the next order",
        vjp((given, seed) -> seed, (x, g) -> g.map(StopGradient::stopGradient)));
    all.put(
        "the second input is called disconnected",
        vjp((given, seed) -> seed, (x, g) -> g.filter(_ -> !isSecond(x))));
    all.put(
        "a gradient is off by 1e-6 in one element",
        vjp((given, seed) -> seed, (x, g) -> g.map(PlantedGradientFaults::nudged)));
    all.put(
        "a stable form has the wrong sign",
        new Subject() {
          @Override
          public List<Expr> stabilise(List<Expr> outputs) {
            return Plant.changed(
                Subject.LIBRARY.stabilise(outputs),
                node ->
                    when(
                        node.op() instanceof LogSigmoid,
                        () -> Softplus.softplus(operand(node, 0)).negate()));
          }
        });
    all.put(
        "forward mode forgets an input",
        new Subject() {
          @Override
          public List<Optional<Expr>> jvp(List<? extends Expr> outputs, Map<Input, Expr> tangents) {
            Map<Input, Expr> kept = new LinkedHashMap<>(tangents);
            kept.keySet().removeIf(PlantedGradientFaults::isSecond);
            return Subject.LIBRARY.jvp(outputs, kept);
          }
        });
    all.put(
        "a batch computes its first sample twice",
        new Subject() {
          @Override
          public List<Expr> batch(List<Expr> outputs, Map<Input, Input> mapped) {
            return Plant.changed(
                Subject.LIBRARY.batch(outputs, mapped), PlantedGradientFaults::firstTwice);
          }
        });
    all.put(
        "what is computed again is associated another way",
        new Subject() {
          @Override
          public List<Expr> checkpoint(List<Expr> outputs, List<Expr> kept) {
            return Plant.changed(
                Subject.LIBRARY.checkpoint(outputs, kept),
                node ->
                    when(
                        node.op() instanceof Divide,
                        () -> operand(node, 0).times(Reciprocal.reciprocal(operand(node, 1)))));
          }
        });
  }

  private static Optional<Expr> firstTwice(Apply node) {
    return when(
        node.op() instanceof Sin && node.rank() > 0 && node.shape().size(0) == 2,
        () -> Slice.slice(node, 0, 0, 1).broadcast(node.shape()));
  }

  /// A broadcast of a vector to several rows.
  private static boolean isRepeating(Apply node) {
    return node.op() instanceof Broadcast
        && node.rank() > 0
        && operand(node, 0).rank() == node.rank() - 1
        && node.shape().size(0) > 1
        && node.shape().size() == operand(node, 0).shape().size() * node.shape().size(0);
  }

  private static boolean isSecond(Expr x) {
    return x instanceof Input input && input.label().equals("x1");
  }

  private static Expr nudged(Expr gradient) {
    double[] factors = new double[(int) gradient.shape().size()];
    Arrays.fill(factors, 1);
    if (factors.length > 0 && gradient.dtype() == DType.FLOAT64) {
      factors[factors.length - 1] = 1 + 1e-6;
    }
    return gradient.times(Constant.of(Tensor.of(gradient.shape(), factors).cast(gradient.dtype())));
  }

  private static Subject vjp(
      BinaryOperator<Expr> seed, BiFunction<Expr, Optional<Expr>, Optional<Expr>> answer) {
    return new Subject() {
      @Override
      public List<Optional<Expr>> vjp(
          List<? extends Expr> outputs, List<? extends Expr> seeds, List<? extends Expr> wrt) {
        List<Expr> used = new ArrayList<>();
        for (int i = 0; i < seeds.size(); i++) {
          used.add(seed.apply(outputs.get(i), seeds.get(i)));
        }
        List<Optional<Expr>> right = Subject.LIBRARY.vjp(outputs, used, wrt);
        List<Optional<Expr>> answers = new ArrayList<>();
        for (int i = 0; i < wrt.size(); i++) {
          answers.add(answer.apply(wrt.get(i), right.get(i)));
        }
        return answers;
      }
    };
  }
}

package dev.adjoint.examples;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tree.Tree;
import dev.adjoint.nn.data.Dataset;
import dev.adjoint.nn.init.Initializer;
import dev.adjoint.nn.layer.Mlp;
import dev.adjoint.nn.loss.Losses;
import dev.adjoint.nn.optimizer.GradientDescent;
import dev.adjoint.nn.train.Trained;
import dev.adjoint.nn.train.Trainer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// Exclusive or, which no single unit can tell apart, by a network of widths 2-4-1.
public final class Xor {
  private Xor() {}

  /// Trains and prints the table.
  public static void main(String[] args) {
    run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 2000);
  }

  /// Trains for some epochs, prints the table and returns the number of rows that are right.
  static int run(PrintWriter out, int epochs) {
    Dataset xor =
        Dataset.of(
            Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}),
            Tensor.of(new double[][] {{0}, {1}, {1}, {0}}));
    Mlp<Tensor> initial = Mlp.of(Initializer.normal(1), Key.of(3), DType.FLOAT64, 2, 4, 1);
    Trained<Mlp<Tensor>> trained =
        Trainer.of(
                (Mlp<Expr> p, Expr x, Expr y) ->
                    Losses.binaryCrossEntropyOfLogits(Mlp.apply(p, Sigmoid::sigmoid, x), y))
            .optimizer(new GradientDescent(2))
            .epochs(epochs)
            .batch(4)
            .fit(initial, xor);

    Mlp<Expr> constants = Tree.map(trained.model(), Tensor.class, Constant::of);
    Expr y = Mlp.apply(constants, Sigmoid::sigmoid, Constant.of(xor.x())).sigmoid();
    Tensor predicted = Program.compile(y).run(Map.of()).getFirst();
    int right = 0;
    out.println("a b  a xor b  network");
    for (int s = 0; s < xor.size(); s++) {
      double target = xor.y().doubleAt(s, 0);
      double output = predicted.doubleAt(s, 0);
      right += Math.rint(output) == target ? 1 : 0;
      out.printf(
          Locale.ROOT,
          "%.0f %.0f  %.0f        %.4f%n",
          xor.x().doubleAt(s, 0),
          xor.x().doubleAt(s, 1),
          target,
          output);
    }
    out.printf("%d of 4 right after %d epochs%n", right, epochs);
    return right;
  }
}

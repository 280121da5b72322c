package dev.adjoint.examples;

import static dev.adjoint.autodiff.op.Compare.greater;
import static dev.adjoint.autodiff.op.Softplus.softplus;
import static dev.adjoint.autodiff.op.StopGradient.stopGradient;
import static dev.adjoint.autodiff.op.Where.where;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.exec.Session;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/// The code of the README, compiled; [ReadmeTest] holds the page to it and runs it.
@SuppressWarnings("UnusedMethod") // called by name
final class ReadmeSnippets {
  private ReadmeSnippets() {}

  static void first(PrintStream out) {
    // snippet: first
    Expr z = Input.of("z", DType.FLOAT64);
    Expr y = Input.of("y", DType.FLOAT64);
    Expr loss = softplus(z).minus(y.times(z)); // cross entropy of the logistic model
    Expr slope = Grad.grad(loss, z).of(z);

    Program program = Program.compile(loss, slope);
    DoubleFunction<List<Tensor>> at =
        value -> program.run(Map.of(z, Tensor.scalar(value), y, Tensor.scalar(1.0)));

    double h = 1e-5;
    double difference = (at.apply(2 + h).get(0).item() - at.apply(2 - h).get(0).item()) / (2 * h);
    out.println("gradient          " + at.apply(2).get(1).item());
    out.println("finite difference " + difference);
    // end
  }

  // snippet: op
  record Cube() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(k.mul(x, x), x);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.times(x.square().times(3));
    }
  }

  // end

  static void print(PrintStream out) {
    // snippet: print
    Expr x = Input.of("x", DType.FLOAT64, 4, 3);
    Expr w = Input.of("w", DType.FLOAT64, 3);
    Expr a = x.matmul(w).named("z").sigmoid().named("a");
    Expr dw = Grad.grad(a.square().mean(), w).of(w);
    out.print(Printer.text(Map.of("∂w", dw)));
    // end
  }

  static void branch(PrintStream out) {
    // snippet: branch
    Expr x = Input.of("x", DType.FLOAT64, 3);
    Expr loss = where(greater(x, 0), x.log(), 0).sum();
    Expr dx = Grad.grad(loss, x).of(x);
    out.println(dx.peek(Map.of(x, Tensor.of(-1.0, 0.0, 2.0))));
    // end
  }

  static void why(PrintStream out) {
    // snippet: why
    Expr x = Input.of("x", DType.FLOAT64, 3);
    Expr loss = stopGradient(x.square()).sum();
    out.println(Grad.grad(loss, x).answer(x));
    // end
  }

  static void nan(PrintStream out) {
    // snippet: nan
    Expr x = Input.tested("x", Tensor.of(0.5, -2.0), Interpreter.evaluator());
    try {
      out.println(x.tanh().log().mean());
    } catch (AdjointException e) {
      out.println(e.getMessage());
    }
    // end
  }

  static void train(PrintStream out) {
    // snippet: train
    Input w = Input.of("w", DType.FLOAT64);
    Expr loss = w.minus(3).square();
    Expr next = w.minus(Grad.grad(loss, w).of(w).times(0.25));
    Session session = Session.of(Map.of(w, next), List.of(loss), Map.of(w, Tensor.scalar(0.0)));
    for (int step = 0; step < 4; step++) {
      out.println(session.step(Map.of()).getFirst().item() + " -> w = " + session.state(w).item());
    }
    // end
  }
}

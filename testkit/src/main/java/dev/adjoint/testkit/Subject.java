package dev.adjoint.testkit;

import dev.adjoint.autodiff.batch.Batch;
import dev.adjoint.autodiff.checkpoint.Checkpoint;
import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.grad.Tangent;
import dev.adjoint.autodiff.grad.Tangents;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.rewrite.Stabilise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an [Oracle] examines: the parts of the library that compile, differentiate and transform
/// graphs. An implementation overrides one of them to put another in its place.
public interface Subject {
  /// The library as it is.
  Subject LIBRARY = new Subject() {};

  /// What computes some outputs fast.
  default Executable compile(List<Expr> outputs) {
    return Program.compile(outputs);
  }

  /// The vector-Jacobian product by each of some expressions; empty where there is none.
  default List<Optional<Expr>> vjp(
      List<? extends Expr> outputs, List<? extends Expr> seeds, List<? extends Expr> wrt) {
    Gradients gradients = Grad.vjp(outputs, seeds, wrt);
    List<Optional<Expr>> answers = new ArrayList<>();
    for (Expr x : wrt) {
      answers.add(
          gradients.answer(x) instanceof Gradient.Connected(Expr value)
              ? Optional.of(value)
              : Optional.empty());
    }
    return answers;
  }

  /// The stable form of some outputs.
  default List<Expr> stabilise(List<Expr> outputs) {
    return Stabilise.of(outputs).outputs();
  }

  /// The tangents of some outputs along tangents of inputs; empty where there is none.
  default List<Optional<Expr>> jvp(List<? extends Expr> outputs, Map<Input, Expr> tangents) {
    Tangents answers = Grad.jvp(outputs, tangents);
    List<Optional<Expr>> values = new ArrayList<>();
    for (Expr output : outputs) {
      values.add(
          answers.answer(output) instanceof Tangent.Connected(Expr value)
              ? Optional.of(value)
              : Optional.empty());
    }
    return values;
  }

  /// The outputs with these nodes kept, others computed again.
  default List<Expr> checkpoint(List<Expr> outputs, List<Expr> kept) {
    return Checkpoint.keeping(outputs, kept).outputs();
  }

  /// Some outputs for every sample of the mapped inputs.
  default List<Expr> batch(List<Expr> outputs, Map<Input, Input> mapped) {
    return Batch.of(outputs, mapped).outputs();
  }
}

package dev.adjoint.autodiff;

import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// The executors that must agree: every suite runs on all of them.
public enum Executor {
  INTERPRETER,
  PROGRAM;

  /// An executable of some outputs.
  public Executable of(List<Expr> outputs) {
    return switch (this) {
      case INTERPRETER -> Interpreter.of(outputs);
      case PROGRAM -> Program.compile(outputs);
    };
  }

  /// An executable of some outputs.
  public Executable of(Expr... outputs) {
    return of(List.of(outputs));
  }

  /// The value of one output.
  public Tensor value(Expr output, Map<? extends Expr, Tensor> bindings) {
    return of(output).run(bindings).getFirst();
  }
}

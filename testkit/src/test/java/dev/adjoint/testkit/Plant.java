package dev.adjoint.testkit;

import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A library with one fault, planted at its seams: in what is compiled, in what is differentiated,
/// or in what comes back.
interface Plant extends Subject {
  /// A change of one node, already on its new operands; empty where it stays.
  interface Change {
    Optional<Expr> of(Apply node);
  }

  /// Every node offered to a change.
  static List<Expr> changed(List<? extends Expr> outputs, Change change) {
    return Graph.rebuild(
            outputs,
            (node, operands) -> {
              Expr copy = Graph.withOperands(node, operands);
              return copy instanceof Apply apply ? change.of(apply).orElse(copy) : copy;
            })
        .outputs();
  }

  /// A compiler that makes another program of a graph.
  static Subject rewriter(UnaryOperator<List<Expr>> transform) {
    return new Subject() {
      @Override
      public Executable compile(List<Expr> outputs) {
        Program program = Program.compile(transform.apply(outputs));
        return runner(program, program);
      }
    };
  }

  /// A compiler that miscompiles single nodes of the stable form.
  static Subject compiler(Change change) {
    return rewriter(outputs -> changed(Subject.LIBRARY.stabilise(outputs), change));
  }

  /// A program behind whose back something else runs.
  static Subject executor(UnaryOperator<Executable> fault) {
    return new Subject() {
      @Override
      public Executable compile(List<Expr> outputs) {
        Program program = Program.compile(outputs);
        return runner(program, fault.apply(program));
      }
    };
  }

  /// Something that runs.
  interface Run {
    List<Tensor> run(Map<? extends Expr, Tensor> bindings);
  }

  /// An executable with another way to run.
  static Executable running(Executable program, Run run) {
    return new Executable() {
      @Override
      public List<Expr> outputs() {
        return program.outputs();
      }

      @Override
      public List<Input> inputs() {
        return program.inputs();
      }

      @Override
      public List<Tensor> run(Map<? extends Expr, Tensor> bindings) {
        return run.run(bindings);
      }
    };
  }

  /// Binds only what the program reads: a fault may have left an input out.
  private static Executable runner(Executable program, Executable fault) {
    return running(
        program,
        bindings -> {
          Map<Expr, Tensor> read = new LinkedHashMap<>(bindings);
          read.keySet().removeIf(input -> !program.inputs().contains(input));
          return fault.run(read);
        });
  }

  /// A backward pass that is given a changed graph.
  static Subject rule(Change change) {
    return new Subject() {
      @Override
      public List<Optional<Expr>> vjp(
          List<? extends Expr> outputs, List<? extends Expr> seeds, List<? extends Expr> wrt) {
        return Subject.LIBRARY.vjp(changed(outputs, change), seeds, wrt);
      }
    };
  }

  /// A backward pass whose own nodes are changed.
  static Subject backward(Change change) {
    return new Subject() {
      @Override
      public List<Optional<Expr>> vjp(
          List<? extends Expr> outputs, List<? extends Expr> seeds, List<? extends Expr> wrt) {
        return Subject.LIBRARY.vjp(outputs, seeds, wrt).stream()
            .map(
                answer ->
                    answer.map(
                        gradient ->
                            changed(
                                    List.of(gradient),
                                    node ->
                                        node.origin().order() > 0
                                            ? change.of(node)
                                            : Optional.empty())
                                .getFirst()))
            .toList();
      }
    };
  }
}

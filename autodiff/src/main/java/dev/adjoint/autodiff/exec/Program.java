package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.exec.compile.Compiler;
import dev.adjoint.autodiff.exec.compile.Machine;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Outputs compiled for speed: equal applications are computed once, elementwise ops run fused over
/// tiles that stay in the cache, contractions as matrix products, and memory is reused.
///
/// Immutable and safe for use by several threads, each run working in memory of its own. If named
/// axes are bound at other sizes, a program for those sizes is compiled and remembered.
public final class Program implements Executable {
  private static final int VARIANTS = 16;

  private final List<Expr> outputs;
  private final List<Input> inputs;
  private final Set<Input> read;
  private final Machine machine;
  private final Map<Map<String, Integer>, Machine> variants =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, Integer>, Machine> eldest) {
          return size() > VARIANTS;
        }
      };

  private Program(List<Expr> outputs) {
    this.outputs = List.copyOf(outputs);
    this.inputs = Bindings.consistent(Graph.inputs(outputs));
    this.read = Set.copyOf(inputs);
    this.machine = Compiler.compile(this.outputs, inputs);
  }

  /// The program that computes some outputs.
  public static Program compile(Expr... outputs) {
    return new Program(List.of(outputs));
  }

  /// The program that computes some outputs.
  public static Program compile(List<? extends Expr> outputs) {
    return new Program(List.copyOf(outputs));
  }

  @Override
  public List<Expr> outputs() {
    return outputs;
  }

  @Override
  public List<Input> inputs() {
    return inputs;
  }

  @Override
  public List<Tensor> run(Map<? extends Expr, Tensor> bindings) {
    Bindings checked = Bindings.of(inputs, bindings);
    Machine chosen = checked.sizes().isEmpty() ? machine : variant(checked.sizes());
    return chosen.run(checked.values());
  }

  /// Whether the outputs depend on an input.
  boolean reads(Input input) {
    return read.contains(input);
  }

  private Machine variant(Map<String, Integer> sizes) {
    synchronized (variants) {
      return variants.computeIfAbsent(
          Map.copyOf(sizes),
          changed -> {
            Graph.Copy copy = Graph.at(outputs, changed);
            List<Input> resized = inputs.stream().map(i -> (Input) copy.map().get(i)).toList();
            return Compiler.compile(copy.outputs(), resized);
          });
    }
  }

  /// How many bytes of memory one run works in, beside inputs, constants and outputs.
  public long workspaceBytes() {
    return machine.workspaceBytes();
  }

  /// What a run does: the steps in order, the memory that they work in, and the floating-point
  /// operations of contractions.
  public String explain() {
    return machine.explain();
  }
}

package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Banks;
import dev.adjoint.autodiff.exec.compile.step.Step;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.rewrite.Stabilise;
import java.util.List;

/// The passes in their order.
public final class Compiler {
  private Compiler() {}

  /// The machine that computes outputs from the tensors of inputs, given in that order.
  public static Machine compile(List<Expr> outputs, List<Input> inputs) {
    List<Expr> expanded = Composites.expand(Stabilise.of(outputs).outputs());
    Merging.Merged merged = Merging.merge(expanded);
    List<Draft> drafts = Scheduling.schedule(merged);
    BufferPlan plan = BufferPlan.plan(merged.nodes(), drafts);
    int[] registers = new int[Banks.COUNT];
    List<Step> steps = Emission.emit(drafts, plan, registers);
    return Machine.of(steps, plan, registers, inputs, merged.outputs(), outputs);
  }
}

package dev.adjoint.usercode;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A user's op that is an expression of its operands with a gradient derived by hand.
interface HandWritten extends Op {
  /// What the op computes.
  Expr value(List<Expr> x);

  @Override
  default TensorType type(List<TensorType> operands) {
    List<Expr> inputs = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      inputs.add(Input.of("operand " + i, operands.get(i)));
    }
    return value(inputs).type();
  }

  @Override
  default Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(this::value);
  }

  /// One cotangent for every operand.
  static List<Optional<Expr>> bars(Expr... bars) {
    return Stream.of(bars).map(Optional::of).toList();
  }

  /// What a reduction along the last axis left, as a column.
  static Expr column(Expr x) {
    return Reshape.unsqueeze(x, -1);
  }
}

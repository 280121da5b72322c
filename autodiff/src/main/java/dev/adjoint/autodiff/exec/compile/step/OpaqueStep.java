package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A result that only the op itself can compute, from immutable tensors.
public record OpaqueStep(
    Site site,
    Function<List<Tensor>, Tensor> evaluation,
    List<TensorType> types,
    List<Place> operands,
    TensorType type,
    Place to)
    implements Step {
  @Override
  public void run(Workspace w) {
    List<Tensor> values = new ArrayList<>(operands.size());
    for (int i = 0; i < operands.size(); i++) {
      TensorType operand = types.get(i);
      Place place = operands.get(i);
      int size = (int) operand.shape().size();
      Object copy = Workspace.allocate(operand.dtype(), size);
      System.arraycopy(w.array(place), place.offset(), copy, 0, size);
      values.add(TensorAccess.wrap(operand.shape(), copy));
    }
    Tensor result = site.guarded(() -> evaluation.apply(List.copyOf(values)));
    site.evaluated(result, result.type());
    System.arraycopy(
        TensorAccess.array(result), 0, w.array(to), to.offset(), (int) type.shape().size());
  }

  @Override
  public String describe() {
    return "opaque " + site.node().op().name();
  }
}

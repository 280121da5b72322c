package dev.adjoint.autodiff.batch;

import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tensor.internal.TensorAccess;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// An evaluation that knows one sample only, run on each.
///
/// @param mapped which operands have the samples along a leading axis
/// @param axis the samples
/// @param sample the type of the result of one
/// @param evaluation of one
record EachSample(
    List<Boolean> mapped, Dim axis, TensorType sample, Function<List<Tensor>, Tensor> evaluation)
    implements Function<List<Tensor>, Tensor> {
  @Override
  public Tensor apply(List<Tensor> operands) {
    Tensor result = Tensor.zeros(Operand.lifted(sample, axis));
    Object all = TensorAccess.array(result); // fresh, so ours to fill
    int size = (int) sample.shape().size();
    for (int i = 0; i < axis.size(); i++) {
      List<Tensor> one = new ArrayList<>();
      for (int k = 0; k < mapped.size(); k++) {
        one.add(mapped.get(k) ? slice(operands.get(k), i) : operands.get(k));
      }
      Tensor y = evaluation.apply(one);
      if (y.dtype() != sample.dtype() || !y.shape().sameSizes(sample.shape())) {
        throw new IllegalStateException(
            "sample %d gives %s, but the type rule says %s".formatted(i, y.type(), sample));
      }
      System.arraycopy(TensorAccess.array(y), 0, all, i * size, size);
    }
    return result;
  }

  private static Tensor slice(Tensor samples, int i) {
    Shape shape = Operand.sample(samples.type()).shape();
    int size = (int) shape.size();
    Object from = TensorAccess.array(samples);
    Object one = Array.newInstance(from.getClass().getComponentType(), size);
    System.arraycopy(from, i * size, one, 0, size);
    return TensorAccess.wrap(shape, one);
  }
}
